import type { Instant } from '../domain/article.ts'

/** How often a feed gets new articles. Pauses are in milliseconds. */
export type Rhythm = {
  /** The median pause between two articles. */
  readonly medianPauseMs: number
  /** The 90th percentile of the pauses. */
  readonly longPauseMs: number
  /** No article for more than twice `long` and more than a day. */
  readonly quiet: boolean
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Percentiles of fewer articles mean nothing. */
const ARTICLES_MIN = 5

/** Only the newest articles count, so that the rhythm is the current one. */
export const RHYTHM_ARTICLES_MAX = 21

/** `published` is in any order. Returns `null` for too few articles. */
export function rhythmOf(published: readonly Instant[], now: Instant): Rhythm | null {
  const newest = [...published].sort((a, b) => b - a).slice(0, RHYTHM_ARTICLES_MAX)
  if (newest.length < ARTICLES_MIN) return null
  const pauses = newest.slice(1).map((instant, index) => (newest[index] as Instant) - instant)
  pauses.sort((a, b) => a - b)
  const longPauseMs = nearestRank(pauses, 0.9)
  const currentPause = now - (newest[0] as Instant)
  return {
    medianPauseMs: nearestRank(pauses, 0.5),
    longPauseMs,
    quiet: currentPause > Math.max(DAY_MS, 2 * longPauseMs),
  }
}

/** The nearest-rank percentile; `values` are in ascending order. */
function nearestRank(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] as number
}
