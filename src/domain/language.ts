/**
 * A BCP 47 language tag in canonical form (`uk`, `pt-BR`, `zh-Hant`): RFC 5646 §4.5.
 * Made by {@link canonicalLanguage} alone.
 */
export type Language = string & { readonly __language: unique symbol }

/** `zh_tw`, `UK` and `iw` become `zh-TW`, `uk` and `he`; what is no language tag becomes `undefined`. */
export function canonicalLanguage(text: string): Language | undefined {
  const known = canonical.get(text)
  if (known) return known
  try {
    const [language] = Intl.getCanonicalLocales(text.trim().replaceAll('_', '-')) as Language[]
    // RFC 5646 §2.2.1: four letters are reserved, five to eight were never registered. "english" is no tag.
    if (!language || !/^[a-z]{2,3}(?:-|$)/.test(language)) return undefined
    // Every file of a newsroom asks, at every refresh; requests may ask for anything. V8 keeps the whole of a string that
    // more than twelve characters were cut from, an address of thousands of them for a tag that nobody speaks.
    if (text.length <= 12 && canonical.size < 1000) canonical.set(text, language)
    return language
  } catch {
    return undefined
  }
}

const canonical = new Map<string, Language>()

// The scripts that Unicode's PropertyValueAliases names with a right-to-left Bidi_Class and that are in use today.
const RIGHT_TO_LEFT = new Set('Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa'.split(' '))

/** The direction of the tag's likely script: a list of languages is wrong for `az-Arab`, `rhg` and others. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(scriptOf(language)) ? 'rtl' : 'ltr'
}

/** ISO 15924 code of the likely script: `Cyrl` for `uk`, `Hant` for `zh-TW`. */
export function scriptOf(language: Language): string {
  return new Intl.Locale(language).maximize().script ?? 'Zyyy'
}
