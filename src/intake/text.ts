import { decodeHTML } from 'entities'
import type { Language } from '../domain/language.ts'
import { wellFormed } from '../domain/text.ts'
import { textOfHtml } from './html-text.ts'
import { joinLines } from './lines.ts'

// HTML elements that people write in titles. `vector<int>` and `a < b` are kept.
const INLINE =
  'a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|hr|i|iframe|img|ins|kbd|mark|p|pre|q|rp|rt|ruby|s|samp|script|small|span|strike|strong|style|sub|sup|time|tt|u|var|wbr'
// Elements that are also mentioned (`The <video> element`): tags only in a text that closes one of them.
const BLOCKS =
  'address|article|aside|audio|blockquote|caption|center|dd|details|dl|dt|figcaption|figure|footer|header|li|main|nav|ol|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video'
const CLOSES_BLOCK = new RegExp(`</(?:${BLOCKS})\\s*>`, 'i')
const tagIn = (names: string): RegExp =>
  new RegExp(`<!--[^<>]{0,200}-->|<\\/?(?:script|style)\\b[^<>]*>|(<\\/?(?:${names})(?:\\s[^<>]*)?\\/?>)|<`, 'gi')
const TAGS = tagIn(INLINE)
const ALL_TAGS = tagIn(`${INLINE}|${BLOCKS}`)

/**
 * Plain text on one line: tags become what they say (blocks end, deleted text is left out, `10<sup>6</sup>` is 10⁶),
 * entities are decoded once, white space is collapsed.
 */
export function plainText(text: string, language?: Language): string {
  const clean = wellFormed(text)
  let hasTags = false
  const html = clean.replace(CLOSES_BLOCK.test(clean) ? ALL_TAGS : TAGS, (match, tag?: string) => {
    if (match === '<') return '&lt;'
    hasTags = true
    return tag ?? ''
  })
  const plain = hasTags ? textOfHtml(html, language) : decodeHTML(clean)
  return joinLines(wellFormed(plain), language)
}
