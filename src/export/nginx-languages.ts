import { type Language, scriptOf } from '../domain/language.ts'
import { escapeRegExp } from './nginx-syntax.ts'

/**
 * Map entries by which nginx chooses a language. `field` matches `Accept-Language`; its group `name` is the first tag
 * that a language of the site serves. `tags` maps such a tag to the language. Unlike the server, nginx takes tags in
 * the order of the field; browsers sort them by weight.
 */
export function acceptLanguage(languages: readonly Language[], name: string) {
  const related = languages.map((language) => [relatedTags(language), language] as const)
  const anyTag = [...languages.map(escapeRegExp), ...related.map(([pattern]) => pattern)].join('|')
  return {
    // RFC 9110 §12.4.2: a weight of 0 means "not acceptable".
    field: `~*^(?:[^,]*,)*?\\s*(?<${name}>${anyTag})\\s*(?=[,;]|$)(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`,
    // nginx compares plain strings first and ignores their case.
    tags: [
      ...languages.map((language) => [language, language] as const),
      ...related.map(([pattern, language]) => [`~*^(?:${pattern})$`, language] as const),
    ],
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const REGIONS = [...LETTERS].flatMap((a) => [...LETTERS].map((b) => a + b))

/** A pattern for tags of the same language in the same script: `pt-PT` for `pt-BR`, `zh-TW` for `zh-Hant`. */
function relatedTags(language: Language): string {
  const primary = new Intl.Locale(language).language
  const script = scriptOf(language)
  const hasScript = (tag: string): boolean => scriptOf(tag as Language) === script
  const otherRegions = REGIONS.filter((region) => !hasScript(`${primary}-${region}`))
  if (hasScript(primary)) {
    const exclusion = otherRegions.length === 0 ? '' : `(?!(?:${otherRegions.join('|')})\\b)`
    return `${primary}(?:-${script})?(?:-${exclusion}(?:[a-z]{2}|[0-9]{3}))?`
  }
  const regions = REGIONS.filter((region) => !otherRegions.includes(region))
  const byRegion = regions.length > 0 ? [`${primary}-(?:${regions.join('|')})`] : []
  return [`${primary}-${script}(?:-[a-z0-9]+)*`, ...byRegion].join('|')
}
