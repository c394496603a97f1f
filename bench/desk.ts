import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { FORMATS } from '../src/domain/feed-key.ts'
import { pathOf } from '../src/domain/feed-path.ts'
import type { Language } from '../src/domain/language.ts'
import { AUTHORS, authorId, siteOf, tagsOf } from './newsroom.ts'
import { WRITTEN_LANGUAGES, type Writer, writerIn } from './prose.ts'
import { between, type Random, seeded } from './random.ts'

/** A newsroom whose feeds of tags are all about as large: what is served, where what is written is not the matter. */
export type DeskSize = {
  readonly articles: number
  readonly tags: number
  /** Milliseconds since 1970: the newest article is as old as this. */
  readonly newest: number
}

/** Of a feed; with bodies of so many bytes they come to about 24 kB before encoding. */
const ITEMS = 13
const BODY_BYTES = 420
/** Milliseconds from one article to the next. */
const PACE = 120_000
/** An article has the tags at these places after its own number: with as many articles a tag as a feed shows, each is full. */
const TAGS_OF_ONE = [0, 1, 5, 12]
/** Articles in a folder. */
const SHELF = 1000

/** So many articles fill every feed of so many tags. */
export function articlesFor(tags: number): number {
  return tags * Math.ceil(ITEMS / TAGS_OF_ONE.length)
}

/** Writes the whole of it: the same size, the same bytes. */
export function writeDesk(folder: string, { articles, tags, newest }: DeskSize): void {
  const site = { ...siteOf(WRITTEN_LANGUAGES), sources: [{ type: 'json', path: 'articles' }] }
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'site.yaml'), stringify({ ...site, feeds: { items: ITEMS } }))
  const names = tagsOf({ tags })
  const writers = WRITTEN_LANGUAGES.map((language) => [language, writerIn(language)] as const)
  for (let article = 0; article < articles; article++) {
    const random = seeded(article)
    const id = `story-${String(article + 1).padStart(6, '0')}`
    const shelf = path.join(folder, 'articles', String(Math.floor(article / SHELF)))
    if (article % SHELF === 0) mkdirSync(shelf, { recursive: true })
    const written = {
      published: new Date(newest - article * PACE).toISOString(),
      tags: TAGS_OF_ONE.map((place) => names[(article + place) % tags]),
      authors: [authorId(between(random, 1, AUTHORS))],
      variants: Object.fromEntries(
        writers.map(([language, writer]) => [
          language,
          {
            ...{ title: writer.title(random), summary: writer.title(random), content: paragraphs(writer, random) },
            url: `/${language}/stories/${id}/`,
          },
        ]),
      ),
    }
    writeFileSync(path.join(shelf, `${id}.json`), JSON.stringify(written))
  }
}

/** Labels for all tags in all languages. With others than before, every article is placed anew and every feed made anew. */
export function labelTags(folder: string, tags: number, edit: number): void {
  for (const language of WRITTEN_LANGUAGES) {
    const labels = Object.fromEntries(tagsOf({ tags }).map((tag) => [tag, `${tag} ${language} ${edit}`]))
    mkdirSync(path.join(folder, 'locales', language), { recursive: true })
    writeFileSync(path.join(folder, 'locales', language, 'tags.json'), JSON.stringify(labels))
  }
}

/** Feeds of tags in every language and format, the first so many of them. */
export function tagFeeds(tags: number): string[] {
  return tagsOf({ tags }).flatMap((term) =>
    (WRITTEN_LANGUAGES as readonly string[] as readonly Language[]).flatMap((language) =>
      FORMATS.map((format) => pathOf({ language, kind: 'tag', term }, format)),
    ),
  )
}

function paragraphs(writer: Writer, random: Random): string {
  let html = ''
  while (Buffer.byteLength(html) < BODY_BYTES) {
    html += `<p>${writer.title(random)}. <em>${writer.title(random)}</em>, ${writer.title(random)}.</p>\n`
  }
  return html
}
