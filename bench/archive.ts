import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import type { CleanHtml, Variant } from '../src/domain/article.ts'
import type { Language } from '../src/domain/language.ts'
import { AUTHORS, authorId, HOUR, NEWEST, siteOf, tagsOf } from './newsroom.ts'
import { WRITTEN_LANGUAGES, writerIn } from './prose.ts'
import { between, seeded } from './random.ts'

/** A newsroom of any size without files: its variants are made as intake would have made them. */
export type Archive = {
  /** About as many: an article has one in every language. */
  readonly variants: number
  readonly articles: number
  readonly languages: readonly Language[]
  readonly tags: readonly string[]
  /** The first article is the newest. Another `edit`, another text. */
  variantOf(article: number, language: Language, edit: number): Variant
}

const LANGUAGES = WRITTEN_LANGUAGES as readonly string[] as readonly Language[]
const BODY_BYTES = 600
/** From one article to the next: a larger archive is a longer history of the same newsroom. */
const PACE = HOUR / 2

/** As many tags as a newsroom comes to have with so many variants. */
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
      // What all languages of an article have in common does not depend on the language.
      const facts = seeded(article)
      const published = NEWEST - (article - 1) * PACE - between(facts, 0, 600) * 1000
      const author = authorId(between(facts, 1, AUTHORS))
      const chosen = picked(tags, between(facts, 1, 4), facts)
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
          ...chosen.map((tag) => ({ kind: 'tag', id: tag, label: tag }) as const),
          { kind: 'author', id: author, label: author },
        ],
        authors: [{ name: author, url: null, term: author }],
        ...{ translator: null, image: null, attachments: [], source: null, correction: null, returned: null },
      }
    },
  }
}

/** The folder of settings that goes with it. */
export function writeSettings(folder: string): void {
  mkdirSync(path.join(folder, 'stories'), { recursive: true })
  writeFileSync(path.join(folder, 'site.yaml'), stringify(siteOf(LANGUAGES)))
}

export function articleId(article: number): string {
  return `story-${String(article).padStart(7, '0')}`
}

/** A few of many, without a copy of them all. */
function picked(tags: readonly string[], count: number, random: () => number): string[] {
  const chosen = new Set<string>()
  while (chosen.size < Math.min(count, tags.length)) chosen.add(tags[between(random, 0, tags.length - 1)] as string)
  return [...chosen]
}

function paragraphs(phrase: () => string): CleanHtml {
  let html = ''
  while (Buffer.byteLength(html) < BODY_BYTES) html += `<p>${phrase()}. <em>${phrase()}</em>, ${phrase()}.</p>\n`
  return html as CleanHtml
}
