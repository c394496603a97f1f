import type { SubscriberReport } from './user-agents.ts'

const DAY = 24 * 60 * 60 * 1000

/** Services of a feed, and networks that claim something, that are kept. */
const KEPT_MAX = 100

/** A service that is known by its name alone: anybody can send the name. */
const NAMED_MAX = 10_000

/** What a network may claim, of a feed and of all feeds together. */
const CLAIMED_MAX = 1000

/** Subscribers of a feed, as services tell of them in their `User-Agent`. A figure holds for a day. */
export type SubscriberCounts = {
  /** `block` is the hash of the network that tells it, `isTrusted` whether the operator has named that network. */
  record(told: SubscriberReport, block: number, isTrusted: boolean, now: number): void
  /** Figures that count, by service. */
  services(now: number): readonly Figure[]
  /** Figures that do not, by the network that claims them. */
  claims(now: number): readonly Figure[]
  /** Forgets what is older than a day; whether anything is left. */
  forget(now: number): boolean
}

/** `most` is what it may come to over all feeds. */
export type Figure = { readonly source: number; readonly subscribers: number; readonly most: number }

type Service = {
  readonly subscribers: number
  readonly at: number
  readonly block: number
  readonly isTrusted: boolean
}
type Claim = { readonly subscribers: number; readonly at: number }

/**
 * A figure counts in full from a network that the operator trusts. By the name of a known service alone it counts for
 * `NAMED_MAX` at most, and from one network: the first that sends the name keeps it until it is silent for a day, so that a
 * forger can't replace the service that is already there. Whatever else is said is a claim.
 */
export function createSubscriberCounts(): SubscriberCounts {
  const services = new Map<number, Service>()
  const claims = new Map<number, Claim>()

  const put = <T>(map: Map<number, T>, key: number, value: T): void => {
    if (map.size < KEPT_MAX || map.has(key)) map.set(key, value)
  }

  /** Whether another network has the name. */
  const isTaken = (service: number, block: number, now: number): boolean => {
    const holder = services.get(service)
    return holder !== undefined && isRecent(holder, now) && (holder.isTrusted || holder.block !== block)
  }

  return {
    record: ({ service, isKnown, subscribers }, block, isTrusted, now) => {
      if (isTrusted) put(services, service, { subscribers, at: now, block, isTrusted })
      else if (isKnown && !isTaken(service, block, now)) {
        put(services, service, { subscribers: Math.min(subscribers, NAMED_MAX), at: now, block, isTrusted })
      } else put(claims, block, { subscribers: Math.min(subscribers, CLAIMED_MAX), at: now })
    },
    services: (now) =>
      [...services]
        .filter(([, one]) => isRecent(one, now))
        .map(([source, { subscribers, isTrusted }]) => ({
          ...{ source, subscribers },
          most: isTrusted ? Number.POSITIVE_INFINITY : NAMED_MAX,
        })),
    claims: (now) =>
      [...claims]
        .filter(([, one]) => isRecent(one, now))
        .map(([source, { subscribers }]) => ({ source, subscribers, most: CLAIMED_MAX })),
    forget: (now) => {
      for (const map of [services, claims]) for (const [key, one] of map) if (!isRecent(one, now)) map.delete(key)
      return services.size + claims.size > 0
    },
  }
}

function isRecent({ at }: { readonly at: number }, now: number): boolean {
  return at > now - DAY
}

/** The sum, with what each source may come to. */
export function sumOf(figures: readonly Figure[]): number {
  const sources = new Map<number, Figure>()
  for (const { source, subscribers, most } of figures) {
    const before = sources.get(source)
    const limit = Math.max(most, before?.most ?? 0)
    sources.set(source, { source, subscribers: Math.min(limit, subscribers + (before?.subscribers ?? 0)), most: limit })
  }
  return [...sources.values()].reduce((sum, { subscribers }) => sum + subscribers, 0)
}
