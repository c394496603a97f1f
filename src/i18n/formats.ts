import type { Instant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Language } from '../domain/language.ts'

const dates = new Map<string, Intl.DateTimeFormat>()

/** `21 лютого 2026 р. о 08:35`, in the site's time zone. */
export function dateIn(language: Language, timeZone: string, instant: Instant): string {
  return formatFor(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(instant)
}

/** `21 лютого 2026 р.`, in the site's time zone. */
export function dayIn(language: Language, timeZone: string, instant: Instant): string {
  return formatFor(language, { dateStyle: 'long', timeZone }).format(instant)
}

function formatFor(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const known = dates.get(key)
  if (known) return known
  const format = new Intl.DateTimeFormat(language, options)
  dates.set(key, format)
  return format
}

/** What readers of `language` call the language `named`: `українська`, `Ukrainian`. */
export function languageName(language: Language, named: Language): string {
  return new Intl.DisplayNames([language, 'en'], { type: 'language' }).of(named) ?? named
}

/** `February 2026`. */
export function monthNameIn(language: Language, month: Month): string {
  return monthAs(language, month, { year: 'numeric', month: 'long' })
}

/** `February`, where the year is said already. */
export function monthOfYearIn(language: Language, month: Month): string {
  return monthAs(language, month, { month: 'long' })
}

function monthAs(language: Language, month: Month, parts: Intl.DateTimeFormatOptions): string {
  const format = formatFor(language, { ...parts, timeZone: 'UTC', calendar: 'gregory' })
  return format.format(Date.parse(`${month}-15T00:00:00Z`))
}

/** `USA, Russia, and Sport`; `USA or Russia` for `some` of them. */
export function listOf(language: Language, which: 'every' | 'some', parts: readonly string[]): string {
  const type = which === 'every' ? 'conjunction' : 'disjunction'
  return new Intl.ListFormat(language, { type }).format(parts)
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** The largest unit that a span has at least one of, and how many of it, rounded. */
function measured(milliseconds: number): readonly [(typeof UNITS)[number][0], number] {
  const [unit, length] = UNITS.find(([, one]) => milliseconds >= one) ?? UNITS[3]
  return [unit, Math.round(milliseconds / length)]
}

/** `3 hours ago`, of milliseconds. */
export function agoIn(language: Language, milliseconds: number): string {
  const [unit, count] = measured(Math.max(0, milliseconds))
  return new Intl.RelativeTimeFormat(language, { numeric: 'always' }).format(-count, unit)
}

/** `3 hours`; `340 ms` where it is less than a second. */
export function spanIn(language: Language, milliseconds: number): string {
  const [unit, count] =
    milliseconds < 1000 ? (['millisecond', Math.round(milliseconds)] as const) : measured(milliseconds)
  const unitDisplay = unit === 'millisecond' ? 'short' : 'long'
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }).format(count)
}

/** `12,345`. */
export function numberIn(language: Language, count: number): string {
  return new Intl.NumberFormat(language).format(count)
}
