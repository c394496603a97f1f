import { compile } from 'html-to-text'
import type { CleanHtml } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'

/** Characters of an excerpt, and of the HTML that is looked at to make one. */
const LENGTH = 280
const LOOKED_AT = 6000

const segmenters = new Map<Language, Intl.Segmenter>()

/** The beginning of the text, cut at a word as the language has them (`Intl.Segmenter`), at most 280 characters. */
export function excerptOf(content: CleanHtml, language: Language): string {
  return cutAtWord(textOfHtml(beginningOf(content)), language)
}

// Compiled once: that costs as much as the conversion of a whole article.
const convert = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'ul', options: { itemPrefix: ' ' } },
    ...['img', 'figcaption', 'table', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      format: 'skip',
    })),
  ],
})

function textOfHtml(html: string): string {
  return convert(html).replace(/\s+/g, ' ').trim()
}

/** Enough of the HTML for an excerpt; a tag that the cut would go through is left out whole. */
function beginningOf(content: CleanHtml): string {
  const beginning = content.slice(0, LOOKED_AT)
  const open = beginning.lastIndexOf('<')
  return content.length > LOOKED_AT && open > beginning.lastIndexOf('>') ? beginning.slice(0, open) : beginning
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
