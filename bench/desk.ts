import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { FORMATS } from '../src/domain/feed-key.ts'
import { pathOf } from '../src/domain/feed-path.ts'
import type { Language } from '../src/domain/language.ts'
import { deskHand } from './desk-hand.ts'
import { siteOf, tagsOf } from './newsroom.ts'
import { WRITTEN_LANGUAGES } from './prose.ts'

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

/** So many articles fill every feed of so many tags. */
export function articlesFor(tags: number): number {
  return tags * Math.ceil(ITEMS / TAGS_OF_ONE.length)
}

/** Writes the whole of it: the same size, the same bytes. */
export function writeDesk(folder: string, { articles, tags, newest }: DeskSize): void {
  writeSite(folder, ITEMS)
  const names = tagsOf({ tags })
  const write = deskHand(folder, BODY_BYTES)
  for (let article = 0; article < articles; article++) {
    write({
      number: article + 1,
      published: newest - article * PACE,
      tags: TAGS_OF_ONE.map((place) => names[(article + place) % tags] as string),
    })
  }
}

/** Settings of a newsroom that writes JSON. */
export function writeSite(folder: string, items: number): void {
  const site = {
    ...siteOf(WRITTEN_LANGUAGES),
    ...{ sources: [{ type: 'json', path: 'articles' }], feeds: { items } },
    // Who asks from this machine is counted as others are, and never has had enough.
    limits: { downloads: 1_000_000_000, visits: 1_000_000_000, exempt: [] },
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'site.yaml'), stringify(site))
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
