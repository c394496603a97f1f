import type { Instant } from '../domain/article.ts'
import { nextOffsetChange, offsetAt, previousOffsetChange } from '../domain/calendar.ts'

/** A parsed cron expression. Seconds, minutes and hours are sorted. */
export type CronFields = {
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly months: readonly number[]
  /** Whether the UTC day of `date` matches the expression. */
  matchesDay(date: Date): boolean
}

/** A local time, as if it were UTC: milliseconds since 1970. */
type WallMs = number

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** 29 February may be eight years away. */
const SEARCH_MAX_MS = 9 * 366 * DAY

/**
 * The first slot after an instant in a time zone; `undefined` if there is none within nine years.
 *
 * When the clocks change, a skipped time runs at the first instant after the gap, and a repeated time runs once, the
 * first time. A schedule for every hour runs in both hours, and its slots are never further apart than usual.
 */
export function slotAfter(fields: CronFields, timeZone: string, instant: Instant): Instant | undefined {
  const namesHours = fields.hours.length < 24
  const searchEnd = instant + SEARCH_MAX_MS
  let from = Math.floor(instant / SECOND) * SECOND + SECOND
  let start = previousOffsetChange(from + 1, timeZone)
  while (from < searchEnd) {
    const offset = offsetAt(from, timeZone)
    const end = nextOffsetChange(from, timeZone) ?? Number.POSITIVE_INFINITY
    const oldOffset = start === undefined ? offset : offsetAt(start - 1, timeZone)
    const repeatedUntil = (start ?? 0) + Math.max(0, oldOffset - offset)
    if (start === from && oldOffset < offset) {
      const skipped = wallTimeFrom(fields, from + oldOffset)
      if (skipped !== undefined && skipped < from + offset) return from
    }
    const begin = namesHours ? Math.max(from, repeatedUntil) : from
    const next = wallTimeFrom(fields, begin + offset)
    if (next === undefined) return undefined
    if (!namesHours && from < repeatedUntil) {
      // The clock went back by less than the schedule's step: continue with the old offset.
      const nextByOldOffset = (wallTimeFrom(fields, from + oldOffset) ?? Number.POSITIVE_INFINITY) - oldOffset
      const firstByNewOffset = (wallTimeFrom(fields, (start ?? 0) + offset) ?? 0) - offset
      if (nextByOldOffset < Math.min(repeatedUntil, firstByNewOffset)) return nextByOldOffset
    }
    if (next - offset < end) return next - offset
    from = end
    start = end
  }
  return undefined
}

/** The first matching local time at or after `from`. */
function wallTimeFrom({ seconds, minutes, hours, months, matchesDay }: CronFields, from: WallMs): WallMs | undefined {
  const today = Math.floor(from / DAY) * DAY
  for (let day = today; day < today + SEARCH_MAX_MS; day += DAY) {
    const date = new Date(day)
    if (!months.includes(date.getUTCMonth() + 1) || !matchesDay(date)) continue
    for (const hour of hours) {
      if (day + hour * HOUR + HOUR <= from) continue
      for (const minute of minutes) {
        const time = day + hour * HOUR + minute * MINUTE
        if (time + MINUTE <= from) continue
        const second = seconds.find((candidate) => time + candidate * SECOND >= from)
        if (second !== undefined) return time + second * SECOND
      }
    }
  }
  return undefined
}
