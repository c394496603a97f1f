/** One text for all languages, or a text per language tag. */
export type Texts = string | Readonly<Record<string, string>>

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches them
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF\uFEFF]/g

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
