import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { inventory } from '../../src/editions/inventory.ts'
import { article, NOW, variant } from '../support/newsroom.ts'
import { type Served, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000
const isoDate = (instant: number) => new Date(instant).toISOString()
const articleAt = (instant: number, variants: object, over = {}) =>
  article({ published: isoDate(instant), variants, ...over })

const PATH = '/en/news-sitemap.xml'
const ARTICLES = {
  'articles/now.json': articleAt(
    NOW,
    { en: variant('Now & then', 'en', { url: '/en/now/?a=1&b=2' }), uk: variant('Тепер', 'uk') },
    { updated: isoDate(NOW) },
  ),
  'articles/yesterday.json': articleAt(NOW - 24 * HOUR, { en: variant('Yesterday', 'en') }),
  'articles/edge.json': articleAt(NOW - 48 * HOUR + 1000, { en: variant('Edge', 'en') }),
  'articles/past.json': articleAt(NOW - 48 * HOUR, { en: variant('Past', 'en') }),
  'articles/soon.json': articleAt(NOW + HOUR, { en: variant('Soon', 'en') }),
  'articles/uk.json': articleAt(NOW - HOUR, { uk: variant('Лише', 'uk') }),
}
const open = (site = {}, files: Record<string, unknown> = ARTICLES) => serveNewsroom({ site, files })

type Url = Record<string, unknown> & {
  'news:news': { 'news:title': string; 'news:publication': Record<string, string> }
}
const xml = new XMLParser({
  ...{ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false },
  isArray: (name) => name === 'url' || name === 'xhtml:link',
})
async function urlsOf({ ask }: Served, path = PATH): Promise<Url[]> {
  const { status, text } = await ask(path)
  expect(status).toBe(200)
  return (xml.parse(text).urlset.url ?? []) as Url[]
}
const titlesOf = async (newsroom: Served, path = PATH) =>
  (await urlsOf(newsroom, path)).map((url) => url['news:news']['news:title'])

describe('the news sitemap', () => {
  test('has the articles of the last two days in its own language', async () => {
    const newsroom = await open()
    expect(await titlesOf(newsroom)).toEqual(['Now & then', 'Yesterday', 'Edge'])
    expect(await titlesOf(newsroom, '/uk/news-sitemap.xml')).toEqual(['Тепер', 'Лише'])
    expect(await titlesOf(newsroom, '/ru/news-sitemap.xml')).toEqual([])
  })

  test('has no fallbacks', async () => {
    expect(await titlesOf(await open({ fallback: { ru: ['en'] } }), '/ru/news-sitemap.xml')).toEqual([])
  })

  test('has what Google requires of an article and its translations', async () => {
    const [now, yesterday] = await urlsOf(await open())
    expect(now).toEqual({
      loc: 'https://herald.example/en/now/?a=1&b=2',
      lastmod: isoDate(NOW),
      'news:news': {
        'news:publication': { 'news:name': 'Herald', 'news:language': 'en' },
        'news:publication_date': isoDate(NOW),
        'news:title': 'Now & then',
      },
      // Google requires that every page lists all translations, including itself.
      'xhtml:link': [
        { '@rel': 'alternate', '@hreflang': 'en', '@href': 'https://herald.example/en/now/?a=1&b=2' },
        {
          '@rel': 'alternate',
          '@hreflang': 'uk',
          '@href': `https://herald.example/uk/news/${encodeURIComponent('Тепер')}/`,
        },
      ],
    })
    expect(yesterday).not.toHaveProperty('xhtml:link')
  })

  test.each([
    ['zh-Hans', 'zh-cn'],
    ['zh-Hant', 'zh-tw'],
    ['zh-TW', 'zh-tw'],
    ['zh', 'zh-cn'],
    ['pt-BR', 'pt'],
    ['az-Arab', 'az'],
    ['ckb', 'ckb'],
  ])('spells %s as Google does: %s', async (language, code) => {
    const files = { 'articles/a.json': articleAt(NOW, { [language]: variant('One', language) }) }
    const [url] = await urlsOf(await open({ languages: ['uk', language] }, files), `/${language}/news-sitemap.xml`)
    expect(url?.['news:news']['news:publication']['news:language']).toBe(code)
  })

  test('has the newest articles first, at most a thousand per part, and fallbacks do not count', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 1003 }, (_, index) => [
        `articles/a${index}.json`,
        articleAt(NOW - index * 60_000, { uk: variant(`n${index}`, 'uk') }, { tags: [], section: undefined }),
      ]),
    )
    const files = { ...many, 'articles/edge.json': ARTICLES['articles/edge.json'] }
    const newsroom = await open({ languages: ['uk', 'en'], fallback: { en: ['uk'] } }, files)
    const titles = await titlesOf(newsroom, '/uk/news-sitemap-1.xml')
    expect([titles.length, titles.at(0), titles.at(-1)]).toEqual([1000, 'n0', 'n999'])
    expect(await titlesOf(newsroom)).toEqual(['Edge'])
  })

  test('changes with the clock only at a refresh', async () => {
    const newsroom = await open()
    newsroom.clock.now = NOW + HOUR
    expect(await titlesOf(newsroom)).toEqual(['Now & then', 'Yesterday', 'Edge'])
    const before = await newsroom.ask(PATH)
    await newsroom.refresh()
    expect(await titlesOf(newsroom)).toEqual(['Soon', 'Now & then', 'Yesterday'])
    const after = await newsroom.ask(PATH)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + HOUR)
    expect((await newsroom.ask(PATH, { 'If-Modified-Since': `${before.headers['last-modified']}` })).status).toBe(200)
  })

  test('changes its date when an article becomes too old', async () => {
    const newsroom = await open({}, { 'articles/edge.json': ARTICLES['articles/edge.json'] })
    const before = await newsroom.ask(PATH)
    newsroom.clock.now = NOW + 1000
    await newsroom.refresh()
    expect(await titlesOf(newsroom)).toEqual([])
    const after = await newsroom.ask(PATH)
    expect(after.headers.etag).not.toBe(before.headers.etag)
    const [was, is] = [before, after].map(({ headers }) => Date.parse(`${headers['last-modified']}`)) as [
      number,
      number,
    ]
    expect(is).toBeGreaterThan(was)
  })

  test('answers conditionally, encoded, and to HEAD', async () => {
    const { ask, clock, refresh } = await open()
    const { headers, body } = await ask(PATH)
    expect(headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(headers['content-language']).toBe('en')
    expect((await ask(PATH, { 'If-None-Match': `${headers.etag}` })).status).toBe(304)
    expect((await ask(PATH, { 'If-Modified-Since': `${headers['last-modified']}` })).status).toBe(304)
    expect((await ask(PATH, { 'Accept-Encoding': 'br' })).headers['content-encoding']).toBe('br')
    const head = await ask(PATH, {}, 'HEAD')
    expect([head.status, head.body.byteLength, head.headers['content-length']]).toEqual([200, 0, `${body.byteLength}`])
    clock.now += 500
    await refresh()
    expect((await ask(PATH, { 'If-None-Match': `${headers.etag}` })).status).toBe(304)
  })

  test.each([
    '/en,uk/news-sitemap.xml',
    '/en/tags/river/news-sitemap.xml',
    '/en/archive/2026-03/news-sitemap.xml',
    '/xx/news-sitemap.xml',
  ])('exists only per language: not at %s', async (path) => {
    expect((await (await open()).ask(path)).status).toBe(404)
  })

  test('redirects to its canonical address', async () => {
    const { status, headers } = await (await open()).ask('/EN/news-sitemap.xml')
    expect([status, headers.location]).toEqual([301, PATH])
  })
})

