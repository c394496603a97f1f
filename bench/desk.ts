import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { FORMATS } from '../src/domain/feed-key.ts'
import { pathOf } from '../src/domain/feed-path.ts'
import type { Language } from '../src/domain/language.ts'
import { articleWriter } from './desk-hand.ts'
import { siteOf, tagsOf } from './newsroom.ts'
import { WRITTEN_LANGUAGES } from './prose.ts'

/** A newsroom whose feeds of tags have about the same size. */
export type DeskSize = {
  readonly articles: number
  readonly tags: number
  /** Date of the newest article, in milliseconds since 1970. */
  readonly newest: number
}

/** With these numbers, a feed has about 24 kB before encoding. */
const ITEMS = 13
const BODY_BYTES = 420
const ARTICLE_INTERVAL_MS = 120_000
/** An article has the tags at these offsets from its own number, so that every feed of a tag is full. */
const TAG_OFFSETS = [0, 1, 5, 12]

/** Number of articles that fill the feeds of all tags. */
export function articleCountFor(tags: number): number {
  return tags * Math.ceil(ITEMS / TAG_OFFSETS.length)
}

/** The same size gives the same bytes. */
export function writeDesk(folder: string, { articles, tags, newest }: DeskSize): void {
  writeSite(folder, ITEMS)
  const names = tagsOf({ tags })
  const write = articleWriter(folder, BODY_BYTES)
  for (let article = 0; article < articles; article++) {
    write({
      number: article + 1,
      published: newest - article * ARTICLE_INTERVAL_MS,
      tags: TAG_OFFSETS.map((offset) => names[(article + offset) % tags] as string),
    })
  }
}

/** Writes the settings of a newsroom with JSON articles, unless `keys` name other sources. */
export function writeSite(folder: string, items: number, keys: object = {}): void {
  const site = {
    ...siteOf(WRITTEN_LANGUAGES),
    ...{ sources: [{ type: 'json', path: 'articles' }], feeds: { items } },
    // Count requests from this machine like others, but never limit them.
    limits: { downloads: 1_000_000_000, visits: 1_000_000_000, exempt: [] },
    ...keys,
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'site.yaml'), stringify(site))
}

/** Writes labels for all tags in all languages. New labels make a refresh place every article again. */
export function labelTags(folder: string, tags: number, edit: number): void {
  for (const language of WRITTEN_LANGUAGES) {
    const labels = Object.fromEntries(tagsOf({ tags }).map((tag) => [tag, `${tag} ${language} ${edit}`]))
    mkdirSync(path.join(folder, 'locales', language), { recursive: true })
    writeFileSync(path.join(folder, 'locales', language, 'tags.json'), JSON.stringify(labels))
  }
}

/** Paths of the feeds of the first `tags` tags, in every language and format. */
export function tagFeeds(tags: number): string[] {
  return tagsOf({ tags }).flatMap((term) =>
    (WRITTEN_LANGUAGES as readonly string[] as readonly Language[]).flatMap((language) =>
      FORMATS.map((format) => pathOf({ language, kind: 'tag', term }, format)),
    ),
  )
}
