import type { Instant } from './article.ts'
import { instantAt } from './calendar.ts'

const SHAPE =
  /^([1-9]\d{3})-(\d{2})-(\d{2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*([Zz]|UTC|GMT|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/

const MAX_CHARACTERS = 100

/**
 * Parses RFC 3339 and common variations: no seconds, a space in place of `T`, `+0000`, a day alone. A date without an
 * offset is local to `timeZone`; in the hour that a clock change repeats, it means the first occurrence. Fractions of a
 * second are dropped. `undefined` for anything else, and for days and hours that do not exist.
 */
export function parseDate(text: string, timeZone: string): Instant | undefined {
  const parts = text.length > MAX_CHARACTERS ? null : SHAPE.exec(text.trim())
  if (!parts) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  if (!isReal(new Date(local), month, day, hour, minute, second)) return undefined
  const offset = parts[7]
  if (offset !== undefined) return withinFourDigits(local - minutesOf(offset) * 60_000)
  return withinFourDigits(instantAt({ year, month, day, hour, minute, second }, timeZone))
}

/** Years in RFC 3339, and in the RFC 822 dates of RSS, have four digits. */
function withinFourDigits(instant: Instant): Instant | undefined {
  return instant < Date.UTC(10_000, 0) ? instant : undefined
}

/** `Date.UTC` turns 31 April into 1 May. */
function isReal(date: Date, month: number, day: number, hour: number, minute: number, second: number): boolean {
  return (
    date.getUTCMonth() + 1 === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  )
}

function minutesOf(offset: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset)
  if (!parts) return 0
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0))
}
