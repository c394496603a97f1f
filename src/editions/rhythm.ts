import type { Instant } from '../domain/article.ts'

/** How often something new comes to a feed, in milliseconds, and whether it has stopped coming. */
export type Rhythm = {
  /** The pause between two articles as it usually is: half of the pauses are shorter. */
  readonly usual: number
  /** A pause that is long for this feed: nine of ten are shorter. */
  readonly long: number
  /** Nothing has come for more than twice that, and for more than a day. */
  readonly quiet: boolean
}

const DAY = 24 * 60 * 60 * 1000

/** With fewer articles nobody can tell what is usual. */
const LEAST = 5

/** So many of the newest say how it is now. */
export const MOST_HEARD = 21

/** Of when articles were published, in any order; `null` where that says nothing of a rhythm. */
export function rhythmOf(published: readonly Instant[], now: Instant): Rhythm | null {
  const newest = [...published].sort((a, b) => b - a).slice(0, MOST_HEARD)
  if (newest.length < LEAST) return null
  const pauses = newest.slice(1).map((instant, index) => (newest[index] as Instant) - instant)
  pauses.sort((a, b) => a - b)
  const long = nearestRank(pauses, 0.9)
  const since = now - (newest[0] as Instant)
  return { usual: nearestRank(pauses, 0.5), long, quiet: since > Math.max(DAY, 2 * long) }
}

/** A percentile by its nearest rank, of values in ascending order. */
function nearestRank(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] as number
}
