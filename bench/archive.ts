import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import type { CleanHtml, Variant } from '../src/domain/article.ts'
import type { Language } from '../src/domain/language.ts'
import { AUTHORS, authorId, HOUR, NEWEST, siteOf, tagsOf } from './newsroom.ts'
import { WRITTEN_LANGUAGES, writerIn } from './prose.ts'
import { between, seeded } from './random.ts'

/** A newsroom of any size without files; its variants are as intake returns them. */
export type Archive = {
  /** Approximate number of variants: each article has one in every language. */
  readonly variants: number
  readonly articles: number
  readonly languages: readonly Language[]
  readonly tags: readonly string[]
  /** Article 1 is the newest. Another `edit` gives another text. */
  variantOf(article: number, language: Language, edit: number): Variant
}

const LANGUAGES = WRITTEN_LANGUAGES as readonly string[] as readonly Language[]
const BODY_BYTES = 600
/** A larger archive is a longer history of the same newsroom. */
const ARTICLE_INTERVAL = HOUR / 2

/** A realistic number of tags. */
export function tagsFor(variants: number): number {
  if (variants < 100_000) return 30
  return variants < 1_000_000 ? 1000 : 30_000
}

export function archiveOf(variants: number): Archive {
  const articles = Math.ceil(variants / LANGUAGES.length)
  const writers = new Map(WRITTEN_LANGUAGES.map((language) => [language as string, writerIn(language)]))
  const tags = tagsOf({ tags: tagsFor(variants) })
  return {
    variants,
    articles,
    languages: LANGUAGES,
    tags,
    variantOf: (article, language, edit) => {
      // The variants of an article share these random numbers.
      const sharedRandom = seeded(article)
      const published = NEWEST - (article - 1) * ARTICLE_INTERVAL - between(sharedRandom, 0, 600) * 1000
      const author = authorId(between(sharedRandom, 1, AUTHORS))
      const articleTags = pickTags(tags, between(sharedRandom, 1, 4), sharedRandom)
      const random = seeded(article * 1000 + LANGUAGES.indexOf(language) * 100 + edit)
      const writer = writers.get(language) as NonNullable<ReturnType<typeof writers.get>>
      const id = articleId(article)
      return {
        ...{ article: id, language, status: 'published', published, updated: published, expires: null },
        title: writer.title(random),
        summary: writer.title(random),
        content: paragraphs(() => writer.title(random)),
        url: `https://herald.example/${language}/stories/${id}/`,
        terms: [
          ...articleTags.map((tag) => ({ kind: 'tag', id: tag, label: tag }) as const),
          { kind: 'author', id: author, label: author },
        ],
        authors: [{ name: author, url: null, term: author }],
        ...{ translator: null, image: null, attachments: [], source: null, correction: null, returned: null },
      }
    },
  }
}

/** Writes a folder with the settings of an archive. */
export function writeSettings(folder: string): void {
  mkdirSync(path.join(folder, 'stories'), { recursive: true })
  writeFileSync(path.join(folder, 'site.yaml'), stringify(siteOf(LANGUAGES)))
}

export function articleId(article: number): string {
  return `story-${String(article).padStart(7, '0')}`
}

/** Avoids a copy of all tags. */
function pickTags(tags: readonly string[], count: number, random: () => number): string[] {
  const chosen = new Set<string>()
  while (chosen.size < Math.min(count, tags.length)) chosen.add(tags[between(random, 0, tags.length - 1)] as string)
  return [...chosen]
}

function paragraphs(phrase: () => string): CleanHtml {
  let html = ''
  while (Buffer.byteLength(html) < BODY_BYTES) html += `<p>${phrase()}. <em>${phrase()}</em>, ${phrase()}.</p>\n`
  return html as CleanHtml
}
