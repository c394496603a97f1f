import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { type Served, serveNewsroom } from '../support/parsed-feed.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const daysAgo = (days: number): string => new Date(NOW - days * DAY).toISOString()
const ITEMS = 10

/** Twelve articles of the last three days in all languages, and an old one in Ukrainian only, all about the river. */
const FILES = {
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `articles/new-${index}.json`,
      article({
        published: daysAgo(index / 4),
        variants: { uk: variant(`Нове ${index}`, 'uk'), en: variant(`New ${index}`, 'en') },
      }),
    ]),
  ),
  'articles/old.json': article({ published: daysAgo(10), variants: { uk: variant('Старе', 'uk') } }),
  // Another tag, so that combinations with it exist.
  'articles/bridge.json': article({
    published: daysAgo(20),
    tags: ['bridge'],
    variants: { en: variant('Span', 'en') },
  }),
  'articles/draft.json': article({
    published: daysAgo(17),
    status: 'draft',
    variants: { en: variant('Draft', 'en') },
  }),
}
const TRANSLATED = article({
  published: daysAgo(10),
  variants: { uk: variant('Старе', 'uk'), en: variant('Translated', 'en') },
})
const RELEASED = article({ published: daysAgo(17), variants: { en: variant('Draft', 'en') } })

const open = (site = {}) => serveNewsroom({ site: { feeds: { items: ITEMS }, ...site }, files: FILES })

async function refreshAfter(newsroom: Served, files: Record<string, unknown>): Promise<void> {
  for (const [file, content] of Object.entries(files)) newsroom.write(file, content)
  newsroom.clock.now += MINUTE
  await newsroom.refresh()
}

const FEEDS = ['/en/', '/en/tags/river/', '/en/sections/city/', '/en/tags/bridge,river/', '/en/tags/river+!bridge/']

describe('an entry that becomes visible later than its dates say', () => {
  test.each([
    ['a late translation', { 'articles/old.json': TRANSLATED }, 'Translated', daysAgo(10)],
    ['an article that was a draft', { 'articles/draft.json': RELEASED }, 'Draft', daysAgo(17)],
  ])('%s is in every feed, first, with its own dates', async (_name, files, title, published) => {
    const newsroom = await open()
    await refreshAfter(newsroom, files)
    for (const folder of FEEDS) {
      for (const format of ['rss.xml', 'atom.xml', 'feed.json']) {
        const { items } = await newsroom.read(`${folder}${format}`)
        expect(items, folder).toHaveLength(ITEMS)
        expect(items[0], folder).toMatchObject({ title })
      }
    }
    const json = JSON.parse((await newsroom.ask('/en/feed.json')).text)
    expect(json.items[0].date_published).toBe(`${new Date(published).toISOString().slice(0, 19)}.000Z`)
    expect(json.items[0].date_modified ?? json.items[0].date_published).toBe(json.items[0].date_published)
  })

  test('moves the date of the feed', async () => {
    const newsroom = await open()
    await refreshAfter(newsroom, { 'articles/old.json': TRANSLATED })
    expect(Date.parse(`${(await newsroom.read('/en/atom.xml')).updated}`)).toBe(NOW + MINUTE)
  })

  test('leaves feeds that showed it before as they are', async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/uk/rss.xml')
    await refreshAfter(newsroom, { 'articles/draft.json': RELEASED })
    expect((await newsroom.ask('/uk/rss.xml')).headers.etag).toBe(before.headers.etag)
  })

  test('keeps its place after edits, behind what is newer', async () => {
    const newsroom = await open()
    await refreshAfter(newsroom, { 'articles/old.json': TRANSLATED })
    const edited = { ...TRANSLATED, variants: { ...(TRANSLATED.variants as object), en: variant('Edited', 'en') } }
    await refreshAfter(newsroom, { 'articles/old.json': edited })
    expect((await newsroom.titles('/en/feed.json'))[0]).toBe('Edited')
    await refreshAfter(newsroom, { 'articles/news.json': article({ published: daysAgo(-2 / 1440) }) })
    const titles = await newsroom.titles('/en/feed.json')
    expect(titles.slice(0, 2)).toEqual(['Bridge', 'Edited'])
  })

  test('is in the feed of a tag that it gets later', async () => {
    const newsroom = await open()
    const tagged = { ...TRANSLATED, tags: ['river', 'ice'] }
    await refreshAfter(newsroom, { 'articles/old.json': TRANSLATED })
    for (let index = 0; index < 12; index++) {
      const ice = article({
        published: daysAgo(index / 4),
        tags: ['ice'],
        variants: { en: variant(`Ice ${index}`, 'en') },
      })
      newsroom.write(`articles/ice-${index}.json`, ice)
    }
    await refreshAfter(newsroom, {})
    await refreshAfter(newsroom, { 'articles/old.json': tagged })
    expect((await newsroom.titles('/en/tags/ice/feed.json'))[0]).toBe('Translated')
    expect((await newsroom.titles('/en/tags/ice+river/feed.json'))[0]).toBe('Translated')
  })

  test('is a new entry in a delta', async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/en/feed.json')
    await refreshAfter(newsroom, { 'articles/old.json': TRANSLATED })
    const delta = await newsroom.ask('/en/feed.json', { 'If-None-Match': `${before.headers.etag}`, 'A-IM': 'feed' })
    expect(delta.status).toBe(226)
    expect(JSON.parse(delta.text).items.map(({ title }: { title: string }) => title)).toEqual(['Translated'])
  })
})

