import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AUTHORS, authorId } from './newsroom.ts'
import { WRITTEN_LANGUAGES, type Writer, writerIn } from './prose.ts'
import { between, type Random, seeded } from './random.ts'

/** An article; its number and its edit determine its texts. Instants are milliseconds since 1970. */
export type DeskArticle = {
  /** From 1. */
  readonly number: number
  readonly published: number
  readonly tags: readonly string[]
  readonly correction?: { readonly at: number; readonly edit: number }
}

const ARTICLES_PER_FOLDER = 1000

/** An article in the shape of `article.schema.json`. */
export type JsonArticle = { readonly id: string; readonly [key: string]: unknown }

/** Returns a function that composes an article, with at least `bodyBytes` of text per language. */
export function articleComposer(
  bodyBytes: number,
  languages: readonly (typeof WRITTEN_LANGUAGES)[number][] = WRITTEN_LANGUAGES,
): (written: DeskArticle) => JsonArticle {
  const writers = languages.map((language) => [language, writerIn(language)] as const)
  return ({ number, published, tags, correction }) => {
    const sharedRandom = seeded(number)
    const random = seeded(number * 100 + (correction?.edit ?? 0))
    const id = `story-${String(number).padStart(6, '0')}`
    return {
      id,
      published: new Date(published).toISOString(),
      ...(correction && { updated: new Date(correction.at).toISOString() }),
      tags,
      authors: [authorId(between(sharedRandom, 1, AUTHORS))],
      variants: Object.fromEntries(
        writers.map(([language, writer]) => {
          const texts = { title: writer.title(sharedRandom), summary: writer.title(random) }
          const content = paragraphs(writer, random, bodyBytes)
          return [language, { ...texts, content, url: `/${language}/stories/${id}/` }]
        }),
      ),
    }
  }
}

/** Returns a function that writes an article to a file, with at least `bodyBytes` of text per language. */
export function articleWriter(
  folder: string,
  bodyBytes: number,
  languages?: Parameters<typeof articleComposer>[1],
): (written: DeskArticle) => void {
  const compose = articleComposer(bodyBytes, languages)
  return (written) => {
    const article = compose(written)
    const shelfFolder = path.join(folder, 'articles', String(Math.floor(written.number / ARTICLES_PER_FOLDER)))
    mkdirSync(shelfFolder, { recursive: true })
    writeFileSync(path.join(shelfFolder, `${article.id}.json`), JSON.stringify(article))
  }
}

function paragraphs(writer: Writer, random: Random, bytes: number): string {
  let html = ''
  while (Buffer.byteLength(html) < bytes) {
    html += `<p>${writer.title(random)}. <em>${writer.title(random)}</em>, ${writer.title(random)}.</p>\n`
  }
  return html
}
