import { describe, expect, test } from 'vitest'
import { article, NOW, publishNewsroom, variant } from '../support/newsroom.ts'
import { everyKind, wire } from '../support/wire.ts'

/** Entity tags that clients and proxies send for version `v`, and whether they match it. */
const TAGS: readonly (readonly [string, (version: string) => string, boolean])[] = [
  ['strong', (v) => `"${v}"`, true],
  ['weak', (v) => `W/"${v}"`, true],
  ['any', () => '*', true],
  ['any, with spaces', () => '  * ', true],
  ['suffixed by Apache', (v) => `"${v}-gzip"`, true],
  ['of brotli', (v) => `"${v}-br"`, true],
  ['of gzip, weakened', (v) => `W/"${v}-gzip"`, true],
  ['suffixed with ;gzip', (v) => `"${v};gzip"`, true],
  ['suffixed by Jetty', (v) => `"${v}--gzip"`, true],
  ['suffixed twice', (v) => `"${v}-br-gzip"`, true],
  ['the last of a list', (v) => `"other", W/"another" , "${v}"`, true],
  ['in a list without spaces', (v) => `"a","${v}","b"`, true],
  ['after a tag with a comma in it', (v) => `"a,b", "${v}"`, true],
  ['stale', () => '"0123456789abcdef01234567"', false],
  ['stale, weak', () => 'W/"0123456789abcdef01234567"', false],
  ['stale, suffixed', () => '"0123456789abcdef01234567-gzip"', false],
  ['a part of the tag', (v) => `"${v.slice(1)}"`, false],
  ['the tag and more', (v) => `"${v}0"`, false],
  ['in capitals', (v) => `"${v.toUpperCase()}x"`, false],
  ['malformed: without quotes', (v) => v, false],
  ['malformed: one quote', (v) => `"${v}`, false],
  ['malformed: empty', () => '', false],
  ['an empty tag', () => '""', false],
  ['a star in quotes', () => '"*"', false],
]

const HOUR = 3_600_000
/** Dates that clients send, and whether the document is not newer. */
const DATES: readonly (readonly [string, string | undefined, boolean])[] = [
  ['missing', undefined, false],
  ['exact', new Date(NOW).toUTCString(), true],
  ['later', new Date(NOW + HOUR).toUTCString(), true],
  ['a second earlier', new Date(NOW - 1000).toUTCString(), false],
  ['in the form of RFC 850', 'Tuesday, 10-Mar-26 12:00:00 GMT', true],
  ['in the form of asctime', 'Tue Mar 10 12:00:00 2026', true],
  ['earlier, as asctime', 'Mon Mar  9 12:00:00 2026', false],
  ['malformed: ISO', new Date(NOW + HOUR).toISOString(), false],
  ['malformed: words', 'tomorrow', false],
  ['malformed: a number', '99999999999999', false],
  ['malformed: no such day', 'Tue, 31 Feb 2099 25:61:61 GMT', false],
  ['empty', '', false],
]

const METHODS = ['GET', 'HEAD'] as const

describe.each(['/uk/rss.xml', '/uk/atom.xml', '/uk/feed.json', '/uk/', '/uk/tags/river/', '/uk/feeds.opml'])(
  '%s',
  (path) => {
    test.each(METHODS)('%s: If-None-Match always takes precedence over If-Modified-Since', async (method) => {
      const { ask } = await everyKind()
      const version = String((await ask(path)).headers.etag).slice(1, -1)
      for (const [tagName, tagOf, matches] of TAGS) {
        for (const [dateName, date] of DATES) {
          const conditions = {
            'If-None-Match': tagOf(version),
            ...(date === undefined ? {} : { 'If-Modified-Since': date }),
          }
          const { status, body } = await ask(path, conditions, method)
          expect.soft(status, `tag ${tagName}, date ${dateName}`).toBe(matches ? 304 : 200)
          if (status === 304) expect.soft(body.byteLength).toBe(0)
        }
      }
    })

    test.each(METHODS)('%s: If-Modified-Since alone', async (method) => {
      const { ask } = await everyKind()
      for (const [name, date, matches] of DATES) {
        const { status } = await ask(path, date === undefined ? {} : { 'If-Modified-Since': date }, method)
        expect.soft(status, name).toBe(matches ? 304 : 200)
      }
    })
  },
)

/** The entity tag of another encoding. */
const otherEncoding = (tag: string): string => tag.replace('-gzip"', '-br"')

