import type { Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import { plainText, proseOf } from './text.ts'

const EXCERPT_CHARACTERS = 280
const TEASER_CHARACTERS = 2000
/** How much of an article is searched for prose: more only where the first part has too little. */
const BEGINNINGS = [2000, 20_000, 500_000] as const

/** Where a writer ends the summary: the marks of WordPress, Hugo, Docusaurus, Pelican, Nikola, Blogger and others. */
const MORE =
  /<!--\s{0,9}(?:more|truncate|(?:end[ _-]?)?excerpt|pelican_end_summary|teaser_end|end[ _-]?summary|read[ _-]?more)\b[^<>]{0,200}-->|<a\s[^<>]{0,99}name=["']?more["']?|<span\s[^<>]{0,99}id=["']more-\d/i

/**
 * The prose before a `<!--more-->`, or else the beginning of the article's prose: at most 280 characters, cut at the end
 * of a sentence or a word. `html` is the article as written, because its classes and comments say what is no prose.
 */
export function excerptOf(html: string, language: Language): string {
  const more = MORE.exec(html)
  const teaser = more ? proseOf(html.slice(0, more.index), language) : ''
  if (teaser) return cut(teaser, language, TEASER_CHARACTERS)
  let prose = ''
  for (const characters of BEGINNINGS) {
    prose = proseOf(beginningOf(html, characters), language)
    if (prose.length > EXCERPT_CHARACTERS + LOOKAHEAD_CHARACTERS || html.length <= characters) break
  }
  // An article may be a list of links and nothing else.
  return cut(prose || proseOf(beginningOf(html, BEGINNINGS[1]), language, true), language, EXCERPT_CHARACTERS)
}

/** A title, as HTML, for posts without one: the beginning of the text, or the day. `published` is RFC 3339. */
export function titleFor(
  { title, content, published }: Readonly<Record<'title' | 'content' | 'published', string>>,
  language: string,
): string {
  if (plainText(title)) return title
  const beginning = shortened(excerptOf(content, language as Language))
  return beginning.replaceAll('&', '&amp;').replaceAll('<', '&lt;') || published.slice(0, 10)
}

/** Enough HTML for an excerpt, without a partial tag at the end. */
function beginningOf(html: string, characters: number): string {
  const beginning = html.slice(0, characters)
  const lastTag = beginning.lastIndexOf('<')
  const isPartial = html.length > characters && lastTag > beginning.lastIndexOf('>')
  return isPartial ? beginning.slice(0, lastTag) : beginning
}

const ELLIPSIS = '…'

/** A word that ends the text is recognised only with some text after it. */
const LOOKAHEAD_CHARACTERS = 60

/** How far a word is cut back to the white space before it. */
const WORD_CHARACTERS = 40

const segmenters = new Map<string, Intl.Segmenter>()

function segmentsOf(text: string, language: Language, granularity: 'sentence' | 'word' | 'grapheme'): Intl.Segments {
  const key = `${language} ${granularity}`
  const segmenter = segmenters.get(key) ?? new Intl.Segmenter(language, { granularity })
  segmenters.set(key, segmenter)
  return segmenter.segment(text)
}

/** The last end of a segment at or before `max`; 0 if there is none. */
function endWithin(segments: Intl.Segments, max: number, isEnd: (segment: string) => boolean = () => true): number {
  let end = 0
  for (const { index, segment } of segments) {
    const segmentEnd = index + segment.trimEnd().length
    if (segmentEnd > max) break
    if (isEnd(segment)) end = segmentEnd
  }
  return end
}

/** A text of more than `max` characters ends with a sentence if half of them are left, or else with a word and `…`. */
function cut(text: string, language: Language, max: number): string {
  if (text.length <= max) return text
  const sentences = segmentsOf(text.slice(0, max + LOOKAHEAD_CHARACTERS), language, 'sentence')
  const end = endWithin(sentences, max, isSentence)
  return end >= max / 2 ? text.slice(0, end) : cutAtWord(text, language, max)
}

/** UAX #29 ends a sentence after an abbreviation, too: `Dr. |Smith`. */
function isSentence(segment: string): boolean {
  const [, word = '', sign] =
    /([^\s\p{Ps}\p{Pi}"']*?)([.．!?…。！？｡؟۔।॥։።။។៕༎])[\p{Pe}\p{Pf}"'’”]*\s*$/u.exec(segment) ?? []
  if (sign !== '.' || !/[\p{scx=Latn}\p{scx=Cyrl}\p{scx=Grek}\p{scx=Armn}\p{N}]$/u.test(word)) return sign !== undefined
  return /[\p{L}\p{N}\p{M}]{4,}$/u.test(word) && !/\p{L}\.\p{L}/u.test(word) && !ABBREVIATIONS.test(word)
}

const ABBREVIATIONS = /^(?:prof|sept|capt|approx|dept|univ|messrs|gouv|mlle|проф|акад|просп)$/iu

/** Scripts that write no spaces between words. */
const UNSPACED = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]$/u

export function cutAtWord(text: string, language: Language, max = EXCERPT_CHARACTERS): string {
  if (text.length <= max) return text
  const beginning = text.slice(0, max + LOOKAHEAD_CHARACTERS)
  const wordEnd = endWithin(segmentsOf(beginning, language, 'word'), max - 1)
  // A first word that is too long is cut between characters as people see them.
  const end = wordEnd || endWithin(segmentsOf(beginning, language, 'grapheme'), max - 1)
  const shortened = text.slice(0, wordEnd ? wholeWordEnd(text, end) : end).toWellFormed()
  return `${shortened.replace(/[\s\p{P}\uFFFD]+$/u, '')}${ELLIPSIS}`
}

/** UAX #29 ends a word within `AT&T` and `well-known`, too. */
function wholeWordEnd(text: string, end: number): number {
  if (/\s/.test(text[end] ?? ' ') || UNSPACED.test(text.slice(Math.max(0, end - 2), end))) return end
  const space = text.lastIndexOf(' ', end)
  return space > end - WORD_CHARACTERS ? space : end
}
