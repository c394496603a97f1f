import { LRUCache } from 'lru-cache'
import { Temporal } from 'temporal-polyfill'
import type { Instant } from './article.ts'

// The one module that knows Temporal, and with it what time it is where.

/** A month of the calendar, as paths have it: `2026-02`. Made in this module. */
export type Month = string & { readonly __month: unique symbol }

/** `undefined` for what is no month of the years that RFC 3339 can say. */
export function monthIn(text: string): Month | undefined {
  return /^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/.test(text) ? (text as Month) : undefined
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The month that an instant falls in, where the time zone is. */
export function monthOf(instant: Instant, timeZone: string): Month {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, calendar: 'iso8601', year: 'numeric', month: '2-digit' })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const month = `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}` as Month
  // Where clocks go back over the midnight that a month begins at, it has begun all the same.
  return instant < endOf(month, timeZone) ? month : monthAfter(month)
}

const starts = new LRUCache<string, Instant>({ max: 2000 })

/** When a month begins. */
export function startOf(month: Month, timeZone: string): Instant {
  const key = `${timeZone} ${month}`
  const known = starts.get(key) ?? reckoned(month, timeZone)
  starts.set(key, known)
  return known
}

function reckoned(month: Month, timeZone: string): Instant {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const first = Temporal.PlainDate.from({ year, month: number, day: 1 })
  return first.toZonedDateTime({ timeZone }).startOfDay().epochMilliseconds
}

/** When a month is over: the first instant that is not in it. */
export function endOf(month: Month, timeZone: string): Instant {
  return startOf(monthAfter(month), timeZone)
}

export function monthAfter(month: Month): Month {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return (number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`) as Month
}

/** A day and time of the clock on the wall; in the hour that a clock change repeats, the first counts. */
export type WallTime = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

export function instantAt(time: WallTime, timeZone: string): Instant {
  return Temporal.PlainDateTime.from(time).toZonedDateTime(timeZone).epochMilliseconds
}

/** Milliseconds by which a zone's clock is ahead of UTC at an instant. */
export function offsetAt(instant: Instant, timeZone: string): number {
  return zoned(instant, timeZone).offsetNanoseconds / 1_000_000
}

/** The next instant after another at which a zone's clock changes; `undefined` where no change is known. */
export function nextOffsetChange(instant: Instant, timeZone: string): Instant | undefined {
  return zoned(instant, timeZone).getTimeZoneTransition('next')?.epochMilliseconds
}

/** The last instant before another at which a zone's clock changed. */
export function previousOffsetChange(instant: Instant, timeZone: string): Instant | undefined {
  return zoned(instant, timeZone).getTimeZoneTransition('previous')?.epochMilliseconds
}

function zoned(instant: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
}
