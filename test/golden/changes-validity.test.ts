import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import { editedSample } from '../support/edited-sample.ts'
import { jsonFeedProblems } from '../support/json-feed-schema.ts'
import { FILES, parseDocument } from '../support/parsed-feed.ts'
import { feedparser, feedsmith, rowanmanning } from '../support/readers.ts'
import { bodyOf, feedPaths } from '../support/sample.ts'

// Validates archives, combinations, multilingual and partner feeds with independent schemas and readers.

const SCHEMA = process.env.RFC4287_RNG ?? fileURLToPath(new URL('../../../shared/schemas/rfc4287.rng', import.meta.url))
const missing = spawnSync('xmllint', ['--version']).error || !existsSync(SCHEMA)
if (missing) console.warn('NOT RUN: Atom feeds of all kinds against RFC 4287: see validity.test.ts')

const LANGUAGES = ['uk', 'ru', 'en', 'ar', 'ja', 'pt-BR', 'ar,en', 'ja,uk,pt-BR', 'pt-BR,ru']
const TOPICS = [
  '',
  'tags/river+transport/',
  'tags/river+!transport/',
  'tags/museums,schools/',
  'tags/!river/',
  'sections/city/',
]
const FOLDERS = [
  ...LANGUAGES.flatMap((languages) => TOPICS.map((topic) => `/${languages}/${topic}`)),
  ...LANGUAGES.flatMap((languages) => [`/${languages}/headlines/top/`, `/${languages}/archive/2026-02/`]),
  ...[
    '/uk/tags/river/archive/2026-03/',
    '/uk/authors/iryna/archive/2026-01/',
    '/ar,en/sections/culture/archive/2026-02/',
  ],
  ...['/uk/tags/river+transport/archive/2026-03/', '/pt-BR/tags/!river/archive/2026-02/'],
  ...[
    'msn/uk',
    'msn/ar',
    'flipboard/en',
    'smartnews/ja',
    'apple-news/pt-BR',
    'google-news/uk',
    'wire/uk',
    'wire/pt-BR',
  ].map((partner) => `/partners/${partner}/`),
]

let app: App
beforeAll(async () => {
  app = await editedSample()
})
afterAll(() => app.close())

/** Feeds composed on request and the feeds of the edition. */
function everyFeed(format: Format): string[] {
  return [...FOLDERS.map((folder) => folder + FILES[format]), ...feedPaths(app, [format])]
}

test.skipIf(missing)('every Atom feed is valid in the schema of RFC 4287', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-atom-'))
  try {
    const files: string[] = []
    for (const feed of everyFeed('atom')) {
      files.push(path.join(folder, feed.slice(1).replaceAll('/', '.')))
      writeFileSync(files.at(-1) as string, await bodyOf(app, feed))
    }
    const options = { encoding: 'utf8', stdio: 'pipe' } as const
    expect(() => execFileSync('xmllint', ['--noout', '--relaxng', SCHEMA, ...files], options)).not.toThrow()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('every JSON feed is valid in the schema of JSON Feed 1.1', async () => {
  for (const feed of everyFeed('json')) {
    expect(jsonFeedProblems(JSON.parse(await bodyOf(app, feed))), feed).toEqual([])
  }
})

test('every RSS feed, Atom feed and news sitemap is well-formed XML', async () => {
  const sitemaps = ['/uk/', '/ar/', '/partners/google-news/ja/'].map((folder) => `${folder}news-sitemap.xml`)
  for (const document of [...everyFeed('rss'), ...everyFeed('atom'), ...sitemaps]) {
    expect(XMLValidator.validate(await bodyOf(app, document)), document).toBe(true)
  }
})

test.each(FORMATS)('every feed has one self link: %s', async (format) => {
  const { feedUrl } = app.newsroom.current()?.context.site ?? {}
  for (const feed of everyFeed(format)) {
    const body = await bodyOf(app, feed)
    if (format === 'json') expect(JSON.parse(body).feed_url).toBe(`${feedUrl}${feed}`)
    const selves = [...body.matchAll(/<(?:atom:)?link [^>]*rel="self"[^>]*>/g)].map(([link]) => link)
    expect(selves, feed).toEqual(format === 'json' ? [] : [expect.stringContaining(`href="${feedUrl}${feed}"`)])
  }
})

/** A sample of every kind. Feeds of one language are read in other tests. */
const READ = FOLDERS.filter((folder, index) => index % 3 === 0 || /partners|archive/.test(folder))

describe.each(READ)('independent readers of %s', (folder) => {
  test('find the same ids, titles, addresses and dates in every format', async () => {
    const facts = (item: { id?: unknown; title?: unknown; link?: unknown; published?: unknown }) => [
      ...[item.id, item.title, item.link, item.published],
    ]
    const file = folder + FILES.json
    const expected = parseDocument(file, await bodyOf(app, file)).items.map(({ id, title, url, published }) =>
      facts({ id, title, link: url, published: Date.parse(`${published}`) }),
    )
    for (const format of FORMATS) {
      const text = await bodyOf(app, folder + FILES[format])
      const read = [feedsmith(format, text), ...(format === 'json' ? [] : [rowanmanning(text), await feedparser(text)])]
      for (const { items } of read) expect(items.map(facts), format).toEqual(expected)
    }
  })
})