describe('with more than 1,000 articles', () => {
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `articles/a${index}.json`,
        articleAt(NOW - index * 1000, { en: variant(`A${index}`, 'en') }),
      ]),
    )
  const locationsOf = (text: string) => [...text.matchAll(/<sitemap><loc>(.*?)<\/loc>/g)].map(([, address]) => address)

  test('the sitemap is an index of parts, which have each article once', async () => {
    const newsroom = await open({ languages: ['en'], partners: { 'google-news': null } }, many(2500))
    const { text, headers } = await newsroom.ask(PATH)
    expect(headers['content-type']).toMatch(/^application\/xml/)
    const addresses = [1, 2, 3].map((part) => `https://feeds.example/en/news-sitemap-${part}.xml`)
    expect(locationsOf(text)).toEqual(addresses)
    const parts: string[][] = []
    for (const address of addresses) parts.push(await titlesOf(newsroom, new URL(address).pathname))
    expect(parts.map(({ length }) => length)).toEqual([1000, 1000, 500])
    expect(new Set(parts.flat()).size).toBe(2500)
    expect((await newsroom.ask('/en/news-sitemap-4.xml')).status).toBe(404)
    expect((await newsroom.ask('/en/news-sitemap-01.xml')).status).toBe(404)
    expect(locationsOf((await newsroom.ask('/partners/google-news/en/news-sitemap.xml')).text)[2]).toBe(
      'https://feeds.example/partners/google-news/en/news-sitemap-3.xml',
    )
    const current = newsroom.app.newsroom.current()
    const paths = await Array.fromAsync(inventory(current as NonNullable<typeof current>, newsroom.app.store))
    expect(paths.filter((path) => /^\/en\/.*sitemap/.test(path))).toEqual([
      PATH,
      ...addresses.map((one) => new URL(one).pathname),
    ])
  })

  // sitemaps.org: an index may not list another index.
  test('/sitemap.xml lists the parts, and the sitemaps of languages with fewer articles', async () => {
    const { ask } = await open({ languages: ['en', 'uk'] }, many(1001))
    expect(locationsOf((await ask('/sitemap.xml')).text)).toEqual(
      ['en/news-sitemap-1', 'en/news-sitemap-2', 'uk/news-sitemap'].map((path) => `https://feeds.example/${path}.xml`),
    )
  })

  test('1,000 articles fit in one sitemap, whose first part has the same', async () => {
    const newsroom = await open({ languages: ['en'] }, many(1000))
    expect(await titlesOf(newsroom)).toHaveLength(1000)
    expect((await newsroom.ask('/en/news-sitemap-1.xml')).text).toBe((await newsroom.ask(PATH)).text)
    expect((await newsroom.ask('/en/news-sitemap-2.xml')).status).toBe(404)
  })
})
