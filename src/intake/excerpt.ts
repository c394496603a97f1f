import { compile } from 'html-to-text'
import type { CleanHtml } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'

const EXCERPT_CHARACTERS = 280
const HTML_CHARACTERS = 6000

const segmenters = new Map<Language, Intl.Segmenter>()

/** The beginning of the text, at most 280 characters, cut at a word boundary of the language. */
export function excerptOf(content: CleanHtml, language: Language): string {
  return cutAtWord(textOfHtml(beginningOf(content)), language)
}

// Compiled once, because compiling costs as much as converting an article.
const convert = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'ul', options: { itemPrefix: ' ' } },
    // Marks of footnotes, and words for browsers that play nothing.
    ...['sup > a[href^="#"]', 'a[href^="#"] > sup', 'audio', 'video', 'hr', 'img', 'figcaption', 'table', 'pre'].map(
      skipped,
    ),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(skipped),
  ],
})

function skipped(selector: string): { selector: string; format: string } {
  return { selector, format: 'skip' }
}

function textOfHtml(html: string): string {
  return convert(html).replace(/\s+/g, ' ').trim()
}

/** Enough HTML for an excerpt, without a partial tag at the end. */
function beginningOf(content: CleanHtml): string {
  const beginning = content.slice(0, HTML_CHARACTERS)
  const lastTag = beginning.lastIndexOf('<')
  const isPartial = content.length > HTML_CHARACTERS && lastTag > beginning.lastIndexOf('>')
  return isPartial ? beginning.slice(0, lastTag) : beginning
}

export function cutAtWord(text: string, language: Language): string {
  if (text.length <= EXCERPT_CHARACTERS) return text
  let segmenter = segmenters.get(language)
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' })
    segmenters.set(language, segmenter)
  }
  let end = 0
  for (const { index, segment } of segmenter.segment(text.slice(0, EXCERPT_CHARACTERS + 60))) {
    if (index + segment.length >= EXCERPT_CHARACTERS) break
    end = index + segment.length
  }
  // A first word that is too long is cut between characters, never within a surrogate pair.
  const cut = text.slice(0, end || EXCERPT_CHARACTERS - 1).toWellFormed()
  return `${cut.replace(/[\s\p{P}\uFFFD]+$/u, '')}…`
}
