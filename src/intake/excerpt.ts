import { convert } from 'html-to-text'
import type { CleanHtml } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import { plainText } from './text.ts'

/** Characters of an excerpt, and of the HTML that is looked at to make one. */
const LENGTH = 280
const LOOKED_AT = 6000

const segmenters = new Map<Language, Intl.Segmenter>()

/** The beginning of the text, cut at a word as the language has them (`Intl.Segmenter`), at most 280 characters. */
export function excerptOf(content: CleanHtml, language: Language): string {
  return cutAtWord(textOfHtml(content.slice(0, LOOKED_AT)), language)
}

function textOfHtml(html: string): string {
  const text = convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'ul', options: { itemPrefix: ' ' } },
      { selector: 'figcaption', format: 'skip' },
      { selector: 'table', format: 'skip' },
      { selector: 'pre', format: 'skip' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, format: 'skip' })),
    ],
  })
  // A tag that the cut left open is no text.
  return plainText(text.replace(/<[^>]*$/, '').replaceAll('&', '&amp;'))
}

export function cutAtWord(text: string, language: Language): string {
  if (text.length <= LENGTH) return text
  let segmenter = segmenters.get(language)
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' })
    segmenters.set(language, segmenter)
  }
  let end = 0
  for (const { index, segment } of segmenter.segment(text.slice(0, LENGTH + 60))) {
    if (index + segment.length >= LENGTH) break
    end = index + segment.length
  }
  // One word longer than all of the excerpt: cut between characters, never within a surrogate pair.
  const cut = text.slice(0, end || LENGTH - 1).toWellFormed()
  return `${cut.replace(/[\s\p{P}\uFFFD]+$/u, '')}…`
}
