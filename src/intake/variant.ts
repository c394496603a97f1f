import { createHash } from 'node:crypto'
import type { Term, Variant } from '../domain/article.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import { termId, termLanguage } from '../domain/term.ts'
import { wellFormed } from '../domain/text.ts'
import type { WrittenArticle, WrittenCorrection, WrittenVariant } from './article-schema.ts'
import { type IntakeContext, peopleOf, requireDate, requireWebUrl, resolverFor } from './context.ts'
import { excerptOf } from './excerpt.ts'
import { guidOf } from './guid.ts'
import { type Cleaned, cleanHtml, type RawHtml, rawHtml, TooDeep } from './html.ts'
import { joinLinesOfHtml } from './lines.ts'
import { markdownToHtml } from './markdown/markdown.ts'
import type { Removal } from './markup/context.ts'
import { attachmentOf, mediaOf } from './media.ts'
import { Problem } from './problem.ts'
import { plainText } from './text.ts'

const MAX_TITLE = 500

/** `removals` is the markup of the text that readers do not get. */
export type VariantOutcome = { readonly variant: Variant; readonly removals: readonly Removal[] }

/**
 * Parses one language of an article. Keys that the variant lacks come from the article.
 * @throws Problem with a path inside the article
 */
export function variantOf(
  context: IntakeContext,
  article: WrittenArticle & { id: string },
  written: WrittenVariant,
  language: Language,
  tag: string,
): VariantOutcome {
  const ownPath = ['variants', tag] as const
  const pathTo = <K extends 'published' | 'image' | 'authors' | 'correction'>(key: K): readonly PropertyKey[] =>
    written[key] === undefined ? [key] : [...ownPath, key]
  const url = requireWebUrl(context, written.url, [...ownPath, 'url'])
  const published = requireDate(context, written.published ?? article.published, pathTo('published'))
  const writtenUpdate = written.updated ?? article.updated
  const updatePath = written.updated ? [...ownPath, 'updated'] : ['updated']
  const updated = writtenUpdate ? requireDate(context, writtenUpdate, updatePath) : published
  const expires = article.expires ? requireDate(context, article.expires, ['expires']) : null
  if (expires !== null && expires <= published) {
    throw new Problem(
      'value_invalid',
      ['expires'],
      'The article expires before it is published, so it would never appear.',
    )
  }
  const writtenCorrection = written.correction === undefined ? article.correction : written.correction
  const correction = writtenCorrection ? correctionOf(context, writtenCorrection, language, pathTo('correction')) : null
  const html = htmlOf(written, ownPath)
  const { content, removals } = contentOf(context, html, {
    ...{ url, language, idPrefix: idPrefixOf(article.id, language) },
    path: [...ownPath, written.content === undefined ? 'markdown' : 'content'],
  })
  const image = written.image === undefined ? article.image : written.image
  const labelLanguage = termLanguage(Object.keys(article.variants).flatMap((key) => canonicalLanguage(key) ?? []))
  const authors = (written.authors ?? article.authors).flatMap((author, index) =>
    peopleOf(context, author, { language, labelLanguage }, [...pathTo('authors'), index]),
  )
  const variant: Variant = {
    article: article.id,
    language,
    status: article.status,
    published,
    // RFC 4287 §4.2.15: the most recent significant change. A correction is significant.
    updated: Math.max(published, updated, correction?.at ?? 0),
    expires,
    title: titleOf(written.title, language, [...ownPath, 'title']),
    summary: plainText(written.summary ?? '', language) || wellFormed(excerptOf(html, language)),
    content,
    url,
    ...guidOf(context.site, written.guid, article.id, language, [...ownPath, 'guid']),
    terms: uniqueTerms([
      ...(article.section ? [termOf('section', article.section, labelLanguage, ['section'])] : []),
      ...article.tags.map((text, index) => termOf('tag', text, labelLanguage, ['tags', index])),
      ...authors.flatMap(({ name, term }) => (term ? [{ kind: 'author', id: term, label: name } as const] : [])),
    ]),
    authors,
    translator: plainText(written.translator ?? '') || null,
    image: image ? mediaOf(context, { alt: written.imageAlt ?? undefined, ...image }, pathTo('image')) : null,
    attachments: article.attachments.map((attachment, index) =>
      attachmentOf(context, attachment, ['attachments', index]),
    ),
    source: article.source
      ? { title: plainText(article.source.title), url: requireWebUrl(context, article.source.url, ['source', 'url']) }
      : null,
    correction,
    returned: null,
  }
  return { variant, removals }
}

