import type { Language } from '../domain/language.ts'

/** Characters of scripts without spaces between words, and the wide punctuation around them. */
const WIDE = '[\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{scx=Yiii}\\uFF01-\\uFF60\\uFFE0-\\uFFE6]'
/** The same at the end of a text, with a variation selector or Western quotation marks after it. */
const WIDE_END = `${WIDE}[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}“”‘’…—]?`
const WIDE_START = `[“‘…—]?${WIDE}`

const ENDS_WIDE = new RegExp(`${WIDE_END}$`, 'u')
const STARTS_WIDE = new RegExp(`^${WIDE_START}`, 'u')

/** Elements of a line, as alternatives of a regular expression. */
export const INLINE_NAMES =
  'a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|ruby|s|samp|small|span|strong|sub|sup|time|u|var'
const INLINE = `(?:</?(?:${INLINE_NAMES})(?:\\s[^<>]*)?>)*`
const WIDE_LINES = new RegExp(
  `<pre[\\s>].*?</pre>|(${WIDE_END}${INLINE})[ \\t]*\\r?\\n\\s*(${INLINE})(?=${WIDE_START})`,
  'gisu',
)

/** All wide characters and others. Most texts have none of them, which is found in a tenth of the time. */
const MAYBE_WIDE = /[\u00B7\u02C0-\u0323\u2E80-\uFFFF]/

/** Korean has spaces between words, also where it writes Han characters. */
function spacesWords(language: Language | undefined): boolean {
  return language !== undefined && /^ko(?:-|$)/.test(language)
}

/** CSS Text 3 §4.1.3: a line break between two characters of Chinese or Japanese is no space. Content of `pre` stays. */
export function joinLinesOfHtml<Html extends string>(html: Html, language: Language): Html {
  if (spacesWords(language) || !MAYBE_WIDE.test(html)) return html
  return html.replace(WIDE_LINES, (whole, before?: string, after = '') =>
    before === undefined ? whole : before + after,
  ) as Html
}

/** Three line breaks or more: the end of a block. Fewer break a line within it. */
const BLOCK_END = /(?:\n[^\S\n]*){3}/

/** Plain text on one line. Lines of Chinese and Japanese are joined without a space; so are blocks after punctuation. */
export function joinLines(text: string, language?: Language): string {
  const joinsWide = !spacesWords(language)
  const join = (space: string, offset: number): string => {
    if (!joinsWide || !space.includes('\n')) return ' '
    const before = text.slice(Math.max(0, offset - 4), offset)
    const after = text.slice(offset + space.length, offset + space.length + 3)
    if (!ENDS_WIDE.test(before) || !STARTS_WIDE.test(after)) return ' '
    return BLOCK_END.test(space) && !/\p{P}$/u.test(before) ? ' ' : ''
  }
  return text.replace(/\s+/g, join).trim()
}
