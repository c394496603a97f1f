import { LRUCache } from 'lru-cache'
import { Temporal } from 'temporal-polyfill'
import type { Instant } from './article.ts'

// The only module that uses Temporal.

/** `2026-02`. Only this module creates it. */
export type Month = string & { readonly __month: unique symbol }

/** `undefined` unless the text is a month of the years 1000 to 9999. */
export function parseMonth(text: string): Month | undefined {
  return /^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/.test(text) ? (text as Month) : undefined
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Months are asked for in order, and formatting an instant takes microseconds. */
let last:
  | { readonly timeZone: string; readonly month: Month; readonly start: Instant; readonly end: Instant }
  | undefined

export function monthOf(instant: Instant, timeZone: string): Month {
  if (!last || last.timeZone !== timeZone || instant < last.start || instant >= last.end) {
    const month = computeMonth(instant, timeZone)
    last = { timeZone, month, start: startOf(month, timeZone), end: endOf(month, timeZone) }
  }
  return last.month
}

function computeMonth(instant: Instant, timeZone: string): Month {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, calendar: 'iso8601', year: 'numeric', month: '2-digit' })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const month = `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}` as Month
  // If clocks go back across the midnight that begins a month, local time shows the month before again.
  return instant < endOf(month, timeZone) ? month : monthAfter(month)
}

const starts = new LRUCache<string, Instant>({ max: 2000 })

/** The day of an instant in a zone: `2026-06-03`. */
export function dayOf(instant: Instant, timeZone: string): string {
  return new Date(instant + offsetAt(instant, timeZone)).toISOString().slice(0, 10)
}

export function startOf(month: Month, timeZone: string): Instant {
  const key = `${timeZone} ${month}`
  const start = starts.get(key) ?? computeStart(month, timeZone)
  starts.set(key, start)
  return start
}

function computeStart(month: Month, timeZone: string): Instant {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const firstDay = Temporal.PlainDate.from({ year, month: number, day: 1 })
  return firstDay.toZonedDateTime({ timeZone }).startOfDay().epochMilliseconds
}

/** The first instant after a month. */
export function endOf(month: Month, timeZone: string): Instant {
  return startOf(monthAfter(month), timeZone)
}

export function monthAfter(month: Month): Month {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return (number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`) as Month
}

/** A local date and time. In the hour that a clock change repeats, it means the first occurrence. */
export type WallTime = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>

export function instantAt(time: WallTime, timeZone: string): Instant {
  return Temporal.PlainDateTime.from(time).toZonedDateTime(timeZone).epochMilliseconds
}

/** Milliseconds by which local time is ahead of UTC. */
export function offsetAt(instant: Instant, timeZone: string): number {
  return zoned(instant, timeZone).offsetNanoseconds / 1_000_000
}

/** The next clock change after an instant; `undefined` if none is known. */
export function nextOffsetChange(instant: Instant, timeZone: string): Instant | undefined {
  return zoned(instant, timeZone).getTimeZoneTransition('next')?.epochMilliseconds
}

export function previousOffsetChange(instant: Instant, timeZone: string): Instant | undefined {
  return zoned(instant, timeZone).getTimeZoneTransition('previous')?.epochMilliseconds
}

function zoned(instant: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
}