/** The same for as long as the article lives. Items of other articles and languages on the same page have other prefixes. */
function idPrefixOf(article: string, language: Language): string {
  return `a${createHash('sha256').update(`${article}/${language}`).digest('hex').slice(0, 8)}-`
}

function titleOf(text: string, language: Language, path: readonly PropertyKey[]): string {
  const title = plainText(text, language)
  if (title === '') throw new Problem('title_missing', path, 'The title is empty.')
  if (title.length > MAX_TITLE) {
    throw new Problem('too_large', path, `The title has ${title.length} characters; the limit is ${MAX_TITLE}.`)
  }
  return title
}

function htmlOf({ content, markdown }: WrittenVariant, ownPath: readonly string[]): RawHtml {
  if (content !== undefined && markdown !== undefined) {
    throw new Problem('value_invalid', [...ownPath, 'markdown'], 'The variant has both content and markdown. Keep one.')
  }
  return content === undefined ? markdownToHtml(wellFormed(markdown ?? '')) : rawHtml(wellFormed(content))
}

type ContentPlace = {
  readonly url: string
  readonly language: Language
  readonly idPrefix: string
  readonly path: readonly PropertyKey[]
}

function contentOf(context: IntakeContext, html: RawHtml, { url, language, idPrefix, path }: ContentPlace): Cleaned {
  try {
    const cleaned = cleanHtml(html, resolverFor(context, url), idPrefix)
    return { ...cleaned, content: joinLinesOfHtml(cleaned.content, language) }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    throw new Problem('too_large', path, error.message)
  }
}

function correctionOf(
  context: IntakeContext,
  correction: WrittenCorrection,
  language: Language,
  path: readonly PropertyKey[],
): Variant['correction'] {
  const at = requireDate(context, correction.at, [...path, 'at'])
  if (typeof correction.note === 'string') return { note: plainText(correction.note, language), language, at }
  const notes = new Map(
    Object.entries(correction.note).map(([tag, note]) => {
      const canonical = canonicalLanguage(tag)
      if (canonical) return [canonical, note]
      throw new Problem(
        'language_invalid',
        [...path, 'note', tag],
        `"${shortened(tag)}" is not a language tag (like uk, pt-BR or zh-Hant).`,
      )
    }),
  )
  // Readers must learn of a correction, even in another language.
  const noteLanguage =
    [language, ...context.site.languages].find((candidate) => notes.has(candidate)) ?? [...notes.keys()][0]
  return noteLanguage
    ? { note: plainText(notes.get(noteLanguage) ?? '', noteLanguage), language: noteLanguage, at }
    : null
}

/** Emoji and other symbols. */
const SYMBOL = /\p{S}|\p{Emoji}\uFE0F/u

/** Problems that do not prevent an article from being published. */
export function warningsOf({ section, tags }: Pick<WrittenArticle, 'section' | 'tags'>): Problem[] {
  const texts = [[section ?? '', ['section']] as const, ...tags.map((tag, index) => [tag, ['tags', index]] as const)]
  return texts.flatMap(([text, path]) => {
    const label = plainText(text)
    if (!SYMBOL.test(label) || termId(label) !== '') return []
    const message = `"${shortened(label)}" has no letter or digit: items show it, but it has no feed.`
    return new Problem('term_without_feed', path, message)
  })
}

/** `language` is undefined if the languages of the article disagree about lower case. */
function termOf(
  kind: 'tag' | 'section',
  text: string,
  language: Language | undefined,
  path: readonly PropertyKey[],
): Term {
  const label = plainText(text).normalize('NFC')
  const id = termId(label, language)
  if (id === '' && SYMBOL.test(label)) return { kind, id: null, label }
  if (id === '') throw new Problem('term_invalid', path, `"${shortened(text)}" has no letter or digit.`)
  if (id.length > 100) throw new Problem('too_large', path, `"${shortened(text)}" is longer than 100 characters.`)
  return { kind, id, label }
}

/** Of several spellings of a term, the first is kept. */
function uniqueTerms(terms: readonly Term[]): Term[] {
  const unique = new Map<string, Term>()
  for (const term of terms) {
    const key = `${term.kind} ${term.id ?? term.label}`
    if (!unique.has(key)) unique.set(key, term)
  }
  return [...unique.values()]
}
