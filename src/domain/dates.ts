import type { Instant } from './article.ts'
import { instantAt } from './calendar.ts'
import { shortened } from './path.ts'

const TIME = String.raw`(?:(?:T|,?\s+)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?)?`
// `UTC+03:00` is Nikola's. `Date.toString()` ends with the zone's name in parentheses.
const ZONE = String.raw`\s*(?<zone>[A-Z]{1,3}|(?:UTC|GMT)?[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?(?:\s+\([^)]*\))?`
const WEEKDAY = String.raw`(?:(?<weekday>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}),?\s+)?`
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?`

const SHAPES = [
  // RFC 3339, and without zeros or with slashes. The year comes first.
  String.raw`(?<year>[1-9]\d{3})(?<separator>[-/.])(?<month>\d{1,2})\k<separator>(?<day>\d{1,2})`,
  // RFC 2822, RFC 850.
  String.raw`${WEEKDAY}${DAY}[\s-](?<month>[A-Z]{3,9})\.?,?[\s-](?<year>[1-9]\d{3}|\d{2})`,
  String.raw`${WEEKDAY}(?<month>[A-Z]{3,9})\.?\s+${DAY},?\s+(?<year>[1-9]\d{3})`,
].map((day) => new RegExp(`^${day}${TIME}${ZONE}$`, 'i'))

const MONTHS = 'january february march april may june july august september october november december'.split(' ')

/** Hours ahead of UTC: the zone names of RFC 2822 §4.3. All others have several meanings. */
const ZONE_HOURS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ z: 0, ut: 0, utc: 0, gmt: 0 },
    ...{ est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 },
  }),
)

const MAX_CHARACTERS = 100

/**
 * Parses RFC 3339, RFC 2822, RFC 850, English months, Unix time as an integer, and common variations: no seconds, a
 * space in place of `T`, `+0000`, a day alone. A date without an offset is local to `timeZone`; in the hour that a clock
 * change repeats, it means the first occurrence. Fractions of a second are dropped. `undefined` for anything else, and
 * for days and hours that do not exist.
 */
export function parseDate(text: string, timeZone: string): Instant | undefined {
  if (text.length > MAX_CHARACTERS) return undefined
  const trimmed = text.trim()
  if (/^[1-9]\d{8,12}$/.test(trimmed)) return unixTime(trimmed)
  const parts = partsOf(trimmed)
  if (!parts) return undefined
  const [year, month] = [yearOf(parts), monthOf(parts.month as string)]
  const numberOf = (name: string): number => Number(parts[name] ?? 0)
  const [day, hour, minute, second] = [numberOf('day'), numberOf('hour'), numberOf('minute'), numberOf('second')]
  if (year === undefined || hour > 23 || minute > 59 || second > 59) return undefined
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  // `Date.UTC` turns 31 April into 1 May.
  if (new Date(local).getUTCMonth() !== month - 1) return undefined
  if (parts.zone === undefined) return withinFourDigits(instantAt({ year, month, day, hour, minute, second }, timeZone))
  const minutes = minutesOf(parts.zone.toLowerCase())
  return minutes === undefined ? undefined : withinFourDigits(local - minutes * 60_000)
}

/** The reason why a text is not a date, and the remedy. */
export function dateProblem(text: string): string {
  const [, one, other] = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}/.exec(text) ?? []
  const reason =
    one !== undefined && other !== undefined
      ? 'is not certain: countries order day and month differently'
      : partsOf(text.slice(0, MAX_CHARACTERS).trim())
        ? 'is not a date: it has a month, day, hour or time zone that does not exist or is not known'
        : 'is not a date'
  return `"${shortened(text)}" ${reason}. Write it like 2026-02-21T08:35:00+02:00.`
}

function partsOf(text: string): Readonly<Partial<Record<string, string>>> | undefined {
  for (const shape of SHAPES) {
    const { groups } = shape.exec(text) ?? {}
    if (groups) return groups
  }
  return undefined
}

/** Hugo reads an integer as seconds, and JavaScript's generators read milliseconds. The number of digits tells them apart. */
function unixTime(digits: string): Instant | undefined {
  if (digits.length === 11) return undefined
  return digits.length < 11 ? Number(digits) * 1000 : Math.floor(Number(digits) / 1000) * 1000
}

/** RFC 2822 §4.3. Without a day of the week, as in `26 June 03`, two digits may be the day. */
function yearOf({ year = '', weekday }: Readonly<Partial<Record<string, string>>>): number | undefined {
  if (year.length === 4) return Number(year)
  return weekday === undefined ? undefined : Number(year) + (Number(year) < 50 ? 2000 : 1900)
}

/** 0 if there is no such month. */
function monthOf(text: string): number {
  return /^\d/.test(text) ? Number(text) : MONTHS.findIndex((month) => month.startsWith(text.toLowerCase())) + 1
}

/** Years in RFC 3339, and in the RFC 822 dates of RSS, have four digits. */
function withinFourDigits(instant: Instant): Instant | undefined {
  return instant < Date.UTC(10_000, 0) ? instant : undefined
}

function minutesOf(zone: string): number | undefined {
  const [, sign, hours, minutes = 0] = /([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  const zoneHours = ZONE_HOURS.get(zone)
  return zoneHours === undefined ? undefined : zoneHours * 60
}
