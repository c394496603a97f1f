import { decodeHTML } from 'entities'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF\uFEFF]/g

/**
 * Without what XML 1.0 §2.2 forbids (C0 controls, U+FFFE, U+FFFF, lone surrogates) or discourages (C1 controls), and
 * without byte order marks in the middle. Lone surrogates become U+FFFD.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '')
}

// Elements of HTML that people put into titles: `vector<int>` and `a < b` stay as they are.
const TAGS =
  /<\/?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|i|iframe|img|ins|kbd|mark|p|pre|q|rp|rt|ruby|s|samp|script|small|span|strike|strong|style|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]*)?\/?>/gi

/** A plain text of one line: tags stripped, entities decoded once, white space folded. */
export function plainText(text: string): string {
  return wellFormed(decodeHTML(wellFormed(text).replace(TAGS, '')))
    .replace(/\s+/g, ' ')
    .trim()
}
