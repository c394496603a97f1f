import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import type { Site } from '../domain/site.ts'
import { createClientNetwork } from '../http/client-network.ts'
import type { Kind } from '../http/document-kinds.ts'
import { pathOfUrl } from '../http/request-path.ts'
import { type Budget, createBudget } from './budget.ts'

/**
 * Counts what is about to be done for the network of the client that asks. `undefined` where it may be done at once, else a
 * promise that is rejected where the network has had all that it may have.
 * @throws AppError `too_many_requests`, by the promise
 */
export type Limits = {
  /** A document is about to be sent whole, or as a difference. */
  chargeDownload(request: IncomingMessage, document: SentDocument): Promise<void> | undefined
  /** Something is about to be made for this request. */
  chargeComputation(request: IncomingMessage, what: keyof typeof MAKING_COSTS): Promise<void> | undefined
}

type SentDocument = { readonly kind?: Kind; readonly mediaType: string; readonly fields: readonly string[] }

const UNLIMITED: Limits = { chargeDownload: () => undefined, chargeComputation: () => undefined }

/**
 * Visits that making something counts as, by the processor time that it takes: sending what is at hand takes 0.03 to 0.05 ms,
 * a search 0.6, metrics 1, oEmbed 2, the page of choices 5. A frame or a fragment is made when it is not at hand.
 */
const MAKING_COSTS = { search: 10, metrics: 20, oembed: 20, embed: 20, builder: 50 } as const

/**
 * Limits what costs: whole documents sent, whatever the request's conditions were. A 304 is never counted, so that a reader
 * that is up to date is never limited. Documents for people have a budget of their own, `visits`: browsers have no
 * validator at their first visit, and many people share one address.
 *
 * Behind a CDN whose addresses are not among the proxies, every request comes from the CDN: nothing is counted, since one
 * client would use up what all readers have.
 */
export function createLimits({ proxies, limits, cdn }: Pick<Site, 'proxies' | 'limits' | 'cdn'>, log: Logger): Limits {
  const { downloads, visits, seconds, exempt } = limits
  if (downloads === 0 && visits === 0) return UNLIMITED
  if (cdn && proxies.length === 0) {
    log.info('downloads are not limited: site.yaml has cdn and no proxies, so that all readers would count as one')
    return UNLIMITED
  }
  const networkOf = createClientNetwork({ proxies, exempt }, (peer) =>
    log.warn(
      { peer },
      'a proxy seems to stand in front of this server: unless site.yaml names it under proxies, its readers are limited as if they were one',
    ),
  )
  const budgets = {
    downloads: downloads === 0 ? null : createBudget({ points: downloads, seconds }),
    visits: visits === 0 ? null : createBudget({ points: visits, seconds }),
  }

  const spend = (name: keyof typeof budgets, cost: number, request: IncomingMessage, document?: SentDocument) => {
    const budget: Budget | null = budgets[name]
    const network = budget && networkOf(request)
    if (!network) return undefined
    return budget(network, cost)?.then((overdraft) => {
      if (!overdraft) return
      const { network, seconds, isFirst } = overdraft
      if (isFirst) log.info({ network, path: pathOfUrl(request.url ?? '') }, `${name} are limited`)
      throw new AppError('too_many_requests', `${network} has had its ${name}`, {
        seconds: String(seconds),
        // A page that may read the document may read why it is not there.
        ...(document?.fields.includes('Access-Control-Allow-Origin') && { origin: '*' }),
      })
    })
  }

  return {
    chargeDownload: (request, document) =>
      spend(isForPeople(request, document) ? 'visits' : 'downloads', 1, request, document),
    chargeComputation: (request, what) => spend('visits', MAKING_COSTS[what], request),
  }
}

/** Fetch Metadata §2.2: a page that somebody goes to in a browser, or that a frame shows; and all that is made for other pages. */
function isForPeople({ headers }: IncomingMessage, { kind, mediaType }: SentDocument): boolean {
  return kind === 'embed' || (headers['sec-fetch-mode'] === 'navigate' && mediaType.startsWith('text/html'))
}
