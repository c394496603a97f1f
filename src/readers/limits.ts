import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import type { Site } from '../domain/site.ts'
import { createClientNetwork } from '../http/client-network.ts'
import type { Kind } from '../http/document-kinds.ts'
import { pathOfUrl } from '../http/request-path.ts'
import { type Budget, createBudget } from './budget.ts'

/**
 * Charges the client's network before work is done. Returns `undefined` if the work may start at once, else a promise.
 * The promise rejects with AppError `too_many_requests` if the budget is used up.
 */
export type Limits = {
  /** Before a full document or a delta is sent. */
  chargeDownload(request: IncomingMessage, document: SentDocument): Promise<void> | undefined
  /** Before something is computed for this request only. */
  chargeComputation(request: IncomingMessage, kind: keyof typeof COMPUTATION_VISITS): Promise<void> | undefined
}

type SentDocument = { readonly kind?: Kind; readonly mediaType: string; readonly fields: readonly string[] }

const UNLIMITED: Limits = { chargeDownload: () => undefined, chargeComputation: () => undefined }

/**
 * Computations in visits, by processor time: a cached document takes 0.03 to 0.05 ms, a search 0.6, metrics 1, oEmbed
 * 2, the embed builder 5. Frames and fragments are charged only if they are not cached.
 */
const COMPUTATION_VISITS = { search: 10, metrics: 20, oembed: 20, embed: 20, builder: 50 } as const

/**
 * Limits full documents and computations. A 304 is free, so that an up-to-date reader is never limited. Documents for
 * people have their own budget, `visits`: browsers have no validator at their first visit, and many people share one
 * address.
 *
 * Nothing is limited behind a CDN that is not among the proxies: all readers would share one budget.
 */
export function createLimits({ proxies, limits, cdn }: Pick<Site, 'proxies' | 'limits' | 'cdn'>, log: Logger): Limits {
  const { downloads, visits, seconds, exempt } = limits
  if (downloads === 0 && visits === 0) return UNLIMITED
  if (cdn && proxies.length === 0) {
    log.info('downloads are not limited: site.yaml has cdn but no proxies, so all readers would count as one client')
    return UNLIMITED
  }
  const networkOf = createClientNetwork({ proxies, exempt }, (peer) =>
    log.warn(
      { peer },
      'requests seem to come through a proxy, so its readers share one limit: add its address to proxies in site.yaml',
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
      throw new AppError('too_many_requests', `${network} used up its ${name}`, {
        seconds: String(seconds),
        // A page of another origin that may read the document may read the error, too.
        ...(document?.fields.includes('Access-Control-Allow-Origin') && { origin: '*' }),
      })
    })
  }

  return {
    chargeDownload: (request, document) =>
      spend(isForPeople(request, document) ? 'visits' : 'downloads', 1, request, document),
    chargeComputation: (request, kind) => spend('visits', COMPUTATION_VISITS[kind], request),
  }
}

/** Embeds, and pages that a browser or a frame navigates to (Fetch Metadata §2.2). */
function isForPeople({ headers }: IncomingMessage, { kind, mediaType }: SentDocument): boolean {
  return kind === 'embed' || (headers['sec-fetch-mode'] === 'navigate' && mediaType.startsWith('text/html'))
}
