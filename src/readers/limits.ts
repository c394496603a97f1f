import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import { widerNetworkOf } from '../domain/network.ts'
import type { Site } from '../domain/site.ts'
import { createClientNetwork } from '../http/client-network.ts'
import type { Kind } from '../http/document-kinds.ts'
import { pathOfUrl } from '../http/request-path.ts'
import { WIDER_ALLOWANCE } from '../http/token-gate.ts'
import { createLru } from '../memo.ts'

/** Charges the client's network before work is done. @throws AppError `too_many_requests` if its budget is used up */
export type Limits = {
  /** Before a full document or a delta is sent. */
  chargeDownload(request: IncomingMessage, document: SentDocument): void
  /** Before something is computed for this request only. */
  chargeComputation(request: IncomingMessage, kind: keyof typeof COMPUTATION_VISITS): void
}

type SentDocument = { readonly kind?: Kind; readonly mediaType: string; readonly fields: readonly string[] }

const UNLIMITED: Limits = { chargeDownload: () => undefined, chargeComputation: () => undefined }

/**
 * Computations in visits, by processor time: a cached document takes 0.03 to 0.05 ms, suggestions and metrics 1, a search
 * and oEmbed 2, the embed builder 5, a subscription request 0.3. Cached frames and fragments are not charged.
 */
const COMPUTATION_VISITS = { search: 20, suggestions: 10, metrics: 20, oembed: 20, embed: 20, builder: 50, hub: 5 }

/**
 * Limits full documents and computations. A 304 is free, so that an up-to-date reader is never limited. Documents for
 * people have their own budget, `visits`: browsers have no validator at their first visit, and many people share one
 * address.
 *
 * Nothing is limited behind a CDN that is not among the proxies: all readers would share one budget.
 */
export function createLimits(site: Pick<Site, 'proxies' | 'limits' | 'cdn'>, log: Logger, now: () => number): Limits {
  const { proxies, limits, cdn } = site
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
    downloads: downloads === 0 ? null : createBudget(downloads, seconds, now),
    visits: visits === 0 ? null : createBudget(visits, seconds, now),
  }

  const spend = (name: keyof typeof budgets, cost: number, request: IncomingMessage, document?: SentDocument): void => {
    const client = budgets[name] && networkOf(request)
    const overdraft = client && budgets[name]?.(client, cost)
    if (!overdraft) return
    const { network, seconds, isFirst } = overdraft
    if (isFirst) log.info({ network, path: pathOfUrl(request.url ?? '') }, `${name} are limited`)
    throw new AppError('too_many_requests', `${network} used up its ${name}`, {
      seconds: String(seconds),
      // A page of another origin that may read the document may read the error, too.
      ...(document?.fields.includes('Access-Control-Allow-Origin') && { origin: '*' }),
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

/** The least recently seen network is forgotten first, and starts with a full budget. */
const NETWORKS_MAX = 20_000

/** `wider`: the IPv6 /48 of the network. To parse an address takes longer than to charge its account. */
type Account = { readonly wider: string | null; readonly endsAt: number; spent: number; isOverdrawn: boolean }

/**
 * Each network has `points` per `seconds` from its first request; an IPv6 /48 has eight times as many. A refused request
 * spends nothing, so that cheaper requests may still be answered. In memory: each process counts its own requests.
 */
export function createBudget(points: number, seconds: number, now: () => number) {
  const accounts = createLru<Account>(NETWORKS_MAX)
  const periodMs = seconds * 1000
  const accountOf = (network: string, time: number): Account => {
    const known = accounts.get(network)
    // A clock that was set back must not lengthen the period.
    if (known && known.endsAt > time && known.endsAt <= time + periodMs) return known
    const account = { wider: widerNetworkOf(network), endsAt: time + periodMs, spent: 0, isOverdrawn: false }
    accounts.set(network, account)
    return account
  }
  const charge = (network: string, account: Account, limit: number, cost: number, time: number) => {
    account.spent += cost
    if (account.spent <= limit) return undefined
    account.spent -= cost
    const isFirst = !account.isOverdrawn
    account.isOverdrawn = true
    return { network, seconds: Math.ceil((account.endsAt - time) / 1000), isFirst }
  }
  return (network: string, cost: number) => {
    const time = now()
    const account = accountOf(network, time)
    const overdraft = charge(network, account, points, cost, time)
    const { wider } = account
    // A refused client must not use up the budget of its neighbours.
    if (overdraft || wider === null) return overdraft
    return charge(wider, accountOf(wider, time), points * WIDER_ALLOWANCE, cost, time)
  }
}
