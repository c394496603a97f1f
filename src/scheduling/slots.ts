import type { Instant } from '../domain/article.ts'
import { nextOffsetChange, offsetAt, previousOffsetChange } from '../domain/calendar.ts'

/** A cron expression, read. Seconds, minutes and hours are sorted. */
export type CronFields = {
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly months: readonly number[]
  /** Whether the day of a date in UTC is one of the expression's. */
  matchesDay(date: Date): boolean
}

/** A time of the clock on the wall, written as if it were in UTC: milliseconds since 1970. */
type WallMs = number

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** 29 February may be eight years away. */
const HORIZON = 9 * 366 * DAY

/**
 * The first slot after an instant, on the clock of a time zone; `undefined` where none comes within nine years.
 *
 * At a change of the clock: a time that is skipped runs at the first instant after the gap; a time that comes twice runs
 * the first time. A schedule that names no hour runs on in both, never further apart than at other times.
 */
export function slotAfter(fields: CronFields, timeZone: string, instant: Instant): Instant | undefined {
  const namesHours = fields.hours.length < 24
  const last = instant + HORIZON
  let from = Math.floor(instant / SECOND) * SECOND + SECOND
  let start = previousOffsetChange(from + 1, timeZone)
  while (from < last) {
    const offset = offsetAt(from, timeZone)
    const end = nextOffsetChange(from, timeZone) ?? Number.POSITIVE_INFINITY
    const before = start === undefined ? offset : offsetAt(start - 1, timeZone)
    const repeatedUntil = (start ?? 0) + Math.max(0, before - offset)
    if (start === from && before < offset) {
      const skipped = wallTimeFrom(fields, from + before)
      if (skipped !== undefined && skipped < from + offset) return from
    }
    const begin = namesHours ? Math.max(from, repeatedUntil) : from
    const next = wallTimeFrom(fields, begin + offset)
    if (next === undefined) return undefined
    if (!namesHours && from < repeatedUntil) {
      // The clock went back by less than the schedule's step: the step is kept by the clock of before.
      const kept = (wallTimeFrom(fields, from + before) ?? Number.POSITIVE_INFINITY) - before
      const first = (wallTimeFrom(fields, (start ?? 0) + offset) ?? 0) - offset
      if (kept < Math.min(repeatedUntil, first)) return kept
    }
    if (next - offset < end) return next - offset
    from = end
    start = end
  }
  return undefined
}

/** The first time from a time on that the fields name. */
function wallTimeFrom({ seconds, minutes, hours, months, matchesDay }: CronFields, from: WallMs): WallMs | undefined {
  const today = Math.floor(from / DAY) * DAY
  for (let day = today; day < today + HORIZON; day += DAY) {
    const date = new Date(day)
    if (!months.includes(date.getUTCMonth() + 1) || !matchesDay(date)) continue
    for (const hour of hours) {
      if (day + hour * HOUR + HOUR <= from) continue
      for (const minute of minutes) {
        const time = day + hour * HOUR + minute * MINUTE
        if (time + MINUTE <= from) continue
        const second = seconds.find((one) => time + one * SECOND >= from)
        if (second !== undefined) return time + second * SECOND
      }
    }
  }
  return undefined
}
