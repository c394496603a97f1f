import { describe, expect, test } from 'vitest'
import { decoded } from '../support/decoded.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { type Asking, MISTAKEN, PEOPLE, READERS } from '../support/reader-headers.ts'
import { type Answer, type Ask, wire } from '../support/wire.ts'

// Browsers get a page at a feed's address and programs get the feed, by the fields that they really send.

const MEDIA_TYPES = {
  '/uk/rss.xml': 'application/rss+xml; charset=utf-8',
  '/uk/atom.xml': 'application/atom+xml; charset=utf-8',
  '/uk/feed.json': 'application/feed+json; charset=utf-8',
  '/en/tags/river/rss.xml': 'application/rss+xml; charset=utf-8',
} as const
type Path = keyof typeof MEDIA_TYPES
const PATHS = Object.keys(MEDIA_TYPES) as Path[]

async function startApp(): Promise<Ask> {
  const files = {
    'articles/a.json': article(),
    'articles/b.json': article({ variants: { uk: variant('Човен', 'uk') } }),
  }
  return wire((await publishNewsroom({ files })).app.handler)
}

function expectFeed(answer: Answer, path: Path, plain: string): void {
  expect([answer.status, answer.headers['content-type']], path).toEqual([200, MEDIA_TYPES[path]])
  expect(answer.headers.vary).toBe('Accept-Encoding, A-IM, Sec-Fetch-Dest')
  expect(answer.headers['cache-control']).toMatch(/^public, max-age=/)
  expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox")
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
  expect(decoded(answer) === plain, `the same bytes as plain at ${path}`).toBe(true)
}

function expectPage(answer: Answer): void {
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(answer.headers.vary).toBe('Accept-Encoding, Sec-Fetch-Dest')
  expect(answer.headers['cache-control']).toBe('private, no-cache')
  expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(decoded(answer)).toMatch(/^<!doctype html>/)
}

/** The fields of the client's next request, with the validators that it was given. */
function again({ headers, again = [] }: Asking, { headers: given }: Answer): Record<string, string> {
  const values = { 'If-None-Match': given.etag, 'If-Modified-Since': given['last-modified'], 'A-IM': 'feed' }
  return { ...headers, ...Object.fromEntries(again.map((name) => [name, String(values[name])])) }
}

const named = ({ program, name }: Asking): string => `${program}: ${name}`

describe('a feed reader gets the feed, then 304', () => {
  test.each(READERS.map((reader) => [named(reader), reader] as const))('%s', async (_name, reader) => {
    const ask = await startApp()
    for (const path of PATHS) {
      const plain = (await ask(path)).text
      const first = await ask(path, reader.headers)
      expectFeed(first, path, plain)
      const second = await ask(path, again(reader, first))
      if (reader.again) expect([second.status, second.headers.etag], path).toEqual([304, first.headers.etag])
      else expectFeed(second, path, plain)
    }
  })
})

describe('a browser gets the page, then 304', () => {
  test.each(PEOPLE.map((person) => [named(person), person] as const))('%s', async (_name, person) => {
    const ask = await startApp()
    for (const path of PATHS) {
      const first = await ask(path, person.headers)
      expectPage(first)
      expect(first.headers['content-language']).toBe(path.slice(1, 3))
      const second = await ask(path, again(person, first))
      expect([second.status, second.headers.etag, second.headers.vary], path).toEqual([
        304,
        first.headers.etag,
        'Accept-Encoding, Sec-Fetch-Dest',
      ])
    }
  })
})

describe('clients that look like the other kind: these people get the feed, these readers the page', () => {
  test.each(MISTAKEN.map((one) => [named(one), one] as const))('%s', async (_name, { who, headers }) => {
    const ask = await startApp()
    if (who === 'reader') expectPage(await ask('/uk/rss.xml', headers))
    else expectFeed(await ask('/uk/rss.xml', headers), '/uk/rss.xml', (await ask('/uk/rss.xml')).text)
  })
})

test.each([
  // Frames: the page refuses them, and the feed is sandboxed in them.
  ...['iframe', 'frame', 'embed', 'object', 'fencedframe', 'empty', 'image', 'script', 'style', 'xslt', 'report'],
  // Values that are not the token `document` (RFC 8941 §3.3.4).
  ...['', 'Document', 'DOCUMENT', '"document"', 'document, document', 'documents', 'a document', 'document;x', '?1'],
])('Sec-Fetch-Dest: %s gets the feed', async (destination) => {
  const ask = await startApp()
  const headers = { 'Sec-Fetch-Dest': destination, 'Sec-Fetch-Mode': 'navigate' }
  expectFeed(await ask('/uk/rss.xml', headers), '/uk/rss.xml', (await ask('/uk/rss.xml')).text)
})

test("the feed's validators never give a 304 for the page, nor the page's for the feed, in any encoding", async () => {
  const ask = await startApp()
  const browsing = { 'Sec-Fetch-Dest': 'document' }
  for (const path of PATHS) {
    const plain = (await ask(path)).text
    for (const encoding of ['identity', 'gzip', 'br', 'zstd']) {
      const accepting = { 'Accept-Encoding': encoding }
      const feed = await ask(path, accepting)
      const page = await ask(path, { ...accepting, ...browsing })
      expect(feed.headers.etag).not.toBe(page.headers.etag)
      const tags = { feed: String(feed.headers.etag), page: String(page.headers.etag) }
      for (const spelled of [(tag: string) => tag, (tag: string) => `W/${tag}`, (tag: string) => `"other", ${tag}`]) {
        // A later date is ignored beside a tag.
        const date = { 'If-Modified-Since': new Date('2099-01-01').toUTCString() }
        const ofPage = { ...accepting, ...date, 'If-None-Match': spelled(tags.page) }
        expectFeed(await ask(path, ofPage), path, plain)
        expectPage(await ask(path, { ...accepting, ...date, ...browsing, 'If-None-Match': spelled(tags.feed) }))
        expect((await ask(path, { ...ofPage, 'If-None-Match': spelled(tags.feed) })).status).toBe(304)
        expect((await ask(path, { ...ofPage, ...browsing })).status).toBe(304)
        // The tag of a page is no base for a delta.
        expectFeed(await ask(path, { ...ofPage, 'A-IM': 'feed' }), path, plain)
      }
    }
  }
})

test('HEAD has the fields of GET for each, without a body', async () => {
  const ask = await startApp()
  for (const headers of [{}, { 'Sec-Fetch-Dest': 'document' }, { 'Sec-Fetch-Dest': 'empty' }] as const) {
    const got = await ask('/uk/rss.xml', headers)
    const head = await ask('/uk/rss.xml', headers, 'HEAD')
    const summaryOf = ({ status, headers: { date: _date, connection: _hop, ...fields } }: Answer) => [status, fields]
    expect(summaryOf(head)).toEqual(summaryOf(got))
    expect(head.body.byteLength).toBe(0)
  }
})

test('other documents ignore Sec-Fetch-Dest and do not vary by it', async () => {
  const ask = await startApp()
  for (const path of ['/uk/', '/uk/tags/river/', '/feeds.opml', '/uk/tags/nobody/rss.xml']) {
    const [plain, browsing] = [await ask(path), await ask(path, { 'Sec-Fetch-Dest': 'document' })]
    expect([browsing.status, browsing.text], path).toEqual([plain.status, plain.text])
    expect(browsing.headers.vary).toBe(plain.headers.vary)
  }
})
