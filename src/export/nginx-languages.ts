import { type Language, scriptOf } from '../domain/language.ts'
import { bestLanguage, type Languages } from '../http/accept-language.ts'
import { escapeRegExp } from './nginx-syntax.ts'

/**
 * Map entries by which nginx chooses a language. `field` matches `Accept-Language`; its group `name` is the first tag
 * that a language of the site serves. `tags` maps such a tag to the language; the first match counts. Unlike the server,
 * nginx takes tags in the order of the field, which browsers sort by weight, and knows no distant relatives.
 */
export function acceptLanguage(languages: Languages, name: string) {
  const served = PRIMARIES.flatMap((primary) => tagsOf(primary, languages) ?? [])
  const anyTag = [...languages.map(escapeRegExp), ...served.flatMap(patternsOf)].join('|')
  return {
    // RFC 9110 §12.4.2: a weight of 0 means "not acceptable".
    field: `~*^(?:[^,]*,)*?\\s*(?<${name}>${anyTag})\\s*(?=[,;]|$)(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`,
    // nginx compares plain strings first and ignores their case.
    tags: [
      ...languages.map((language) => [language, language] as const),
      ...served.flatMap(({ primary, language, exceptions }) => [
        ...exceptions.flatMap(([pattern, one]) => (one ? [[`~*^(?:${pattern})$`, one] as const] : [])),
        ...(language ? [[`~*^${primary}${REST}$`, language] as const] : []),
      ]),
    ],
  }
}

const REST = '(?:-[a-z0-9]+)*'

/** The tags of a language that the site serves. */
type Tags = {
  readonly primary: string
  /** Serves all tags but the exceptions. */
  readonly language: Language | undefined
  /** Patterns of tags whose script or region another language of the site serves, or none. */
  readonly exceptions: readonly (readonly [pattern: string, language: Language | undefined])[]
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
const PAIRS = LETTERS.flatMap((a) => LETTERS.map((b) => a + b))
const REGIONS = PAIRS.map((pair) => pair.toUpperCase())
/** ISO 639-1 and Filipino, whose old tag is `tl`. */
const PRIMARIES = [...PAIRS, 'fil']

function tagsOf(primary: string, languages: Languages): Tags | undefined {
  const best = (...subtags: string[]) => bestLanguage([[primary, ...subtags].join('-') as Language], languages)
  const language = best()
  const relatives = languages.filter((one) => primaryOf(one) === primaryOf(primary))
  if (relatives.length === 0) {
    return language && isNear(primary, language, languages) ? { primary, language, exceptions: [] } : undefined
  }
  const ownScript = scriptOf(primary as Language)
  const scripts = [...new Set([ownScript, ...relatives.map(scriptOf)])]
  // A region decides by its script, or between several languages of the site.
  const regions = REGIONS.filter(
    (region) => relatives.length > 1 || scriptOf(`${primary}-${region}` as Language) !== ownScript,
  )
  const byRegion = Map.groupBy(regions, (region) => best(region))
  const exceptions = [
    ...scripts.map((script) => [`${primary}-${script}${REST}`, best(script)] as const),
    ...[...byRegion].map(([one, codes]) => [`${primary}-(?:${codes.join('|')})`, one] as const),
  ]
  return { primary, language, exceptions: exceptions.filter(([, one]) => one !== language) }
}

function patternsOf({ primary, language, exceptions }: Tags): string[] {
  const served = exceptions.flatMap(([pattern, one]) => (one ? [pattern] : []))
  if (!language) return served
  const unserved = exceptions.flatMap(([pattern, one]) => (one ? [] : [pattern]))
  const exclusion = unserved.length > 0 ? `(?!(?:${unserved.join('|')})\\s*(?:[,;]|$))` : ''
  return [...served, `${exclusion}${primary}${REST}`]
}

/** Whether its readers prefer the site's language to another one that they name next. */
function isNear(primary: string, language: Language, languages: Languages): boolean {
  const other = languages.find((one) => primaryOf(one) !== primaryOf(language))
  return other === undefined || bestLanguage([primary as Language, other], languages) === language
}

/** Canonical: `iw` and `he` have the same. */
function primaryOf(tag: string): string {
  return new Intl.Locale(tag).language
}
