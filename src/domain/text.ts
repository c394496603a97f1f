import type { Language } from './language.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches them
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF\uFEFF]/g

/** One text for all languages, or a text per language tag. */
export type Texts = string | Readonly<Record<string, string>>

/**
 * Removes characters that XML 1.0 §2.2 forbids (C0 controls, U+FFFE, U+FFFF) or discourages (C1 controls), and byte
 * order marks. Lone surrogates become U+FFFD.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '')
}

/** A name as written, composed (NFC) and decomposed (NFD): file systems and people differ. */
export function spellingsOf(name: string): string[] {
  return [...new Set([name, name.normalize('NFC'), name.normalize('NFD')])]
}

/** Removes accents and case: `uber` finds `Übersee`. Unicode §3.13 D145, §5.7.2. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
}

/** The text in a language, else in the first of the site's languages that has one, else any text. */
export function textIn(texts: Texts, language: Language, languages: readonly Language[]): string {
  if (typeof texts === 'string') return texts
  return texts[tagIn(texts, language, languages) ?? ''] ?? ''
}

/** The language of {@link textIn}; `undefined` if the text is for all languages. */
export function tagIn(texts: Texts, language: Language, languages: readonly Language[]): Language | undefined {
  if (typeof texts === 'string') return undefined
  const own = [language, ...languages].find((candidate) => texts[candidate] !== undefined)
  return own ?? (Object.keys(texts)[0] as Language | undefined)
}
