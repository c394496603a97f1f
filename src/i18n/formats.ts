import type { Instant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Language } from '../domain/language.ts'
import { getOrCreate } from '../memo.ts'

/** English for languages that the runtime lacks, so that they do not follow the machine's locale. */
function localesFor(language: Language): string[] {
  return [language, 'en']
}

/** The runtime lacks Crimean Tatar, Dhivehi and others. */
const hasFormats = (language: Language) => Intl.DateTimeFormat.supportedLocalesOf(language).length > 0

const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** `21 лютого 2026 р. о 08:35` */
export function dateIn(language: Language, timeZone: string, instant: Instant): string {
  return formatFor(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(instant)
}

/** `21 лютого 2026 р.` */
export function dayIn(language: Language, timeZone: string, instant: Instant): string {
  return formatFor(language, { dateStyle: 'long', timeZone }).format(instant)
}

/** `08:35` */
export function timeIn(language: Language, timeZone: string, instant: Instant): string {
  return formatFor(language, { timeStyle: 'short', timeZone }).format(instant)
}

/** `Saturday, February 21`, of `2026-02-21`. */
export function weekdayIn(language: Language, day: string): string {
  const parts = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const
  return hasFormats(language) ? formatFor(language, parts).format(Date.parse(day)) : day
}

/** The short name of a day of the week, if the runtime knows it; 0 and 7 are Sunday. */
export function weekdayNameIn(language: Language, weekday: number): string {
  if (!hasFormats(language)) return ''
  // The first day of 2023 was a Sunday.
  return formatFor(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2023, 0, 1 + weekday))
}

/** The day with which weeks begin; 0 is Sunday. */
export function firstWeekday(language: Language): number {
  // TypeScript does not know this method of ECMA-402 yet.
  const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo(): { readonly firstDay: number } }
  return locale.getWeekInfo().firstDay % 7
}

/** Archives have Gregorian months, so all dates are Gregorian: some languages have another calendar by default. */
function formatFor(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return getOrCreate(dateFormats, `${language} ${JSON.stringify(options)}`, () => {
    if (hasFormats(language)) return new Intl.DateTimeFormat(language, { ...options, calendar: 'gregory' })
    // ISO 8601, as in Sweden: no English words.
    const numeric = { dateStyle: options.dateStyle && 'short', month: options.month && '2-digit' } as const
    return new Intl.DateTimeFormat('en-SE', { ...options, ...numeric })
  })
}

const languageNames = new Map<string, string>()

/** The name of the language `named` in `language`: `українська`, `Ukrainian`. */
export function languageName(language: Language, named: Language): string {
  return getOrCreate(languageNames, `${language} ${named}`, () => {
    return new Intl.DisplayNames(localesFor(language), { type: 'language' }).of(named) ?? named
  })
}

/** `February 2026`; with `{ month: 'long' }`, `February`. */
export function monthIn(
  language: Language,
  month: Month,
  parts: MonthParts = { year: 'numeric', month: 'long' },
): string {
  return formatFor(language, { ...parts, timeZone: 'UTC' }).format(Date.parse(`${month}-15T00:00:00Z`))
}

type MonthParts = Pick<Intl.DateTimeFormatOptions, 'year' | 'month'>

/** `USA, Russia, and Sport` for `every`; `USA or Russia` for `some`. Commas only in languages that the runtime lacks. */
export function listOf(language: Language, which: 'every' | 'some', parts: readonly string[]): string {
  const type = hasFormats(language) ? (which === 'every' ? 'conjunction' : 'disjunction') : 'unit'
  return new Intl.ListFormat(localesFor(language), { type }).format(parts)
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** Converts a span to the largest unit that fits into it, rounded. */
function inLargestUnit(milliseconds: number): readonly [(typeof UNITS)[number][0], number] {
  const [unit, unitMs] = UNITS.find(([, unitMs]) => milliseconds >= unitMs) ?? UNITS[3]
  return [unit, Math.round(milliseconds / unitMs)]
}

/** `3 hours ago` */
export function agoIn(language: Language, milliseconds: number): string {
  return relativeIn(language, milliseconds, -1)
}

/** `in 3 hours` */
export function untilIn(language: Language, milliseconds: number): string {
  return relativeIn(language, milliseconds, 1)
}

function relativeIn(language: Language, milliseconds: number, sign: 1 | -1): string {
  const [unit, count] = inLargestUnit(Math.max(0, milliseconds))
  return new Intl.RelativeTimeFormat(localesFor(language), { numeric: 'always' }).format(sign * count, unit)
}

/** `3 hours`; below one second, `340 ms`. */
export function spanIn(language: Language, milliseconds: number): string {
  const style = 'unit'
  if (milliseconds < 1000) return numberIn(language, Math.round(milliseconds), { style, unit: 'millisecond' })
  const [unit, count] = inLargestUnit(milliseconds)
  return numberIn(language, count, { style, unit, unitDisplay: 'long' })
}

/** `12,345`; without `useGrouping`, a year in the digits of the language. */
export function numberIn(language: Language, count: number, options: Intl.NumberFormatOptions = {}): string {
  const createFormat = () => new Intl.NumberFormat(localesFor(language), options)
  return getOrCreate(numberFormats, `${language} ${JSON.stringify(options)}`, createFormat).format(count)
}

/** A page has hundreds of numbers, and a format takes 0.1 ms to create. */
const numberFormats = new Map<string, Intl.NumberFormat>()

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** `1.2 MB` */
export function bytesIn(language: Language, bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const options = { style: 'unit', unit: BYTE_UNITS[power], maximumFractionDigits: 1 } as const
  return numberIn(language, bytes / 1000 ** power, options)
}
