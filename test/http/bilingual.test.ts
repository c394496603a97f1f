import { describe, expect, test } from 'vitest'
import { article, published, variant } from '../support/newsroom.ts'
import { inFormats, served } from '../support/told.ts'
import { wire } from '../support/wire.ts'

const written = (day: string, titles: Record<string, string>, over = {}) => {
  const variants = Object.fromEntries(Object.entries(titles).map(([tag, title]) => [tag, variant(title, tag)]))
  return article({ published: `${day}T00:00:00Z`, variants, ...over })
}
const ARTICLES = {
  'articles/both.json': written('2026-03-05', { uk: 'Обома', en: 'Both' }),
  'articles/uk.json': written('2026-03-04', { uk: 'Лише' }, { section: 'kyiv', tags: ['home'] }),
  'articles/en.json': written('2026-03-03', { en: 'Only' }, { tags: ['abroad'] }),
  'articles/ru.json': written('2026-02-02', { ru: 'Третий' }),
}
const open = (site = {}) => served({ site, files: ARTICLES })
const id = (name: string) => `tag:herald.example,2020:${name}`

describe('a feed in two languages', () => {
  test.each(inFormats('/uk,en/'))('shows every article once, in the first of them that has it: %s', async (path) => {
    const { items } = await (await open()).read(path)
    expect(items.map((item) => item.id)).toEqual([id('both/uk'), id('uk/uk'), id('en/en')])
  })

  test('begins with the language that its readers like best', async () => {
    const { titles } = await open()
    expect(await titles('/uk,en/rss.xml')).toEqual(['Обома', 'Лише', 'Only'])
    expect(await titles('/en,uk/rss.xml')).toEqual(['Both', 'Лише', 'Only'])
    expect(await titles('/ru,en,uk/rss.xml')).toEqual(['Both', 'Лише', 'Only', 'Третий'])
  })

  test.each(inFormats('/uk,en/'))('is in the first, and marks what is not: %s', async (path) => {
    const { language, items } = await (await open()).read(path)
    expect(language).toBe('uk')
    expect(items.map((item) => item.language)).toEqual([undefined, undefined, 'en'])
  })

  test.each(inFormats('/en,uk/'))('says both in Content-Language, and so does its page: %s', async (path) => {
    const { ask } = await open()
    const { headers } = await ask(path)
    expect(headers['content-language']).toBe('en, uk')
    expect(headers.link).toContain(`<https://feeds.example${path}>; rel="self"`)
    const page = await ask('/en,uk/')
    expect([page.status, page.headers['content-language']]).toEqual([200, 'en, uk'])
    expect(page.text).toContain('lang="uk"')
  })

  test('has an id and a title of its own', async () => {
    const { read } = await open()
    const [there, back] = [await read('/uk,en/atom.xml'), await read('/en,uk/atom.xml')]
    expect([there.id, back.id]).toEqual([id('feed:uk,en'), id('feed:en,uk')])
    expect([there.title, back.title]).toEqual(['Вісник (українська і English)', 'Herald (English and українська)'])
  })

  test('has no notice for what its readers read, only for a language that they did not ask for', async () => {
    const { read } = await open({ fallback: { uk: ['en', 'ru'] } })
    const html = async (path: string) => new Map((await read(path)).items.map((item) => [item.title, item.html]))
    const alone = await html('/uk/atom.xml')
    expect(alone.get('Only')).toContain('ще не перекладено')
    const both = await html('/uk,en/atom.xml')
    expect(both.get('Only')).not.toContain('ще не перекладено')
    expect(both.get('Only')).toContain('<div dir="ltr" lang="en">')
    expect(both.get('Третий')).toContain('ще не перекладено')
    // In its readers' first language, wherever the article stands in.
    expect((await html('/en,uk/atom.xml')).get('Третий')).toMatch(/has not been translated yet.*Russian/)
  })

  test('shows an own variant of the second language before one that stands in for the first', async () => {
    const { titles } = await open({ fallback: { ru: ['en'] } })
    expect(await titles('/ru,uk/rss.xml')).toEqual(['Обома', 'Лише', 'Only', 'Третий'])
  })

  test('keeps the ETag that it has while its bytes are the same, and no longer', async () => {
    const newsroom = await served({ files: ARTICLES, site: { fallback: { uk: ['ru'] } } })
    const path = '/en,uk/atom.xml'
    const before = await newsroom.ask(path)
    expect((await newsroom.ask(path, { 'If-None-Match': `${before.headers.etag}` })).status).toBe(304)
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    expect((await newsroom.ask(path)).headers.etag).toBe(before.headers.etag)
    // The notice that the feed in English has, of an article that only the one in Ukrainian would show alone.
    newsroom.write('locales/en/feeds.json', { item: { fallback: 'Not in your language, but in {{language}}.' } })
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    const after = await newsroom.ask(path)
    expect(after.text).toContain('Not in your language, but in Russian.')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(newsroom.clock.now)
  })

  test('moves on when either language does', async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/uk,en/rss.xml')
    newsroom.clock.now += 60_000
    newsroom.write('articles/en.json', written('2026-03-03', { en: 'Only', uk: 'Тепер і тут' }))
    await newsroom.refresh()
    const after = await newsroom.ask('/uk,en/rss.xml')
    expect(await newsroom.titles('/uk,en/rss.xml')).toEqual(['Обома', 'Лише', 'Тепер і тут'])
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
  ])('is there of a part, too: %s', async (path, titles) => {
    const newsroom = await open()
    expect(await newsroom.titles(path)).toEqual(titles)
    expect((await newsroom.ask(path.replace('rss.xml', ''))).status).toBe(200)
  })

  test('has a past of its own', async () => {
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
  ])('of a language that the site has not is not there: %s', async (path) => {
    expect((await (await open()).ask(path)).status).toBe(404)
  })

  test.each([
    ['/uk,uk/rss.xml', '/uk/rss.xml'],
    ['/uk,en,uk/atom.xml', '/uk,en/atom.xml'],
    ['/UK,EN/feed.json', '/uk,en/feed.json'],
    ['/uk,en', '/uk,en/'],
    ['/uk,UK/tags/River/', '/uk/tags/river/'],
  ])('has one address: %s leads to %s', async (path, to) => {
    const { status, headers } = await (await open()).ask(path)
    expect([status, headers.location]).toEqual([301, to])
  })
})

test('a month links to the month before in which it shows something: not to one of what another language hides', async () => {
  const bridge = article({
    published: '2026-03-05T00:00:00Z',
    variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en', { published: '2026-02-10T00:00:00Z' }) },
  })
  const { app } = await published({ files: { 'articles/bridge.json': bridge } })
  const ask = await wire(app.handler)
  const { text } = await ask('/uk,en/archive/2026-03/rss.xml')
  expect(text).not.toContain('prev-archive')
  expect((await ask('/en,uk/rss.xml')).text).toContain('/en,uk/archive/2026-02/rss.xml')
})

test('nobody reads more than four languages at once', async () => {
  const languages = ['uk', 'ru', 'en', 'ja', 'he']
  const ask = await wire((await published({ site: { languages } })).app.handler)
  expect((await ask('/uk,ru,en,ja/rss.xml')).status).toBe(200)
  expect((await ask('/uk,ru,en,ja,he/rss.xml')).status).toBe(404)
})
