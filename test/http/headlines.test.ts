import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { article, NOW, SITE, variant } from '../support/newsroom.ts'
import { inFormats, type Served, served } from '../support/told.ts'

const HOUR = 3_600_000
const both = (uk: string, en: string, over = {}) =>
  article({ variants: { uk: variant(uk, 'uk'), en: variant(en, 'en') }, ...over })
const ARTICLES = {
  'articles/old.json': both('Старе', 'Old', { published: '2025-06-01T00:00:00Z' }),
  'articles/new.json': both('Нове', 'New', { published: '2026-03-09T00:00:00Z' }),
  'articles/only.json': article({ published: '2026-03-01T00:00:00Z', variants: { en: variant('Only', 'en') } }),
  'articles/late.json': both('Пізнє', 'Late', { published: '2026-03-10T13:00:00Z' }),
}
const TOP = ['old', 'only', 'late', 'new']

const open = (site: Record<string, unknown> = { headlines: { top: TOP } }, files = {}) =>
  served({ site, files: { ...ARTICLES, ...files } })
const ranked = (newsroom: Served, headlines: unknown) => newsroom.write('site.yaml', stringify({ ...SITE, headlines }))
const top = (newsroom: Served, language = 'uk') => newsroom.titles(`/${language}/headlines/top/atom.xml`)

async function edited(newsroom: Served, headlines: unknown): Promise<void> {
  ranked(newsroom, headlines)
  newsroom.clock.now += 60_000
  await newsroom.refresh()
}

describe('a block of headlines', () => {
  test.each(inFormats('/en/headlines/top/'))(
    'is ranked by its editors, not by date, and complete: %s',
    async (path) => {
      const { read } = await open()
      const { items, complete, links, archive } = await read(path)
      expect(items.map(({ title }) => title)).toEqual(['Old', 'Only', 'New'])
      expect([complete, archive, links]).toEqual([true, false, { self: path }])
    },
  )

  test.each(inFormats('/uk/'))('alone is complete: %s is not', async (path) => {
    expect((await (await open()).read(path)).complete).toBe(false)
  })

  test('leaves out what is not in its language, unless another stands in', async () => {
    expect(await top(await open())).toEqual(['Старе', 'Нове'])
    const withFallback = await open({ headlines: { top: TOP }, fallback: { uk: ['en'] } })
    expect(await top(withFallback)).toEqual(['Старе', 'Only', 'Нове'])
    const [, only] = (await withFallback.read('/uk/headlines/top/rss.xml')).items
    expect([only?.language, only?.id]).toEqual(['en', 'tag:herald.example,2020:only/en'])
  })

  test('shows an article at its rank as soon as its embargo ends', async () => {
    const newsroom = await open()
    newsroom.clock.now = NOW + HOUR
    await newsroom.refresh()
    expect(await top(newsroom, 'en')).toEqual(['Old', 'Only', 'Late', 'New'])
  })

  test('has its own id, the same whatever it is ranked as', async () => {
    const newsroom = await open()
    const { id } = await newsroom.read('/uk/headlines/top/atom.xml')
    expect(id).toBe('tag:herald.example,2020:feed:uk:headlines:top')
    await edited(newsroom, { top: ['new'] })
    expect((await newsroom.read('/uk/headlines/top/atom.xml')).id).toBe(id)
  })

  test('is there in every language from the start, and in no list while it is empty', async () => {
    const { ask, titles } = await open()
    expect(await titles('/ru/headlines/top/rss.xml')).toEqual([])
    expect((await ask('/ru/')).text).not.toContain('/ru/headlines/top/')
    expect((await ask('/uk/')).text).toContain('href="/uk/headlines/top/"')
    expect((await ask('/uk/feeds.opml')).text).toContain('/uk/headlines/top/rss.xml')
    expect((await ask('/uk/headlines/bottom/rss.xml')).status).toBe(404)
  })

  test('is as long as its list, whatever other feeds show', async () => {
    const newsroom = await open({ headlines: { top: TOP }, feeds: { items: 1 } })
    expect(await top(newsroom, 'en')).toEqual(['Old', 'Only', 'New'])
  })

  test('that two languages read has each article once, ranked', async () => {
    const newsroom = await open()
    const { items, complete } = await newsroom.read('/uk,en/headlines/top/atom.xml')
    expect([items.map(({ title }) => title), complete]).toEqual([['Старе', 'Only', 'Нове'], true])
  })

  test('is called what the newsroom calls it in each language', async () => {
    const files = {
      'locales/uk/headlines.json': { top: 'Головне' },
      'locales/en/headlines.json': { top: 'Top stories' },
    }
    const newsroom = await open(undefined, files)
    expect((await newsroom.read('/uk/headlines/top/rss.xml')).title).toBe('Вісник: Головне')
    expect((await newsroom.read('/en/headlines/top/feed.json')).title).toBe('Herald: Top stories')
    newsroom.write('locales/en/headlines.json', { top: 'Must reads, now' })
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    expect((await newsroom.read('/en/headlines/top/feed.json')).title).toBe('Herald: Must reads, now')
  })
})

