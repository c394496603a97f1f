import { XMLParser } from 'fast-xml-parser'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { article, NOW, publishNewsroom, variant } from '../support/newsroom.ts'
import { everyKind } from '../support/wire.ts'

const FEEDS = [
  ['/uk/rss.xml', 'application/rss+xml; charset=utf-8'],
  ['/uk/atom.xml', 'application/atom+xml; charset=utf-8'],
  ['/uk/feed.json', 'application/feed+json; charset=utf-8'],
] as const

describe('media types', () => {
  test.each<readonly [string, string]>([
    ...FEEDS,
    ['/uk/tags/river/rss.xml', 'application/rss+xml; charset=utf-8'],
    ['/uk/', 'text/html; charset=utf-8'],
    ['/uk/tags/river/', 'text/html; charset=utf-8'],
    ['/feeds.opml', 'text/x-opml; charset=utf-8'],
    ['/uk/feeds.opml', 'text/x-opml; charset=utf-8'],
    ['/schemas/article.json', 'application/schema+json; charset=utf-8'],
    ['/healthz', 'application/json; charset=utf-8'],
    ['/media/dot.svg', 'image/svg+xml'],
  ])('%s is %s', async (path, type) => {
    expect((await (await everyKind()).ask(path)).headers['content-type']).toBe(type)
  })

  test.each(FEEDS)('%s declares UTF-8 or the JSON Feed version in its content', async (path, type) => {
    const { text } = await (await everyKind()).ask(path)
    if (type.includes('xml')) expect(text).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>/)
    else expect(JSON.parse(text)).toMatchObject({ version: 'https://jsonfeed.org/version/1.1' })
  })
})

describe('a feed', () => {
  test.each(FEEDS)('%s has every field that caches and pages need', async (path) => {
    const { headers, body } = await (await everyKind()).ask(path)
    expect(headers).toMatchObject({
      'content-length': String(body.byteLength),
      'content-language': 'uk',
      'last-modified': new Date(NOW).toUTCString(),
      'cache-control': 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag, Link, Last-Modified',
      'content-security-policy': "default-src 'none'; sandbox",
      vary: 'Accept-Encoding, A-IM, Sec-Fetch-Dest',
      'cross-origin-resource-policy': 'cross-origin',
    })
    expect(headers.etag).toMatch(/^"[0-9a-f]{24}"$/)
  })

  test.each(FEEDS)('%s: a 304 repeats the fields that caches need, and has no body', async (path) => {
    const { ask } = await everyKind()
    const { headers: full } = await ask(path)
    const { status, headers, body } = await ask(path, { 'If-None-Match': String(full.etag) })
    expect(status).toBe(304)
    expect(body.byteLength).toBe(0)
    for (const name of ['etag', 'last-modified', 'cache-control', 'vary', 'access-control-allow-origin'] as const) {
      expect(headers[name], name).toBe(full[name])
    }
    // RFC 9110 §15.4.5: fields about a missing body would mislead caches.
    expect(headers['content-length']).toBeUndefined()
    expect(headers['content-type']).toBeUndefined()
    expect(headers['content-encoding']).toBeUndefined()
  })

  test('formats, languages and scopes have different bodies', async () => {
    const { ask } = await everyKind()
    const paths = ['/uk/rss.xml', '/uk/atom.xml', '/en/rss.xml', '/uk/tags/river/rss.xml']
    const bodies = await Promise.all(paths.map(async (path) => (await ask(path)).text))
    expect(new Set(bodies).size).toBe(paths.length)
  })

  test.each([
    ['/uk/rss.xml', 'uk'],
    ['/zh-Hant/rss.xml', 'zh-Hant'],
    ['/pt-BR/feed.json', 'pt-BR'],
    ['/en/', 'en'],
    ['/en/feeds.opml', 'en'],
  ])('%s has Content-Language %s', async (path, language) => {
    expect((await (await everyKind()).ask(path)).headers['content-language']).toBe(language)
  })

  test('a document in all languages has no Content-Language', async () => {
    expect((await (await everyKind()).ask('/feeds.opml')).headers['content-language']).toBeUndefined()
  })
})