describe('more late entries than half of a feed', () => {
  const imported = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `articles/import-${index}.json`,
        article({ published: daysAgo(30 + index), variants: { en: variant(`Import ${index}`, 'en') } }),
      ]),
    )

  test.each([
    ['by default, six of ten are in archives only', {}, 6, 0],
    ['by default, five of ten are in the feed', {}, 5, 5],
    ['with backfill: announce, six are in the feed', { backfill: 'announce' }, 6, 6],
    ['with backfill: quiet, one is in archives only', { backfill: 'quiet' }, 1, 0],
  ])('%s', async (_name, site, count, shown) => {
    const newsroom = await open(site)
    await refreshAfter(newsroom, imported(count))
    for (const folder of ['/en/', '/en/tags/river/']) {
      const titles = await newsroom.titles(`${folder}feed.json`)
      expect(titles.filter((title) => title.startsWith('Import'))).toHaveLength(shown)
    }
    expect(await newsroom.titles('/en/archive/2026-02/feed.json')).toContain('Import 0')
  })
})

describe('a fallback variant that is replaced by a translation', () => {
  const id = (language: string): string => `tag:herald.example,2020:old/${language}`
  const site = { fallback: { en: ['uk'] } }

  test('is withdrawn from the feed that showed it, and the translation is a new entry', async () => {
    const newsroom = await open(site)
    newsroom.write('articles/old.json', article({ published: daysAgo(0.1), variants: { uk: variant('Старе', 'uk') } }))
    await newsroom.refresh()
    expect(await newsroom.titles('/en/atom.xml')).toContain('Старе')
    await refreshAfter(newsroom, { 'articles/old.json': TRANSLATED })
    for (const path of ['/en/atom.xml', '/en/feed.json', '/en/tags/river/atom.xml']) {
      const { items, withdrawn } = await newsroom.read(path)
      expect(items[0]?.title).toBe('Translated')
      expect(Object.keys(withdrawn), path).toEqual([id('uk')])
    }
    for (const path of ['/uk/atom.xml', '/uk,en/atom.xml', '/en,uk/atom.xml']) {
      expect((await newsroom.read(path)).withdrawn, path).toEqual({})
    }
    expect((await newsroom.read('/en,ru/atom.xml')).withdrawn).toHaveProperty([id('uk')])
  })

  test('returns without a tombstone if the translation is removed', async () => {
    const newsroom = await open(site)
    await refreshAfter(newsroom, { 'articles/old.json': TRANSLATED })
    await refreshAfter(newsroom, { 'articles/old.json': FILES['articles/old.json'] })
    const { items, withdrawn } = await newsroom.read('/en/atom.xml')
    expect(items[0]?.title).toBe('Старе')
    expect(Object.keys(withdrawn)).toEqual([id('en')])
  })
})