describe('If-Match and If-Unmodified-Since: 412 unless the document matches', () => {
  const PATHS = ['/uk/rss.xml', '/uk/', '/uk/feeds.opml', '/schemas/article.json', '/embed/uk/headlines.json']
  const HOLDS: readonly (readonly [string, (tag: string) => string, boolean])[] = [
    ['the tag', (tag) => tag, true],
    ['any', () => '*', true],
    ['one of a list', (tag) => `"other", ${tag}`, true],
    ['another', () => '"0123456789abcdef01234567"', false],
    ['a list of others', () => '"a", "b"', false],
    // RFC 9110 §8.8.3.2: a weak tag is never strongly equal to anything.
    ['the tag, weak', (tag) => `W/${tag}`, false],
    ['the tag of another encoding', otherEncoding, false],
    ['malformed: without quotes', (tag) => tag.slice(1, -1), false],
    ['malformed: empty', () => '', false],
  ]

  test.each(PATHS)('%s: If-Match', async (path) => {
    const { ask } = await everyKind()
    const gzip = { 'Accept-Encoding': 'gzip' }
    const tag = String((await ask(path, gzip)).headers.etag)
    expect(tag).toMatch(/-gzip"$/)
    for (const [name, value, holds] of HOLDS) {
      for (const method of METHODS) {
        const { status } = await ask(path, { ...gzip, 'If-Match': value(tag) }, method)
        expect.soft(status, `${method} ${name}`).toBe(holds ? 200 : 412)
      }
    }
  })

  test.each<[string, string, number]>([
    ['the date', new Date(NOW).toUTCString(), 200],
    ['a later date', new Date(NOW + HOUR).toUTCString(), 200],
    ['an earlier date', new Date(NOW - 1000).toUTCString(), 412],
    // RFC 9110 §13.1.4: an invalid date is ignored.
    ['an invalid date', 'yesterday', 200],
  ])('If-Unmodified-Since: %s', async (_name, since, status) => {
    const { ask } = await everyKind()
    for (const path of ['/uk/rss.xml', '/uk/']) {
      expect((await ask(path, { 'If-Unmodified-Since': since })).status, path).toBe(status)
    }
    // The schema has no Last-Modified to compare.
    expect((await ask('/schemas/article.json', { 'If-Unmodified-Since': since })).status).toBe(200)
  })

  test('are evaluated in the order of RFC 9110 §13.2.2: If-Match, else If-Unmodified-Since, then If-None-Match', async () => {
    const { ask } = await everyKind()
    const { headers } = await ask('/uk/rss.xml')
    const tag = String(headers.etag)
    const old = new Date(NOW - HOUR).toUTCString()
    const statusOf = async (fields: Record<string, string>) => (await ask('/uk/rss.xml', fields)).status
    expect(await statusOf({ 'If-Match': tag, 'If-Unmodified-Since': old })).toBe(200)
    expect(await statusOf({ 'If-Match': tag, 'If-None-Match': tag })).toBe(304)
    expect(await statusOf({ 'If-Match': '"other"', 'If-None-Match': tag })).toBe(412)
    expect(await statusOf({ 'If-Unmodified-Since': old, 'If-None-Match': tag })).toBe(412)
    expect(await statusOf({ 'If-Match': '"other"', 'If-Modified-Since': new Date(NOW).toUTCString() })).toBe(412)
    expect(await statusOf({ 'If-Match': '"other"', 'If-None-Match': '"older"', 'A-IM': 'feed' })).toBe(412)
  })

  test('do not change a 404, 405 or 406', async () => {
    const { ask } = await everyKind()
    const demand = { 'If-Match': '"other"' }
    expect((await ask('/uk/tags/nobody/rss.xml', demand)).status).toBe(404)
    expect((await ask('/uk/rss.xml', demand, 'POST')).status).toBe(405)
    expect((await ask('/uk/rss.xml', { ...demand, 'Accept-Encoding': 'identity;q=0' })).status).toBe(406)
  })
})

describe('validators from an answer', () => {
  test.each(['identity', 'gzip', 'br'])('give a 304 when sent back, in %s', async (encoding) => {
    const { ask } = await everyKind()
    for (const path of ['/uk/rss.xml', '/uk/', '/feeds.opml', '/schemas/article.json', '/media/dot.svg']) {
      const accept = { 'Accept-Encoding': encoding }
      const { headers } = await ask(path, accept)
      const again = await ask(path, { ...accept, 'If-None-Match': String(headers.etag) })
      expect(again.status, path).toBe(304)
      expect(again.headers.etag, path).toBe(headers.etag)
      expect(again.headers.vary, path).toBe(headers.vary)
    }
  })

  test('of one encoding give a 304 in another, with the tag of the other', async () => {
    const { ask } = await everyKind()
    const { headers: plain } = await ask('/uk/rss.xml')
    const { headers: gzip } = await ask('/uk/rss.xml', { 'Accept-Encoding': 'gzip' })
    const again = await ask('/uk/rss.xml', { 'Accept-Encoding': 'gzip', 'If-None-Match': String(plain.etag) })
    expect(again.status).toBe(304)
    expect(again.headers.etag).toBe(gzip.etag)
  })

  test('do not match after a change, even within the same second', async () => {
    const { app, write, remove } = await publishNewsroom({ files: { 'articles/a.json': article() } })
    const ask = await wire(app.handler)
    const seen: { etag: string; modified: number }[] = []
    const steps = [
      () => write('articles/b.json', article({ variants: { uk: variant('Б', 'uk') } })),
      () => remove('articles/b.json'),
      () => write('articles/c.json', article({ variants: { uk: variant('В', 'uk') } })),
    ]
    for (const step of [() => undefined, ...steps]) {
      step()
      await app.newsroom.refresh()
      const { headers } = await ask('/uk/rss.xml')
      const now = { etag: String(headers.etag), modified: Date.parse(String(headers['last-modified'])) }
      for (const { etag, modified } of seen) {
        if (etag !== now.etag) expect((await ask('/uk/rss.xml', { 'If-None-Match': etag })).status).toBe(200)
        const since = new Date(modified).toUTCString()
        expect((await ask('/uk/rss.xml', { 'If-Modified-Since': since })).status).toBe(200)
        expect(now.modified).toBeGreaterThan(modified)
      }
      seen.push(now)
    }
  })
})
