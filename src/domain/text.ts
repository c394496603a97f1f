// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF\uFEFF]/g

/**
 * Without what XML 1.0 §2.2 forbids (C0 controls, U+FFFE, U+FFFF, lone surrogates) or discourages (C1 controls), and
 * without byte order marks in the middle. Lone surrogates become U+FFFD.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '')
}
