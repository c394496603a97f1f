import { decodeHTML } from 'entities'
import { wellFormed } from '../domain/text.ts'

// Elements of HTML that people put into titles: `vector<int>` and `a < b` stay as they are.
const TAGS =
  /<\/?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|i|iframe|img|ins|kbd|mark|p|pre|q|rp|rt|ruby|s|samp|script|small|span|strike|strong|style|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]*)?\/?>/gi

/** A plain text of one line: tags stripped, entities decoded once, white space folded. */
export function plainText(text: string): string {
  return wellFormed(decodeHTML(wellFormed(text).replace(TAGS, '')))
    .replace(/\s+/g, ' ')
    .trim()
}
