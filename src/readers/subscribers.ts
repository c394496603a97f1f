import type { SubscriberReport } from './user-agents.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Services of a feed; claiming networks of a feed. */
const SOURCES_MAX = 100

/** For a service that is known by its name only, which any client can send. */
const NAMED_MAX = 10_000

/** For a network that is not trusted: per feed, and for all feeds together. */
const CLAIMED_MAX = 1000

/** For a network that the operator lists. */
const TRUSTED_MAX = Number.POSITIVE_INFINITY

export type SubscriberCounts = ReturnType<typeof createSubscriberCounts>

/** `limit` limits the sum over all feeds. `block` is the hash of the client's network. */
type Figure = { readonly subscribers: number; readonly limit: number; readonly block: number; readonly at: number }

/** A figure with the hash of its service or network. */
type SourcedFigure = readonly [source: number, figure: Figure]

/**
 * Subscribers of a feed, as services report them in their `User-Agent`. A figure expires after a day.
 *
 * A figure from a trusted network counts in full. A figure from an untrusted network with a known service's name counts
 * up to `NAMED_MAX`, and only from the first network with that name, until that network is silent for a day: a forger
 * cannot displace the real service. All other figures are claims.
 */
export function createSubscriberCounts() {
  const services = new Map<number, Figure>()
  const claims = new Map<number, Figure>()

  const put = (map: Map<number, Figure>, source: number, figure: Figure): void => {
    if (map.size < SOURCES_MAX || map.has(source)) map.set(source, figure)
  }

  return {
    /** `isTrusted` if the operator lists the client's network. Returns the subscribers; `undefined` for a claim. */
    record: (report: SubscriberReport, block: number, isTrusted: boolean, at: number): number | undefined => {
      const { service, isKnown, subscribers } = report
      const known = services.get(service)
      const isTaken = known && isRecent(known, at) && (known.limit === TRUSTED_MAX || known.block !== block)
      const isService = isTrusted || (isKnown && !isTaken)
      const limit = isTrusted ? TRUSTED_MAX : isService ? NAMED_MAX : CLAIMED_MAX
      const figure = { subscribers: Math.min(subscribers, limit), limit, block, at }
      if (isService) put(services, service, figure)
      else put(claims, block, figure)
      return isService ? figure.subscribers : undefined
    },
    /** Figures by service. */
    services: (now: number): SourcedFigure[] => [...services].filter(([, figure]) => isRecent(figure, now)),
    /** Unproven figures by network. */
    claims: (now: number): SourcedFigure[] => [...claims].filter(([, figure]) => isRecent(figure, now)),
    /** Deletes expired figures and returns whether any remain. */
    removeExpired: (now: number): boolean => {
      for (const map of [services, claims]) for (const [key, figure] of map) if (!isRecent(figure, now)) map.delete(key)
      return services.size + claims.size > 0
    },
  }
}

function isRecent({ at }: Figure, now: number): boolean {
  return at > now - DAY_MS
}

/** The sum, in which each source counts up to its limit. */
export function sumOf(figures: readonly SourcedFigure[]): number {
  const totals = new Map<number, { readonly total: number; readonly limit: number }>()
  for (const [source, figure] of figures) {
    const previous = totals.get(source) ?? { total: 0, limit: 0 }
    const limit = Math.max(figure.limit, previous.limit)
    totals.set(source, { total: Math.min(limit, previous.total + figure.subscribers), limit })
  }
  return [...totals.values()].reduce((sum, { total }) => sum + total, 0)
}
