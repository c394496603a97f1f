import { createHash } from 'node:crypto'
import { type CleanHtml, type Instant, type Term, uniqueTerms, type Variant } from '../domain/article.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import { termLanguage } from '../domain/term.ts'
import { wellFormed } from '../domain/text.ts'
import type { WrittenArticle, WrittenCorrection, WrittenVariant } from './article-schema.ts'
import { type FileContext, peopleOf, requireDate, requireWebUrl, resolverFor } from './context.ts'
import { cutAtWord, excerptOf } from './excerpt.ts'
import { extraOf } from './extra.ts'
import { cleanHtml, type RawHtml, rawHtml } from './html.ts'
import { guidOf, termOf } from './ids.ts'
import { joinLinesOfHtml } from './lines.ts'
import { markdownToHtml } from './markdown/markdown.ts'
import { TooDeep } from './markup/tree.ts'
import { attachmentOf, mediaOf } from './media.ts'
import { type Path, Problem } from './problem.ts'
import { plainText } from './text.ts'

const MAX_TITLE = 500

/**
 * Parses one language of an article. Keys that the variant lacks come from the article. `undefined` if the variant cannot
 * be published. The context's findings receive all problems, with paths inside the article.
 */
export function variantOf(
  context: FileContext,
  article: WrittenArticle & { id: string },
  written: WrittenVariant,
  language: Language,
  tag: string,
): Variant | undefined {
  const { required, optional } = context.findings
  const ownPath = ['variants', tag] as const
  const pathTo = <K extends 'published' | 'image' | 'authors' | 'correction'>(key: K): Path =>
    written[key] === undefined ? [key] : [...ownPath, key]
  const url = required(() => requireWebUrl(context, written.url, [...ownPath, 'url']))
  const published = required(() => requireDate(context, written.published ?? article.published, pathTo('published')))
  const expires = required(() => expiryOf(context, article, published))
  const title = required(() => titleOf(context, written.title, language, [...ownPath, 'title']))
  const writtenUpdate = written.updated ?? article.updated
  const updatePath = written.updated ? [...ownPath, 'updated'] : ['updated']
  const updated = writtenUpdate && optional(() => requireDate(context, writtenUpdate, updatePath))
  const writtenCorrection = written.correction === undefined ? article.correction : written.correction
  const correction =
    writtenCorrection && optional(() => correctionOf(context, writtenCorrection, language, pathTo('correction')))
  const guid = required(() => guidOf(context.site, written.guid, article.id, language, [...ownPath, 'guid']))
  const html = htmlOf(context, written, ownPath)
  const content = required(() =>
    contentOf(context, html, {
      ...{ url: url ?? context.site.baseUrl, language, idPrefix: idPrefixOf(article.id, language) },
      path: [...ownPath, written.content === undefined ? 'markdown' : 'content'],
    }),
  )
  const image = written.image === undefined ? article.image : written.image
  const { source } = article
  const labelLanguage = termLanguage(Object.keys(article.variants).flatMap((key) => canonicalLanguage(key) ?? []))
  const authors = (written.authors ?? article.authors).flatMap((author, index) =>
    author === undefined ? [] : peopleOf(context, author, { language, labelLanguage }, [...pathTo('authors'), index]),
  )
  const termsOf = (kind: 'tag' | 'section', written: WrittenArticle['tags'][number], path: Path): Term[] => {
    const { term: text, name } = typeof written === 'object' ? written : { term: written, name: undefined }
    const term = text ? optional(() => termOf(context, kind, text, labelLanguage, path)) : undefined
    return term ? [name === undefined ? term : { ...term, label: plainText(name, language).normalize('NFC') }] : []
  }
  // The parts of an incomplete variant are read for their problems.
  const variant: Variant = {
    article: article.id,
    language,
    status: article.status,
    published: published ?? 0,
    // RFC 4287 §4.2.15: the most recent significant change. A correction is significant.
    updated: Math.max(published ?? 0, updated || 0, correction?.at ?? 0),
    expires: expires ?? null,
    title: title ?? '',
    // HTML that nests too deeply takes quadratic time.
    summary:
      plainText(written.summary ?? '', language) ||
      (content === undefined ? '' : wellFormed(excerptOf(html, language))),
    content: content ?? ('' as CleanHtml),
    url: url ?? '',
    ...(article.headline && { headline: article.headline }),
    ...guid,
    terms: uniqueTerms([
      ...termsOf('section', article.section ?? undefined, ['section']),
      ...article.tags.flatMap((text, index) => termsOf('tag', text, ['tags', index])),
      ...authors.flatMap(({ name, term }) => (term ? [{ kind: 'author', id: term, label: name } as const] : [])),
    ]),
    authors,
    translator: plainText(written.translator ?? '') || null,
    image:
      (image && optional(() => mediaOf(context, { alt: written.imageAlt ?? undefined, ...image }, pathTo('image')))) ||
      null,
    attachments: article.attachments.flatMap(
      (attachment, index) =>
        (attachment && optional(() => attachmentOf(context, attachment, ['attachments', index]))) ?? [],
    ),
    source: (source && optional(() => sourceOf(context, source))) || null,
    correction: correction || null,
    ...extraOf({ ...article.extra, ...written.extra }),
    returned: null,
  }
  return [url, published, expires, title, content, guid].includes(undefined) ? undefined : variant
}

