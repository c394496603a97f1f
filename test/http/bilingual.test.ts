import { describe, expect, test } from 'vitest'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'
import { wire } from '../support/wire.ts'

const story = (day: string, titles: Record<string, string>, over = {}) => {
  const variants = Object.fromEntries(Object.entries(titles).map(([tag, title]) => [tag, variant(title, tag)]))
  return article({ published: `${day}T00:00:00Z`, variants, ...over })
}
const ARTICLES = {
  'articles/both.json': story('2026-03-05', { uk: 'Обома', en: 'Both' }),
  'articles/uk.json': story('2026-03-04', { uk: 'Лише' }, { section: 'kyiv', tags: ['home'] }),
  'articles/en.json': story('2026-03-03', { en: 'Only' }, { tags: ['abroad'] }),
  'articles/ru.json': story('2026-02-02', { ru: 'Третий' }),
}
const open = (site = {}) => serveNewsroom({ site, files: ARTICLES })
const id = (name: string) => `tag:herald.example,2020:${name}`

describe('a feed in several languages', () => {
  test.each(inFormats('/uk,en/'))('shows every article once, in its first available language: %s', async (path) => {
    const { items } = await (await open()).read(path)
    expect(items.map((item) => item.id)).toEqual([id('both/uk'), id('uk/uk'), id('en/en')])
  })

  test('prefers the languages in the order of the path', async () => {
    const { titles } = await open()
    expect(await titles('/uk,en/rss.xml')).toEqual(['Обома', 'Лише', 'Only'])
    expect(await titles('/en,uk/rss.xml')).toEqual(['Both', 'Лише', 'Only'])
    expect(await titles('/ru,en,uk/rss.xml')).toEqual(['Both', 'Лише', 'Only', 'Третий'])
  })

  test.each(inFormats('/uk,en/'))('is in the first language, and marks items in others: %s', async (path) => {
    const { language, items } = await (await open()).read(path)
    expect(language).toBe('uk')
    expect(items.map((item) => item.language)).toEqual([undefined, undefined, 'en'])
  })

  test.each(inFormats('/en,uk/'))('has all languages in Content-Language, as its page does: %s', async (path) => {
    const { ask } = await open()
    const { headers } = await ask(path)
    expect(headers['content-language']).toBe('en, uk')
    // Clients that split the field at commas keep the addresses whole.
    for (const link of String(headers.link).split(', ')) expect(link).toMatch(/^<[^<>,]+>(?:; [a-z]+="[^"]+")+$/)
    const written = path.replace(',', '%2C')
    expect(headers.link).toContain(`<https://feeds.example${written}>; rel="self"`)
    expect((await ask(written)).headers.location).toBe(path)
    const page = await ask('/en,uk/')
    expect([page.status, page.headers['content-language']]).toEqual([200, 'en, uk'])
    expect(page.text).toContain('lang="uk"')
  })

  test('has its own id and title', async () => {
    const { read } = await open()
    const [ukFirst, enFirst] = [await read('/uk,en/atom.xml'), await read('/en,uk/atom.xml')]
    expect([ukFirst.id, enFirst.id]).toEqual([id('feed:uk,en'), id('feed:en,uk')])
    expect([ukFirst.title, enFirst.title]).toEqual(['Вісник (українська і English)', 'Herald (English and українська)'])
  })

  test('has the fallback notice only for languages outside the feed', async () => {
    const { read } = await open({ fallback: { uk: ['en', 'ru'] } })
    const html = async (path: string) => new Map((await read(path)).items.map((item) => [item.title, item.html]))
    const alone = await html('/uk/atom.xml')
    expect(alone.get('Only')).toContain('ще не перекладено')
    const both = await html('/uk,en/atom.xml')
    expect(both.get('Only')).not.toContain('ще не перекладено')
    expect(both.get('Only')).toContain('<div dir="ltr" lang="en">')
    expect(both.get('Третий')).toContain('ще не перекладено')
    // The notice is in the first language of the feed.
    expect((await html('/en,uk/atom.xml')).get('Третий')).toMatch(/has not been translated yet.*Russian/)
  })

  test('shows a variant in its second language before a fallback for its first', async () => {
    const { titles } = await open({ fallback: { ru: ['en'] } })
    expect(await titles('/ru,uk/rss.xml')).toEqual(['Обома', 'Лише', 'Only', 'Третий'])
  })

  test('keeps its ETag as long as its bytes are the same', async () => {
    const newsroom = await serveNewsroom({ files: ARTICLES, site: { fallback: { uk: ['ru'] } } })
    const path = '/en,uk/atom.xml'
    const before = await newsroom.ask(path)
    expect((await newsroom.ask(path, { 'If-None-Match': `${before.headers.etag}` })).status).toBe(304)
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    expect((await newsroom.ask(path)).headers.etag).toBe(before.headers.etag)
    // The notice of the English feed, on an article that only the Ukrainian feed includes as a fallback.
    newsroom.write('locales/en/feeds.json', { item: { fallback: 'Not in your language, but in {{language}}.' } })
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    const after = await newsroom.ask(path)
    expect(after.text).toContain('Not in your language, but in Russian.')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(newsroom.clock.now)
  })

  test('changes when either language changes', async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/uk,en/rss.xml')
    newsroom.clock.now += 60_000
    newsroom.write('articles/en.json', story('2026-03-03', { en: 'Only', uk: 'Тепер і тут' }))
    await newsroom.refresh()
    const after = await newsroom.ask('/uk,en/rss.xml')
    expect(await newsroom.titles('/uk,en/rss.xml')).toEqual(['Тепер і тут', 'Обома', 'Лише'])
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(newsroom.clock.now)
  })

  test.each([
    ['/uk,en/tags/river/rss.xml', ['Обома']],
    ['/uk,en/tags/home/rss.xml', ['Лише']],
    ['/uk,en/tags/abroad/rss.xml', ['Only']],
    ['/uk,en/tags/abroad,home/rss.xml', ['Лише', 'Only']],
    ['/uk,en/tags/!river/rss.xml', ['Лише', 'Only']],
    ['/uk,en/sections/city/rss.xml', ['Обома', 'Only']],
    ['/en,uk/sections/kyiv/rss.xml', ['Лише']],
    ['/ru,uk,en/archive/2026-02/rss.xml', ['Третий']],
    ['/uk,en/archive/2026-03/rss.xml', ['Обома', 'Лише', 'Only']],
    ['/uk,en/tags/abroad/archive/2026-03/rss.xml', ['Only']],
  ])('exists for terms and months: %s', async (path, titles) => {
    const newsroom = await open()
    expect(await newsroom.titles(path)).toEqual(titles)
    expect((await newsroom.ask(path.replace('rss.xml', ''))).status).toBe(200)
  })

  test('has its own archive', async () => {
    const { read } = await open()
    expect((await read('/ru,uk/rss.xml')).links.prev).toBe('/ru,uk/archive/2026-03/rss.xml')
    expect((await read('/ru,uk/archive/2026-03/rss.xml')).links.prev).toBe('/ru,uk/archive/2026-02/rss.xml')
    expect((await read('/uk,en/archive/2026-03/rss.xml')).links.prev).toBeUndefined()
  })

  test.each([
    '/uk,xx/rss.xml',
    '/xx,uk/rss.xml',
    '/uk,/rss.xml',
    '/,uk/rss.xml',
    '/uk,en,ru,uk,en/rss.xml',
    '/uk;en/rss.xml',
  ])('answers 404 for an unknown language, more than four, or another separator: %s', async (path) => {
    expect((await (await open()).ask(path)).status).toBe(404)
  })

  test.each([
    ['/uk,uk/rss.xml', '/uk/rss.xml'],
    ['/uk,en,uk/atom.xml', '/uk,en/atom.xml'],
    ['/UK,EN/feed.json', '/uk,en/feed.json'],
    ['/uk,en', '/uk,en/'],
    ['/uk,UK/tags/River/', '/uk/tags/river/'],
  ])('redirects %s to its canonical address %s', async (path, to) => {
    const { status, headers } = await (await open()).ask(path)
    expect([status, headers.location]).toEqual([301, to])
  })
})

test('a month links to the last month in which it shows an article, not to one that another language hides', async () => {
  const bridge = article({
    published: '2026-03-05T00:00:00Z',
    variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en', { published: '2026-02-10T00:00:00Z' }) },
  })
  const { app } = await publishNewsroom({ files: { 'articles/bridge.json': bridge } })
  const ask = await wire(app.handler)
  const { text } = await ask('/uk,en/archive/2026-03/rss.xml')
  expect(text).not.toContain('prev-archive')
  expect((await ask('/en,uk/rss.xml')).text).toContain('/en,uk/archive/2026-02/rss.xml')
})

test('a feed in more than four languages answers 404', async () => {
  const languages = ['uk', 'ru', 'en', 'ja', 'he']
  const ask = await wire((await publishNewsroom({ site: { languages } })).app.handler)
  expect((await ask('/uk,ru,en,ja/rss.xml')).status).toBe(200)
  expect((await ask('/uk,ru,en,ja,he/rss.xml')).status).toBe(404)
})
