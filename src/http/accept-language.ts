import { match } from '@formatjs/intl-localematcher'
import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'
import { canonicalLanguage, type Language, scriptOf } from '../domain/language.ts'
import { getOrCreate } from '../memo.ts'

const FIELD_CHARACTERS_MAX = 500
const FIELDS_MAX = 500

export type Languages = readonly [Language, ...Language[]]

/** Results by field: negotiating takes longer than the rest of an answer, and browsers send few fields. */
const caches = new WeakMap<Languages, LRUCache<string, Language>>()

/** The site's language that a reader prefers (RFC 9110 §12.5.4), else the site's first. */
export function preferredLanguage(acceptLanguage: string | undefined, languages: Languages): Language {
  const field = (acceptLanguage ?? '').slice(0, FIELD_CHARACTERS_MAX)
  const cache = getOrCreate(caches, languages, () => new LRUCache<string, Language>({ max: FIELDS_MAX }))
  return getOrCreate(cache, field, () => {
    const tags = new Negotiator({ headers: { 'accept-language': field } }).languages()
    const requested = tags.flatMap((tag) => canonicalLanguage(tag) ?? [])
    return bestLanguage(requested, languages) ?? languages[0]
  })
}

/**
 * The language that readers of `wanted`, best first, understand by CLDR's language matching: `nb` for `no`, `zh-Hant`
 * for `zh-TW`, `pt-BR` for `pt`. `undefined` if none is near enough.
 */
export function bestLanguage(requested: readonly Language[], languages: Languages): Language | undefined {
  const concrete = requested.filter((tag) => !WITHOUT_LANGUAGE.test(tag))
  const tags = concrete.flatMap((tag) => [matchedTag(tag), ...relativesOf(tag)])
  if (tags.length === 0) return undefined
  const best = match(tags, languages, NONE)
  return best === NONE ? undefined : (best as Language)
}

/** ISO 639-2: undetermined, multiple, no linguistic content, uncoded. */
const NONE = 'und'
const WITHOUT_LANGUAGE = /^(?:und|mul|zxx|mis)\b/

/**
 * Languages that readers take for one (ISO 639-3), where their tags have no common canonical form. A reader of one
 * prefers another one of them to any language that follows in the list; CLDR's distances alone do not say that.
 */
const RELATIVES: Readonly<Record<string, string>> = {
  ...{ no: 'nb nn', nb: 'no nn', nn: 'no nb', yue: 'zh', wuu: 'zh', hak: 'zh', nan: 'zh', hsn: 'zh', gan: 'zh' },
  ...{ arz: 'ar', ary: 'ar', arq: 'ar', aeb: 'ar', apc: 'ar', ajp: 'ar', acm: 'ar', ars: 'ar', afb: 'ar', apd: 'ar' },
}

function relativesOf(tag: Language): string[] {
  const relatives = RELATIVES[new Intl.Locale(tag).language]?.split(' ') ?? []
  return relatives.map((other) => `${other}-${scriptOf(tag)}`)
}

/** The library remembers every tag for ever, and clients send any tag. */
const TAGS_MAX = 5000
const matchedTags = new Set<string>()

/** Language, script and region; only the language once there are too many tags. */
function matchedTag(tag: Language): string {
  const { language, script, region } = new Intl.Locale(tag)
  const short = [language, script, region].filter(Boolean).join('-')
  if (matchedTags.size >= TAGS_MAX && !matchedTags.has(short)) return language
  matchedTags.add(short)
  return short
}