describe('Link', () => {
  test('names the feed, its hub, its other formats, and the feed in other languages that have entries', async () => {
    const { headers } = await (await everyKind()).ask('/uk/tags/river/atom.xml')
    const base = 'https://feeds.example'
    expect(String(headers.link).split(', ')).toEqual([
      `<${base}/uk/tags/river/atom.xml>; rel="self"; type="application/atom+xml"`,
      `<${base}/hub>; rel="hub"`,
      `<${base}/uk/tags/river/rss.xml>; rel="alternate"; type="application/rss+xml"; hreflang="uk"`,
      `<${base}/uk/tags/river/feed.json>; rel="alternate"; type="application/feed+json"; hreflang="uk"`,
      `<${base}/en/tags/river/atom.xml>; rel="alternate"; type="application/atom+xml"; hreflang="en"`,
      `<${base}/zh-Hant/tags/river/atom.xml>; rel="alternate"; type="application/atom+xml"; hreflang="zh-Hant"`,
    ])
  })

  test('has one link per relation, type and language, and every address exists', async () => {
    const { ask } = await everyKind()
    for (const path of [
      '/uk/rss.xml',
      '/ru/feed.json',
      '/uk/tags/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8-%D0%B4%D0%BD%D1%8F/atom.xml',
    ]) {
      const links = String((await ask(path)).headers.link).split(', ')
      const kinds = links.map((link) => link.replace(/^<[^>]*>/, ''))
      expect(new Set(kinds).size, path).toBe(kinds.length)
      for (const link of links.filter((one) => !one.endsWith('rel="hub"'))) {
        const [, address = ''] = /^<https:\/\/feeds\.example([^>]+)>/.exec(link) ?? []
        expect((await ask(address)).status, link).toBe(200)
      }
    }
  })
})

describe('freshness', () => {
  test.each([
    ['*/5 * * * *', 300, 5, 'hourly', 12],
    ['*/30 * * * *', 1800, 30, 'hourly', 2],
    ['0 * * * *', 3600, 60, 'hourly', 1],
    ['0 6 * * *', 86_400, 1440, 'daily', 1],
    ['0 6,18 * * *', 43_200, 720, 'daily', 2],
  ])('schedule %s: max-age, ttl and sy agree', async (schedule, seconds, ttl, period, frequency) => {
    const { app } = await publishNewsroom({ site: { schedule }, files: { 'articles/a.json': article() } })
    const answer = await request(app.handler).get('/uk/rss.xml').expect(200)
    expect(answer.headers['cache-control']).toContain(`max-age=${seconds},`)
    const { channel } = new XMLParser().parse(answer.text).rss
    expect(channel).toMatchObject({ ttl, 'sy:updatePeriod': period, 'sy:updateFrequency': frequency })
    for (const path of ['/uk/', '/feeds.opml', '/uk/feed.json']) {
      const other = await request(app.handler).get(path)
      expect(other.headers['cache-control'], path).toBe(answer.headers['cache-control'])
    }
  })
})

describe('scripts of other origins', () => {
  test.each(FEEDS)('may request %s with validators', async (path) => {
    const { app } = await everyKind()
    const { headers } = await request(app.handler)
      .options(path)
      .set({ Origin: 'https://other.example', 'Access-Control-Request-Method': 'GET' })
      .set('Access-Control-Request-Headers', 'if-none-match')
      .expect(204)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(String(headers['access-control-allow-headers']).toLowerCase()).toContain('if-none-match')
    expect(headers['access-control-allow-methods']).toContain('GET')
    expect(headers.allow).toBe('GET, HEAD, OPTIONS')
  })

  test("may not read operators' endpoints", async () => {
    const { ask } = await everyKind()
    for (const path of ['/readyz', '/admin/refresh', '/healthz']) {
      const { headers } = await ask(path, { Origin: 'https://other.example' })
      expect(headers['access-control-allow-origin'], path).toBeUndefined()
    }
  })
})

test('a change sets a new ETag and Last-Modified for its language only', async () => {
  const { ask, write, clock, app } = await everyKind()
  const before = { uk: (await ask('/uk/rss.xml')).headers, ru: (await ask('/ru/rss.xml')).headers }
  clock.now += 60_000
  write('articles/c.json', article({ variants: { uk: variant('Нове', 'uk') } }))
  await app.newsroom.refresh()
  const { headers } = await ask('/uk/rss.xml')
  expect(headers.etag).not.toBe(before.uk.etag)
  expect(headers['last-modified']).toBe(new Date(NOW + 60_000).toUTCString())
  const { headers: ru } = await ask('/ru/rss.xml')
  expect([ru.etag, ru['last-modified']]).toEqual([before.ru.etag, before.ru['last-modified']])
})
