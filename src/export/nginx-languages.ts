import { type Language, scriptOf } from '../domain/language.ts'
import { exactly } from './nginx-syntax.ts'

/**
 * How nginx finds a reader's language: a regular expression over `Accept-Language` whose group `name` is the first tag of it
 * that one of the site's languages serves, and (for a map) that language by such a tag. As the server does it, but in the
 * order in which the field has its tags, which is that of their weights in every browser.
 */
export function acceptLanguage(languages: readonly Language[], name: string) {
  const kin = languages.map((language) => [kinOf(language), language] as const)
  const any = [...languages.map(exactly), ...kin.map(([pattern]) => pattern)].join('|')
  return {
    // RFC 9110 §12.4.2: a weight of nothing is a refusal.
    field: `~*^(?:[^,]*,)*?\\s*(?<${name}>${any})\\s*(?=[,;]|$)(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`,
    // nginx tries what is no regular expression first, whatever its case.
    tags: [
      ...languages.map((language) => [language, language] as const),
      ...kin.map(([pattern, language]) => [`~*^(?:${pattern})$`, language] as const),
    ],
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const REGIONS = [...LETTERS].flatMap((a) => [...LETTERS].map((b) => a + b))

/** Tags of the same language in the same script: `pt-PT` for `pt-BR`, `zh-TW` for `zh-Hant`. */
function kinOf(language: Language): string {
  const spoken = new Intl.Locale(language).language
  const script = scriptOf(language)
  const written = (tag: string): boolean => scriptOf(tag as Language) === script
  const others = REGIONS.filter((region) => !written(`${spoken}-${region}`))
  if (written(spoken)) {
    const elsewhere = others.length === 0 ? '' : `(?!(?:${others.join('|')})\\b)`
    return `${spoken}(?:-${script})?(?:-${elsewhere}(?:[a-z]{2}|[0-9]{3}))?`
  }
  const own = REGIONS.filter((region) => !others.includes(region))
  return [`${spoken}-${script}(?:-[a-z0-9]+)*`, ...(own.length > 0 ? [`${spoken}-(?:${own.join('|')})`] : [])].join('|')
}