/** `null`: never. @throws Problem */
function expiryOf(context: FileContext, { expires }: WrittenArticle, published: Instant | undefined): Instant | null {
  if (!expires) return null
  const instant = requireDate(context, expires, ['expires'])
  if (published === undefined || instant > published) return instant
  const message = 'The article expires before it is published, so it would never appear. Correct one of the dates.'
  throw new Problem('value_invalid', ['expires'], message)
}

/** @throws Problem */
function sourceOf(context: FileContext, { title, url }: NonNullable<WrittenArticle['source']>): Variant['source'] {
  return { title: plainText(title), url: requireWebUrl(context, url, ['source', 'url']) }
}

/** The same for as long as the article lives. Items of other articles and languages on the same page have other prefixes. */
function idPrefixOf(article: string, language: Language): string {
  return `a${createHash('sha256').update(`${article}/${language}`).digest('hex').slice(0, 8)}-`
}

/** @throws Problem */
function titleOf({ findings }: FileContext, text: string, language: Language, path: Path): string {
  const title = plainText(text, language)
  if (title === '') throw new Problem('title_missing', path, 'The title is empty.')
  if (title.length <= MAX_TITLE) return title
  const message = `The title has ${title.length} characters, and is cut at ${MAX_TITLE}. Write a shorter one.`
  findings.add(new Problem('value_adapted', path, message))
  return cutAtWord(title, language, MAX_TITLE)
}

function htmlOf({ findings }: FileContext, { content, markdown }: WrittenVariant, ownPath: Path): RawHtml {
  if (content !== undefined && markdown !== undefined) {
    const message = 'The variant has both content and markdown, and content is used. Keep one.'
    findings.add(new Problem('value_ignored', [...ownPath, 'markdown'], message))
  }
  return content === undefined ? markdownToHtml(wellFormed(markdown ?? '')) : rawHtml(wellFormed(content))
}

type ContentPlace = {
  readonly url: string
  readonly language: Language
  readonly idPrefix: string
  readonly path: Path
}

/** @throws Problem */
function contentOf(context: FileContext, html: RawHtml, { url, language, idPrefix, path }: ContentPlace): CleanHtml {
  try {
    const { content, removals } = cleanHtml(html, resolverFor(context, url), idPrefix, context.site.embeds)
    for (const { kind, example } of removals) {
      context.findings.add(new Problem('markup_removed', path, `${kind}.`, example || 'empty'))
    }
    return joinLinesOfHtml(content, language)
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    throw new Problem('too_large', path, error.message)
  }
}

/** @throws Problem */
function correctionOf(
  context: FileContext,
  correction: WrittenCorrection,
  language: Language,
  path: Path,
): Variant['correction'] {
  const at = requireDate(context, correction.at, [...path, 'at'])
  if (typeof correction.note === 'string') return { note: plainText(correction.note, language), language, at }
  const notes = new Map<Language, string>()
  for (const [tag, note] of Object.entries(correction.note)) {
    const canonical = canonicalLanguage(tag)
    if (canonical) notes.set(canonical, note)
    else context.findings.add(new Problem('value_ignored', [...path, 'note', tag], noLanguage(tag)))
  }
  // Readers must learn of a correction, even in another language.
  const noteLanguage =
    [language, ...context.site.languages].find((candidate) => notes.has(candidate)) ?? [...notes.keys()][0]
  return noteLanguage
    ? { note: plainText(notes.get(noteLanguage) ?? '', noteLanguage), language: noteLanguage, at }
    : null
}

export function noLanguage(tag: string): string {
  return `"${shortened(tag)}" is not a language tag (like uk, pt-BR or zh-Hant).`
}
