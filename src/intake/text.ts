import { decodeHTML } from 'entities'
import { wellFormed } from '../domain/text.ts'

// HTML elements that people write in titles. `vector<int>` and `a < b` are kept.
const TAGS =
  /<\/?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|i|iframe|img|ins|kbd|mark|p|pre|q|rp|rt|ruby|s|samp|script|small|span|strike|strong|style|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]*)?\/?>/gi

/** Plain text on one line: tags are removed, entities decoded once, white space collapsed. */
export function plainText(text: string): string {
  return wellFormed(decodeHTML(wellFormed(text).replace(TAGS, '')))
    .replace(/\s+/g, ' ')
    .trim()
}
