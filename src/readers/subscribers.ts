import type { SubscriberReport } from './user-agents.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Services of a feed; claiming networks of a feed. */
const SOURCES_MAX = 100

/** For a service that is known by its name only, which any client can send. */
const NAMED_MAX = 10_000

/** For a network that is not trusted: per feed, and for all feeds together. */
const CLAIMED_MAX = 1000

export type SubscriberCounts = ReturnType<typeof createSubscriberCounts>

/** `limit` limits the sum over all feeds. */
export type Figure = { readonly source: number; readonly subscribers: number; readonly limit: number }

type Claim = { readonly subscribers: number; readonly at: number }
type Service = Claim & { readonly block: number; readonly isTrusted: boolean }

/**
 * Subscribers of a feed, as services report them in their `User-Agent`. A figure expires after a day.
 *
 * A figure from a trusted network counts in full. A figure from an untrusted network with a known service's name counts
 * up to `NAMED_MAX`, and only from the first network with that name, until that network is silent for a day: a forger
 * cannot displace the real service. All other figures are claims.
 */
export function createSubscriberCounts() {
  const services = new Map<number, Service>()
  const claims = new Map<number, Claim>()

  const put = <T>(map: Map<number, T>, key: number, value: T): void => {
    if (map.size < SOURCES_MAX || map.has(key)) map.set(key, value)
  }

  /** Whether another network already reports for the service. */
  const isTaken = (service: number, block: number, now: number): boolean => {
    const known = services.get(service)
    return known !== undefined && isRecent(known, now) && (known.isTrusted || known.block !== block)
  }

  return {
    /** `block` is the hash of the client's network; `isTrusted` if the operator lists that network. */
    record: (report: SubscriberReport, block: number, isTrusted: boolean, now: number): void => {
      const { service, isKnown, subscribers } = report
      if (isTrusted) put(services, service, { subscribers, at: now, block, isTrusted })
      else if (isKnown && !isTaken(service, block, now)) {
        put(services, service, { subscribers: Math.min(subscribers, NAMED_MAX), at: now, block, isTrusted })
      } else put(claims, block, { subscribers: Math.min(subscribers, CLAIMED_MAX), at: now })
    },
    /** Figures by service. */
    services: (now: number): Figure[] =>
      [...services]
        .filter(([, figure]) => isRecent(figure, now))
        .map(([source, { subscribers, isTrusted }]) => ({
          ...{ source, subscribers },
          limit: isTrusted ? Number.POSITIVE_INFINITY : NAMED_MAX,
        })),
    /** Unproven figures by network. */
    claims: (now: number): Figure[] =>
      [...claims]
        .filter(([, figure]) => isRecent(figure, now))
        .map(([source, { subscribers }]) => ({ source, subscribers, limit: CLAIMED_MAX })),
    /** Deletes expired figures and returns whether any remain. */
    removeExpired: (now: number): boolean => {
      for (const map of [services, claims]) for (const [key, figure] of map) if (!isRecent(figure, now)) map.delete(key)
      return services.size + claims.size > 0
    },
  }
}

function isRecent({ at }: { readonly at: number }, now: number): boolean {
  return at > now - DAY_MS
}

/** The sum, in which each source counts up to its limit. */
export function sumOf(figures: readonly Figure[]): number {
  const sources = new Map<number, Figure>()
  for (const { source, subscribers, limit } of figures) {
    const previous = sources.get(source)
    const largest = Math.max(limit, previous?.limit ?? 0)
    const total = Math.min(largest, subscribers + (previous?.subscribers ?? 0))
    sources.set(source, { source, subscribers: total, limit: largest })
  }
  return [...sources.values()].reduce((sum, { subscribers }) => sum + subscribers, 0)
}
