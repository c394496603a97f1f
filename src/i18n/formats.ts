import type { Instant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Language } from '../domain/language.ts'

const dates = new Map<string, Intl.DateTimeFormat>()

/** `21 лютого 2026 р. о 08:35`, in the site's time zone. */
export function dateIn(language: Language, timeZone: string, instant: Instant): string {
  const key = `${language} ${timeZone}`
  let format = dates.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone })
    dates.set(key, format)
  }
  return format.format(instant)
}

/** What readers of `language` call the language `named`: `українська`, `Ukrainian`. */
export function languageName(language: Language, named: Language): string {
  return new Intl.DisplayNames([language, 'en'], { type: 'language' }).of(named) ?? named
}

/** `February 2026`. */
export function monthNameIn(language: Language, month: Month): string {
  const format = new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', month: 'long', timeZone: 'UTC' },
    calendar: 'gregory',
  })
  return format.format(Date.parse(`${month}-15T00:00:00Z`))
}

/** `USA, Russia, and Sport`; `USA or Russia` for `some` of them. */
export function listOf(language: Language, which: 'every' | 'some', parts: readonly string[]): string {
  const type = which === 'every' ? 'conjunction' : 'disjunction'
  return new Intl.ListFormat(language, { type }).format(parts)
}
