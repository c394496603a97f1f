import { describe, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { FORMATS, type Format, type Scope } from '../../src/domain/feed-key.ts'
import { pathOf } from '../../src/domain/feed-path.ts'
import type { Language } from '../../src/domain/language.ts'
import { NOW } from '../support/newsroom.ts'
import { feedparser, feedsmith, type ReadFeed, rowanmanning } from '../support/readers.ts'
import { bodyOf, sharedSample } from '../support/sample.ts'

/** Independent feed parsers and their formats. */
const READERS: readonly {
  name: string
  formats: readonly Format[]
  read(format: Format, text: string): ReadFeed | Promise<ReadFeed>
}[] = [
  { name: 'feedsmith', formats: FORMATS, read: feedsmith },
  { name: '@rowanmanning/feed-parser', formats: ['rss', 'atom'], read: (_format, text) => rowanmanning(text) },
  { name: 'feedparser', formats: ['rss', 'atom'], read: (_format, text) => feedparser(text) },
]

const LANGUAGES = ['uk', 'ru', 'en', 'ar', 'ja', 'pt-BR'] as Language[]

/** The feed as every parser reads it in every format. */
async function readings(app: App, scope: Scope): Promise<(ReadFeed & { by: string })[]> {
  const found: (ReadFeed & { by: string })[] = []
  for (const format of FORMATS) {
    const text = await bodyOf(app, pathOf(scope, format))
    for (const { name, formats, read } of READERS) {
      if (formats.includes(format)) found.push({ by: `${name}, ${format}`, ...(await read(format, text)) })
    }
  }
  return found
}

/** The content of the store: the reference for all parsers. */
async function storedVariants(app: App, scope: Scope) {
  const placed = await app.store.window(scope, 100)
  return app.store.snapshot((reader) => reader.shownVariants(placed))
}

describe.each(LANGUAGES)('the sample newsroom in %s', (language) => {
  test('is read equally by every parser in every format: ids, titles, links, dates', async () => {
    const app = await sharedSample()
    const scope = { language, kind: 'all' } as const
    const shown = await storedVariants(app, scope)
    expect(shown.length).toBeGreaterThan(0)
    const read = await readings(app, scope)
    expect(read).toHaveLength(7)
    for (const { by, items } of read) {
      expect(items.length, by).toBe(shown.length)
      for (const [index, { variant }] of shown.entries()) {
        const item = items[index]
        expect(item?.id, by).toBe(`tag:herald.example,2026:${variant.article}/${variant.language}`)
        expect(item?.title, by).toBe(variant.title)
        // The link of its own language: parsers choose different links otherwise.
        expect(item?.link, by).toBe(variant.url)
        expect(item?.published, by).toBe(variant.published)
      }
    }
  })

  test('has the same title and language for every parser that reads them', async () => {
    const app = await sharedSample()
    const read = await readings(app, { language, kind: 'all' })
    expect(new Set(read.map(({ title }) => title)).size).toBe(1)
    for (const { by, language: languageRead } of read) {
      if (languageRead) expect(languageRead.toLowerCase(), by).toBe(language.toLowerCase())
    }
    expect(read.filter((feed) => feed.language).length).toBeGreaterThanOrEqual(4)
  })
})

test('every feed of every term is read equally by every parser in every format', async () => {
  const app = await sharedSample()
  const feeds = [...(app.newsroom.current()?.edition.feeds.values() ?? [])].filter(({ scope }) => scope.kind !== 'all')
  expect(feeds.length).toBeGreaterThan(50)
  for (const { scope, items } of feeds) {
    const ids = (await storedVariants(app, scope)).map(
      ({ variant }) => `tag:herald.example,2026:${variant.article}/${variant.language}`,
    )
    for (const { by, ...read } of await readings(app, scope)) {
      expect(
        read.items.map(({ id }) => id),
        `${pathOf(scope, 'rss')} by ${by}`,
      ).toEqual(ids.slice(0, items))
    }
  }
})

test('no parser reads drafts or articles under embargo', async () => {
  const app = await sharedSample()
  for (const language of LANGUAGES) {
    for (const { by, items } of await readings(app, { language, kind: 'all' })) {
      for (const { published } of items) expect(published, by).toBeLessThanOrEqual(NOW)
    }
  }
})

test('a fallback keeps its own id and language', async () => {
  const app = await sharedSample()
  const shown = await storedVariants(app, { language: 'pt-BR' as Language, kind: 'all' })
  const foreign = shown.filter(({ variant }) => variant.language === 'en')
  expect(foreign.length).toBeGreaterThan(0)
  const [rss, , , atom] = await readings(app, { language: 'pt-BR' as Language, kind: 'all' })
  for (const { variant } of foreign) {
    for (const read of [rss, atom]) {
      const item = read?.items.find(({ id }) => id === `tag:herald.example,2026:${variant.article}/en`)
      expect(item?.language, read?.by).toBe('en')
    }
  }
})
