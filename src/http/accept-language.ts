import Negotiator from 'negotiator'
import { canonicalLanguage, type Language, scriptOf } from '../domain/language.ts'

/**
 * The site's language that a reader prefers (RFC 9110 §12.5.4): the same tag, else the same language in the same
 * script (`zh-TW` matches `zh-Hant`, `pt` matches `pt-BR`), else the site's first.
 */
export function preferredLanguage(
  acceptLanguage: string | undefined,
  languages: readonly [Language, ...Language[]],
): Language {
  const header = (acceptLanguage ?? '').slice(0, 500)
  for (const wanted of new Negotiator({ headers: { 'accept-language': header } }).languages()) {
    const tag = canonicalLanguage(wanted)
    if (!tag) continue
    const match =
      languages.find((language) => language === tag) ?? languages.find((language) => hasSameScript(language, tag))
    if (match) return match
  }
  return languages[0]
}

function hasSameScript(a: Language, b: Language): boolean {
  return new Intl.Locale(a).language === new Intl.Locale(b).language && scriptOf(a) === scriptOf(b)
}