describe('an editor who ranks anew while the server runs', () => {
  test('is heard at the next refresh, and only the block moves', async () => {
    const newsroom = await open()
    const [block, all] = [await newsroom.ask('/en/headlines/top/rss.xml'), await newsroom.ask('/en/rss.xml')]
    await edited(newsroom, { top: ['new', 'old'] })
    expect(await top(newsroom, 'en')).toEqual(['New', 'Old'])
    const after = await newsroom.ask('/en/headlines/top/rss.xml')
    expect(after.headers.etag).not.toBe(block.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + 60_000)
    expect((await newsroom.read('/en/headlines/top/atom.xml')).withdrawn).toEqual({})
    expect((await newsroom.ask('/en/rss.xml')).headers.etag).toBe(all.headers.etag)
  })

  test('may swap two: the order alone is a change', async () => {
    const newsroom = await open({ headlines: { top: ['old', 'new'] } })
    const before = await newsroom.ask('/uk/headlines/top/feed.json')
    await edited(newsroom, { top: ['new', 'old'] })
    expect(await top(newsroom)).toEqual(['Нове', 'Старе'])
    expect((await newsroom.ask('/uk/headlines/top/feed.json')).headers.etag).not.toBe(before.headers.etag)
  })

  test('may begin a block, and end one: its feed then is empty, not gone', async () => {
    const newsroom = await open()
    await edited(newsroom, { night: ['old'] })
    expect(await newsroom.titles('/en/headlines/night/rss.xml')).toEqual(['Old'])
    expect(await top(newsroom, 'en')).toEqual([])
    expect((await newsroom.ask('/en/')).text).not.toContain('/en/headlines/top/')
    await edited(newsroom, undefined)
    expect(await newsroom.titles('/en/headlines/night/rss.xml')).toEqual([])
  })

  test.each([
    ['is no YAML', 'headlines: [top'],
    ['says what cannot be meant', stringify({ ...SITE, headlines: { top: 'old' } })],
    ['has a name that no path has', stringify({ ...SITE, headlines: { 'To/p': ['old'] } })],
  ])('and leaves a file that %s keeps the last list, and is told', async (_name, broken) => {
    const newsroom = await open()
    newsroom.write('site.yaml', broken)
    await newsroom.refresh()
    expect(await top(newsroom, 'en')).toEqual(['Old', 'Only', 'New'])
    const { quarantine } = JSON.parse((await newsroom.ask('/readyz')).text)
    expect(quarantine).toMatchObject([{ file: 'site.yaml', place: 'headlines', reason: 'headlines_invalid' }])
    expect(quarantine[0].message).toMatch(/line \d+/)
    await edited(newsroom, { top: ['new'] })
    expect(await top(newsroom, 'en')).toEqual(['New'])
    expect(JSON.parse((await newsroom.ask('/readyz')).text).quarantine).toEqual([])
  })

  test('is told of an id that no article has, and the others are shown', async () => {
    const newsroom = await open({ headlines: { top: ['old', 'nobody', 'new', 'late'] } })
    expect(await top(newsroom, 'en')).toEqual(['Old', 'New'])
    const { quarantine } = JSON.parse((await newsroom.ask('/readyz')).text)
    // What is under embargo is not unknown.
    expect(quarantine).toMatchObject([{ file: 'site.yaml', place: 'headlines.top[1]', reason: 'headline_unknown' }])
    newsroom.write('articles/nobody.json', both('Хтось', 'Somebody'))
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    expect(await top(newsroom, 'en')).toEqual(['Old', 'Somebody', 'New'])
    expect(JSON.parse((await newsroom.ask('/readyz')).text).quarantine).toEqual([])
  })
})

test('an article that is withdrawn leaves its block, and what is ranked below moves up', async () => {
  const newsroom = await open()
  newsroom.write('articles/old.json', { ...ARTICLES['articles/old.json'], status: 'withdrawn' })
  newsroom.clock.now += 60_000
  await newsroom.refresh()
  expect(await top(newsroom, 'en')).toEqual(['Only', 'New'])
  const { withdrawn } = await newsroom.read('/en/headlines/top/atom.xml')
  expect(Object.keys(withdrawn)).toEqual(['tag:herald.example,2020:old/en'])
})
