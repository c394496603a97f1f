import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { type Served, served } from '../support/told.ts'

const HOUR = 3_600_000
const at = (instant: number) => new Date(instant).toISOString()
const one = (instant: number, variants: object, over = {}) => article({ published: at(instant), variants, ...over })

const PATH = '/en/news-sitemap.xml'
const ARTICLES = {
  'articles/now.json': one(
    NOW,
    { en: variant('Now & then', 'en', { url: '/en/now/?a=1&b=2' }), uk: variant('Тепер', 'uk') },
    { updated: at(NOW) },
  ),
  'articles/yesterday.json': one(NOW - 24 * HOUR, { en: variant('Yesterday', 'en') }),
  'articles/edge.json': one(NOW - 48 * HOUR + 1000, { en: variant('Edge', 'en') }),
  'articles/past.json': one(NOW - 48 * HOUR, { en: variant('Past', 'en') }),
  'articles/soon.json': one(NOW + HOUR, { en: variant('Soon', 'en') }),
  'articles/uk.json': one(NOW - HOUR, { uk: variant('Лише', 'uk') }),
}
const open = (site = {}, files: Record<string, unknown> = ARTICLES) => served({ site, files })

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
  test('has the articles of the two days before its edition, in its own language alone', async () => {
    const newsroom = await open()
    expect(await titlesOf(newsroom)).toEqual(['Now & then', 'Yesterday', 'Edge'])
    expect(await titlesOf(newsroom, '/uk/news-sitemap.xml')).toEqual(['Тепер', 'Лише'])
    expect(await titlesOf(newsroom, '/ru/news-sitemap.xml')).toEqual([])
  })

  test('has nothing that only stands in for a translation', async () => {
    expect(await titlesOf(await open({ fallback: { ru: ['en'] } }), '/ru/news-sitemap.xml')).toEqual([])
  })

  test('says what Google asks for, of the article and of its pages in other languages', async () => {
    const [now, yesterday] = await urlsOf(await open())
    expect(now).toEqual({
      loc: 'https://herald.example/en/now/?a=1&b=2',
      lastmod: at(NOW),
      'news:news': {
        'news:publication': { 'news:name': 'Herald', 'news:language': 'en' },
        'news:publication_date': at(NOW),
        'news:title': 'Now & then',
      },
      // Its own page among them: each names all.
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
  ])('names %s as Google does: %s', async (language, code) => {
    const files = { 'articles/a.json': one(NOW, { [language]: variant('One', language) }) }
    const [url] = await urlsOf(await open({ languages: ['uk', language] }, files), `/${language}/news-sitemap.xml`)
    expect(url?.['news:news']['news:publication']['news:language']).toBe(code)
  })

  test('has a thousand articles at most, the newest, and no less for those that stand in elsewhere', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 1003 }, (_, index) => [
        `articles/a${index}.json`,
        one(NOW - index * 60_000, { uk: variant(`n${index}`, 'uk') }, { tags: [], section: undefined }),
      ]),
    )
    const files = { ...many, 'articles/edge.json': ARTICLES['articles/edge.json'] }
    const newsroom = await open({ languages: ['uk', 'en'], fallback: { en: ['uk'] } }, files)
    const titles = await titlesOf(newsroom, '/uk/news-sitemap.xml')
    expect([titles.length, titles.at(0), titles.at(-1)]).toEqual([1000, 'n0', 'n999'])
    expect(await titlesOf(newsroom)).toEqual(['Edge'])
  })

  test('follows the clock from one edition to the next, and nothing else', async () => {
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

  test('has another date when an article leaves it by its age alone', async () => {
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

  test('answers conditionally, in any encoding, and HEAD', async () => {
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
  ])('is there of a language and of nothing else: not at %s', async (path) => {
    expect((await (await open()).ask(path)).status).toBe(404)
  })

  test('has one spelling', async () => {
    const { status, headers } = await (await open()).ask('/EN/news-sitemap.xml')
    expect([status, headers.location]).toEqual([301, PATH])
  })
})
