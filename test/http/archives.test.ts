import { describe, expect, test } from 'vitest'
import { FORMATS } from '../../src/domain/feed-key.ts'
import { article, NOW, variant } from '../support/newsroom.ts'
import { FILES, inFormats, parseDocument, serveNewsroom } from '../support/parsed-feed.ts'

const YEAR = 'public, max-age=31536000, immutable'
const HOUR = 3_600_000

const story = (published: string, title: string, over = {}) =>
  article({ published, variants: { uk: variant(title, 'uk') }, ...over })
const FILES_OF_MONTHS = {
  'articles/dec.json': story('2025-12-05T10:00:00Z', 'Грудень'),
  'articles/feb.json': story('2026-02-28T21:59:59Z', 'Лютий', { tags: ['ice'] }),
  // Already March in Kyiv.
  'articles/mar.json': story('2026-02-28T22:00:00Z', 'Березень'),
}
const months = () => serveNewsroom({ files: FILES_OF_MONTHS })

describe('an archive document', () => {
  test.each(inFormats('/uk/archive/2026-02/'))('%s has the articles of its month, in local time', async (path) => {
    const { read, titles } = await months()
    expect(await titles(path)).toEqual(['Лютий'])
    expect(await titles(path.replace('-02', '-03'))).toEqual(['Березень'])
    expect((await read(path)).archive).toBe(true)
  })

  test.each(FORMATS)('links to adjacent months and the subscription document: %s', async (format) => {
    const { read } = await months()
    const file = FILES[format]
    const month = (name: string) => `/uk/archive/${name}/${file}`
    expect((await read(`/uk/${file}`)).links).toEqual({ self: `/uk/${file}`, prev: month('2026-03') })
    const links = async (name: string) => (await read(month(name))).links
    const current = `/uk/${file}`
    expect(await links('2026-03')).toEqual({ self: month('2026-03'), current, prev: month('2026-02') })
    // The links skip months without articles.
    expect(await links('2026-02')).toEqual({
      ...{ self: month('2026-02'), current, prev: month('2025-12'), next: month('2026-03') },
    })
    expect(await links('2025-12')).toEqual({ self: month('2025-12'), current, next: month('2026-02') })
    expect(await links('2026-01')).toEqual({
      ...{ self: month('2026-01'), current, prev: month('2025-12'), next: month('2026-02') },
    })
  })

  test('has the id and the title of its feed', async () => {
    const { read } = await months()
    const [feed, archive] = [await read('/uk/atom.xml'), await read('/uk/archive/2025-12/atom.xml')]
    expect([archive.id, archive.title]).toEqual([feed.id, feed.title])
  })

  test('exists for an empty month between others', async () => {
    const { ask } = await months()
    for (const path of inFormats('/uk/archive/2026-01/')) {
      const { status, text, headers } = await ask(path)
      expect([status, headers['cache-control']]).toEqual([200, YEAR])
      expect(parseDocument(path, text).items).toEqual([])
    }
  })

  test.each([
    ['before the first article', '/uk/archive/2025-11/rss.xml'],
    ['in the future', '/uk/archive/2026-04/rss.xml'],
    ['of a language without articles', '/ru/archive/2026-02/rss.xml'],
    ['before the first article of a tag', '/uk/tags/ice/archive/2025-12/rss.xml'],
    ['of an unknown tag', '/uk/tags/fire/archive/2026-02/rss.xml'],
    ['that does not exist', '/uk/archive/2026-13/rss.xml'],
    ['at the last possible date', '/uk/archive/9999-12/rss.xml'],
    ['in another spelling', '/uk/archive/2026-2/rss.xml'],
    ['without a year', '/uk/archive/0000-02/rss.xml'],
    ['without a month', '/uk/archive/'],
    ['within a month', '/uk/archive/2026-02/archive/2026-02/rss.xml'],
    ['before its tag', '/uk/archive/2026-02/tags/ice/rss.xml'],
  ])('answers 404 for a month %s', async (_name, path) => {
    const { ask } = await months()
    const { status, headers } = await ask(path)
    expect([status, headers['cache-control']]).toEqual([404, 'no-store'])
  })

  test('is immutable for a year once its month is over, and until then is cached like a feed', async () => {
    const { ask } = await months()
    const field = async (path: string) => (await ask(path)).headers['cache-control']
    expect(await field('/uk/archive/2026-02/rss.xml')).toBe(YEAR)
    expect(await field('/uk/archive/2026-03/rss.xml')).toBe(await field('/uk/rss.xml'))
  })

  test('answers 304 to its validators, and HEAD like GET', async () => {
    const { ask } = await months()
    for (const path of inFormats('/uk/archive/2026-02/')) {
      const { headers } = await ask(path)
      const known = { 'If-None-Match': String(headers.etag) }
      const since = { 'If-Modified-Since': String(headers['last-modified']) }
      for (const condition of [known, since]) {
        const fresh = await ask(path, condition)
        expect([fresh.status, fresh.body.byteLength]).toEqual([304, 0])
        expect(fresh.headers.etag).toBe(headers.etag)
        expect(fresh.headers['cache-control']).toBe(YEAR)
      }
      expect((await ask(path, { 'If-None-Match': '"another"' })).status).toBe(200)
      const head = await ask(path, {}, 'HEAD')
      expect([head.status, head.body.byteLength]).toEqual([200, 0])
      for (const name of ['etag', 'last-modified', 'link', 'content-length', 'content-type']) {
        expect(head.headers[name], name).toBe(headers[name])
      }
    }
  })

  test('has a page with links to adjacent months, which announces the feed itself', async () => {
    const { ask } = await months()
    const { status, text } = await ask('/uk/archive/2026-02/')
    expect(status).toBe(200)
    expect(text).toContain('Лютий')
    expect(text).toContain('лютий 2026')
    for (const month of ['2025-12', '2026-03']) expect(text).toContain(`href="/uk/archive/${month}/"`)
    expect(text).toMatch(/<link rel="alternate" type="application\/rss\+xml"[^>]* href="\/uk\/rss\.xml">/)
    expect((await ask('/uk/archive/2026-02')).headers.location).toBe('/uk/archive/2026-02/')
  })
})

