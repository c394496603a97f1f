import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { article, NOW, SITE, variant } from '../support/newsroom.ts'
import { inFormats, type Served, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000
const bilingual = (uk: string, en: string, over = {}) =>
  article({ variants: { uk: variant(uk, 'uk'), en: variant(en, 'en') }, ...over })
const ARTICLES = {
  'articles/old.json': bilingual('Старе', 'Old', { published: '2025-06-01T00:00:00Z' }),
  'articles/new.json': bilingual('Нове', 'New', { published: '2026-03-09T00:00:00Z' }),
  'articles/only.json': article({ published: '2026-03-01T00:00:00Z', variants: { en: variant('Only', 'en') } }),
  'articles/late.json': bilingual('Пізнє', 'Late', { published: '2026-03-10T13:00:00Z' }),
}
const TOP = ['old', 'only', 'late', 'new']

const open = (site: Record<string, unknown> = { headlines: { top: TOP } }, files = {}) =>
  serveNewsroom({ site, files: { ...ARTICLES, ...files } })
const writeHeadlines = (newsroom: Served, headlines: unknown) =>
  newsroom.write('site.yaml', stringify({ ...SITE, headlines }))
const top = (newsroom: Served, language = 'uk') => newsroom.titles(`/${language}/headlines/top/atom.xml`)

async function editHeadlines(newsroom: Served, headlines: unknown): Promise<void> {
  writeHeadlines(newsroom, headlines)
  newsroom.clock.now += 60_000
  await newsroom.refresh()
}

describe('a block of headlines', () => {
  test.each(inFormats('/en/headlines/top/'))(
    'is complete, and ordered by its editors instead of by date: %s',
    async (path) => {
      const { read } = await open()
      const { items, complete, links, archive } = await read(path)
      expect(items.map(({ title }) => title)).toEqual(['Old', 'Only', 'New'])
      expect([complete, archive, links]).toEqual([true, false, { self: path }])
    },
  )

  test.each(inFormats('/uk/'))('is the only complete feed: %s is not', async (path) => {
    expect((await (await open()).read(path)).complete).toBe(false)
  })

  test('omits articles that are not in its language, unless it falls back to another', async () => {
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

  test('keeps its id when it changes', async () => {
    const newsroom = await open()
    const { id } = await newsroom.read('/uk/headlines/top/atom.xml')
    expect(id).toBe('tag:herald.example,2020:feed:uk:headlines:top')
    await editHeadlines(newsroom, { top: ['new'] })
    expect((await newsroom.read('/uk/headlines/top/atom.xml')).id).toBe(id)
  })

  test('exists in every language from the start, and is listed once it has articles', async () => {
    const { ask, titles } = await open()
    expect(await titles('/ru/headlines/top/rss.xml')).toEqual([])
    expect((await ask('/ru/')).text).not.toContain('/ru/headlines/top/')
    expect((await ask('/uk/')).text).toContain('href="/uk/headlines/top/"')
    expect((await ask('/uk/feeds.opml')).text).toContain('/uk/headlines/top/rss.xml')
    expect((await ask('/uk/headlines/bottom/rss.xml')).status).toBe(404)
  })

  test('has the length of its list, whatever feeds.items is', async () => {
    const newsroom = await open({ headlines: { top: TOP }, feeds: { items: 1 } })
    expect(await top(newsroom, 'en')).toEqual(['Old', 'Only', 'New'])
  })

  test('in two languages has each article once, in its order', async () => {
    const newsroom = await open()
    const { items, complete } = await newsroom.read('/uk,en/headlines/top/atom.xml')
    expect([items.map(({ title }) => title), complete]).toEqual([['Старе', 'Only', 'Нове'], true])
  })

  test("has the newsroom's label in each language", async () => {
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

describe('editing headlines while the server runs', () => {
  test('takes effect at the next refresh, and changes only the block', async () => {
    const newsroom = await open()
    const [block, all] = [await newsroom.ask('/en/headlines/top/rss.xml'), await newsroom.ask('/en/rss.xml')]
    await editHeadlines(newsroom, { top: ['new', 'old'] })
    expect(await top(newsroom, 'en')).toEqual(['New', 'Old'])
    const after = await newsroom.ask('/en/headlines/top/rss.xml')
    expect(after.headers.etag).not.toBe(block.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + 60_000)
    expect((await newsroom.read('/en/headlines/top/atom.xml')).withdrawn).toEqual({})
    expect((await newsroom.ask('/en/rss.xml')).headers.etag).toBe(all.headers.etag)
  })

  test('by swapping two articles changes the feed', async () => {
    const newsroom = await open({ headlines: { top: ['old', 'new'] } })
    const before = await newsroom.ask('/uk/headlines/top/feed.json')
    await editHeadlines(newsroom, { top: ['new', 'old'] })
    expect(await top(newsroom)).toEqual(['Нове', 'Старе'])
    expect((await newsroom.ask('/uk/headlines/top/feed.json')).headers.etag).not.toBe(before.headers.etag)
  })

  test('can add a block and remove one, whose feed becomes empty', async () => {
    const newsroom = await open()
    await editHeadlines(newsroom, { night: ['old'] })
    expect(await newsroom.titles('/en/headlines/night/rss.xml')).toEqual(['Old'])
    expect(await top(newsroom, 'en')).toEqual([])
    expect((await newsroom.ask('/en/')).text).not.toContain('/en/headlines/top/')
    await editHeadlines(newsroom, undefined)
    expect(await newsroom.titles('/en/headlines/night/rss.xml')).toEqual([])
  })

  test.each([
    ['is not YAML', 'headlines: [top'],
    ['has an invalid value', stringify({ ...SITE, headlines: { top: 'old' } })],
    ['has an invalid name', stringify({ ...SITE, headlines: { 'To/p': ['old'] } })],
  ])('so that the file %s keeps the last list and reports the problem', async (_name, broken) => {
    const newsroom = await open()
    newsroom.write('site.yaml', broken)
    await newsroom.refresh()
    expect(await top(newsroom, 'en')).toEqual(['Old', 'Only', 'New'])
    const { quarantine } = JSON.parse((await newsroom.ask('/readyz')).text)
    expect(quarantine).toMatchObject([{ file: 'site.yaml', reason: 'config_invalid' }])
    expect(quarantine[0].message).toMatch(/line \d+/)
    await editHeadlines(newsroom, { top: ['new'] })
    expect(await top(newsroom, 'en')).toEqual(['New'])
    expect(JSON.parse((await newsroom.ask('/readyz')).text).quarantine).toEqual([])
  })

  test('with an unknown id reports it and shows the other articles', async () => {
    const newsroom = await open({ headlines: { top: ['old', 'nobody', 'new', 'late'] } })
    expect(await top(newsroom, 'en')).toEqual(['Old', 'New'])
    const { quarantine } = JSON.parse((await newsroom.ask('/readyz')).text)
    // An id under embargo is not reported.
    expect(quarantine).toMatchObject([{ file: 'site.yaml', place: 'headlines.top[1]', reason: 'headline_unknown' }])
    newsroom.write('articles/nobody.json', bilingual('Хтось', 'Somebody'))
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    expect(await top(newsroom, 'en')).toEqual(['Old', 'Somebody', 'New'])
    expect(JSON.parse((await newsroom.ask('/readyz')).text).quarantine).toEqual([])
  })
})

test('a withdrawn article leaves its block, and the next ones move up', async () => {
  const newsroom = await open()
  newsroom.write('articles/old.json', { ...ARTICLES['articles/old.json'], status: 'withdrawn' })
  newsroom.clock.now += 60_000
  await newsroom.refresh()
  expect(await top(newsroom, 'en')).toEqual(['Only', 'New'])
  const { withdrawn } = await newsroom.read('/en/headlines/top/atom.xml')
  expect(Object.keys(withdrawn)).toEqual(['tag:herald.example,2020:old/en'])
})
