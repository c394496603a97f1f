/**
 * A BCP 47 language tag in canonical form (`uk`, `pt-BR`, `zh-Hant`): RFC 5646 §4.5.
 * Only {@link canonicalLanguage} creates it.
 */
export type Language = string & { readonly __language: unique symbol }

/** `zh_tw`, `UK` and `iw` become `zh-TW`, `uk` and `he`. `undefined` if the text is not a language tag. */
export function canonicalLanguage(text: string): Language | undefined {
  const cached = cache.get(text)
  if (cached) return cached
  try {
    const [language] = Intl.getCanonicalLocales(text.trim().replaceAll('_', '-')) as Language[]
    // RFC 5646 §2.2.1: four letters are reserved, five to eight were never registered. "english" is not a tag.
    if (!language || !/^[a-z]{2,3}(?:-|$)/.test(language)) return undefined
    // Bounded, because requests contain any text. A slice of more than twelve characters would keep the whole URL in
    // memory (V8 slices share their parent string).
    if (text.length <= 12 && cache.size < 1000) cache.set(text, language)
    return language
  } catch {
    return undefined
  }
}

/** `undefined` for a language without a name in CLDR. */
const ENGLISH = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** Whether CLDR names the language: `de` and `pt-br`, but not `old` or `api`, which may be tags, too. */
export function isKnownLanguage(text: string): boolean {
  const language = canonicalLanguage(text)
  return language !== undefined && ENGLISH.of(language) !== undefined
}

const cache = new Map<string, Language>()

/** Codes of countries that people write for languages. `se` and `kr` are languages, too. */
const COUNTRIES: Readonly<Record<string, string>> = {
  ...{ cn: 'zh-Hans', cz: 'cs', dk: 'da', gr: 'el', jp: 'ja', kr: 'ko', se: 'sv', ua: 'uk' },
}

/** ` Did you mean "uk" (Ukrainian)?` for the code of a country, else empty. */
export function languageAdvice(tag: string): string {
  const code = tag.split(/[-_]/, 1)[0]?.toLowerCase() ?? ''
  const language = Object.hasOwn(COUNTRIES, code) ? (COUNTRIES[code] as string) : undefined
  return language ? ` Did you mean "${language}" (${ENGLISH.of(language)})?` : ''
}

export function unlistedLanguage(language: Language, languages: readonly Language[]): string {
  return `${language} is not one of the languages of site.yaml (${languages.join(', ')}).${languageAdvice(language)}`
}

// Scripts in use today with a right-to-left Bidi_Class, named as in Unicode's PropertyValueAliases.
const RIGHT_TO_LEFT = new Set('Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa'.split(' '))

/** By the tag's likely script: a list of languages would be wrong for `az-Arab`, `rhg` and others. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(scriptOf(language)) ? 'rtl' : 'ltr'
}

/** Whether readers of one read the other: `pt` and `pt-BR`, but not `zh-Hans` and `zh-Hant`. */
export function isSameWriting(a: Language, b: Language): boolean {
  return a === b || (primaryOf(a) === primaryOf(b) && scriptOf(a) === scriptOf(b))
}

/** A tag as a site with these languages spells it: `en-US` is `en` if that is its only English. `undefined` for no tag. */
export function spelledIn(languages: readonly Language[], tag: string): Language | undefined {
  const canonical = canonicalLanguage(tag)
  if (!canonical || languages.includes(canonical)) return canonical
  const [same, another] = languages.filter((language) => isSameWriting(language, canonical))
  return same && !another ? same : canonical
}

/** `Intl.Locale` takes fifty times as long, and every text of a page asks for related languages. */
function primaryOf(language: Language): string {
  return language.split('-', 1)[0] as string
}

const scripts = new Map<Language, string>()

/** ISO 15924 code of the likely script: `Cyrl` for `uk`, `Hant` for `zh-TW`. */
export function scriptOf(language: Language): string {
  const script = scripts.get(language) ?? new Intl.Locale(language).maximize().script ?? 'Zyyy'
  // Bounded, because requests contain any language.
  if (scripts.size < 1000) scripts.set(language, script)
  return script
}