describe('a past month', () => {
  test('does not change when articles are published later', async () => {
    const { ask, write, clock, refresh } = await months()
    const paths = inFormats('/uk/archive/2026-02/')
    const before = await Promise.all(paths.map((path) => ask(path)))
    write('articles/new.json', story('2026-03-09T00:00:00Z', 'Новина'))
    clock.now += 40 * 24 * HOUR
    await refresh()
    for (const [index, path] of paths.entries()) {
      const { body, headers } = await ask(path)
      expect(body.equals(before[index]?.body as Buffer)).toBe(true)
      expect(headers.etag).toBe(before[index]?.headers.etag)
      expect(headers['last-modified']).toBe(before[index]?.headers['last-modified'])
    }
  })

  test('includes a late correction, and no other month changes', async () => {
    const { ask, write, clock, refresh } = await months()
    const [path, other] = ['/uk/archive/2025-12/atom.xml', '/uk/archive/2026-02/atom.xml'] as const
    const [before, untouched] = [await ask(path), await ask(other)]
    clock.now += HOUR
    const correction = { note: 'Рік був інший.', at: '2026-03-10T12:30:00Z' }
    write('articles/dec.json', story('2025-12-05T10:00:00Z', 'Грудень', { correction }))
    await refresh()
    const after = await ask(path)
    expect(after.text).toContain('Рік був інший.')
    expect(parseDocument(path, after.text).items[0]?.updated).toBe('2026-03-10T12:30:00.000Z')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + HOUR)
    expect((await ask(path, { 'If-Modified-Since': `${before.headers['last-modified']}` })).status).toBe(200)
    const still = await ask(other)
    expect([still.headers.etag, still.headers['last-modified']]).toEqual([
      ...[untouched.headers.etag, untouched.headers['last-modified']],
    ])
  })

  test('is linked as `next` by the month before as soon as the clock reaches it', async () => {
    const { ask, read, clock, refresh } = await months()
    const [path, april] = ['/uk/archive/2026-03/feed.json', '/uk/archive/2026-04/feed.json'] as const
    const before = await ask(path)
    // 2026-04-01T00:00 in Kyiv, in summer time.
    const end = Date.UTC(2026, 2, 31, 21)
    clock.now = end - 1000
    await refresh()
    expect((await ask(path)).headers.etag).toBe(before.headers.etag)
    expect((await ask(april)).status).toBe(404)
    clock.now = end
    await refresh()
    const after = await ask(path)
    expect(parseDocument(path, after.text).links.next).toBe(april)
    expect(after.headers['cache-control']).toBe(YEAR)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(end)
    expect((await read(april)).items).toEqual([])
    expect((await read('/uk/feed.json')).links.prev).toBe(path)
  })

  test('is linked as soon as it gets its first article', async () => {
    const { read, write, refresh } = await months()
    write('articles/jan.json', story('2026-01-15T00:00:00Z', 'Січень'))
    await refresh()
    expect((await read('/uk/archive/2026-02/rss.xml')).links.prev).toBe('/uk/archive/2026-01/rss.xml')
    expect((await read('/uk/archive/2026-01/rss.xml')).links.prev).toBe('/uk/archive/2025-12/rss.xml')
  })
})

test('blocks of headlines have no archive', async () => {
  const { ask } = await serveNewsroom({ site: { headlines: { top: ['feb'] } }, files: FILES_OF_MONTHS })
  expect((await ask('/uk/headlines/top/rss.xml')).status).toBe(200)
  expect((await ask('/uk/headlines/top/archive/2026-02/rss.xml')).status).toBe(404)
})
