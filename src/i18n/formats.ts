import type { Instant } from '../domain/article.ts'
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
