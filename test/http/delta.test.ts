import { describe, expect, test } from 'vitest'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import { VERSION_LIFETIME_MS } from '../../src/editions/feed-versions.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, intake, publishNewsroom, type TestOptions, variant } from '../support/newsroom.ts'
import { observeCalls } from '../support/press.ts'
import { feedsmith } from '../support/readers.ts'
import { type Answer, wire } from '../support/wire.ts'

const FILE: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }

const story = (title: string, over: Record<string, unknown> = {}) =>
  article({ variants: { uk: variant(title, 'uk'), en: variant(title, 'en') }, ...over })

const FILES = { 'articles/a.json': story('One'), 'articles/b.json': story('Two') }

async function openDesk(options: TestOptions = {}) {
  const site = await publishNewsroom({ files: FILES, ...options })
  const ask = await wire(site.app.handler)
  return {
    ...site,
    ask,
    /** The request of a client that has a copy and supports RFC 3229. */
    since: (path: string, copy: Answer | string, headers: Record<string, string> = {}, method = 'GET') => {
      const tag = typeof copy === 'string' ? copy : String(copy.headers.etag)
      return ask(path, { 'A-IM': 'feed', 'If-None-Match': tag, ...headers }, method)
    },
    edit: async (...files: readonly (readonly [string, unknown])[]) => {
      site.clock.now += 60_000
      for (const [file, content] of files) site.write(file, content)
      await site.app.newsroom.refresh()
    },
  }
}

const titles = (format: Format, { text }: Answer) => feedsmith(format, text).items.map(({ title }) => title)

describe.each(FORMATS)('%s', (format) => {
  const path = `/uk/${FILE[format]}`

  test('answers 226 with new and changed items only', async () => {
    const { ask, since, edit } = await openDesk()
    const before = await ask(path)
    await edit(['articles/c.json', story('Three')], ['articles/a.json', story('One more')])
    const now = await ask(path)
    const delta = await since(path, before)
    expect(delta.status).toBe(226)
    expect(titles(format, delta).toSorted()).toEqual(['One more', 'Three'])
    expect(titles(format, now)).toHaveLength(3)
    expect(delta.headers).toMatchObject({
      im: 'feed',
      'delta-base': before.headers.etag,
      etag: now.headers.etag,
      'last-modified': now.headers['last-modified'],
      'content-type': now.headers['content-type'],
      'content-language': 'uk',
      'content-length': String(delta.body.byteLength),
      'cache-control': 'no-store, im',
      vary: `${now.headers.vary}, If-None-Match`,
      'access-control-allow-origin': '*',
      'content-security-policy': "default-src 'none'; sandbox",
      link: now.headers.link,
    })
    // The channel is the same as in the full document.
    const { items: _some, ...channel } = feedsmith(format, delta.text)
    const { items: _all, ...whole } = feedsmith(format, now.text)
    expect(channel).toEqual(whole)
  })

  test('spans several editions, and its own ETag gives a 304', async () => {
    const { ask, since, edit } = await openDesk()
    const first = await ask(path)
    await edit(['articles/c.json', story('Three')])
    const second = await since(path, first)
    await edit(['articles/d.json', story('Four')])
    expect(titles(format, await since(path, first)).toSorted()).toEqual(['Four', 'Three'])
    const third = await since(path, second)
    expect([third.status, titles(format, third)]).toEqual([226, ['Four']])
    expect((await since(path, third)).status).toBe(304)
  })

  test('has no items when an article was only withdrawn', async () => {
    const { ask, since, edit } = await openDesk()
    const before = await ask(path)
    await edit(['articles/b.json', story('Two', { status: 'withdrawn' })])
    const delta = await since(path, before)
    expect([delta.status, titles(format, delta)]).toEqual([226, []])
    if (format === 'atom') expect(delta.text).toContain('<at:deleted-entry ref="tag:herald.example,2020:b/uk"')
  })

  test.each([
    ['gzip', 'gzip'],
    ['br', 'gzip, br'],
    ['zstd', 'zstd'],
  ])('is sent in %s, with the same Content-Length for HEAD', async (encoding, accepted) => {
    const { ask, since, edit } = await openDesk()
    const before = await ask(path, { 'Accept-Encoding': accepted })
    await edit(['articles/c.json', story('Three')])
    const delta = await since(path, before, { 'Accept-Encoding': accepted })
    expect([delta.status, delta.headers['content-encoding']]).toEqual([226, encoding])
    expect(delta.headers.etag).toMatch(new RegExp(`-${encoding}"$`))
    expect(delta.headers['delta-base']).toBe(before.headers.etag)
    const head = await since(path, before, { 'Accept-Encoding': accepted }, 'HEAD')
    expect([head.status, head.body.byteLength]).toEqual([226, 0])
    expect(head.headers['content-length']).toBe(delta.headers['content-length'])
  })
})

const PATH = '/uk/atom.xml'

describe("the client's copy", () => {
  test.each([
    ['weak', (tag: string) => `W/"${tag}"`, (tag: string) => tag],
    ['suffixed by a proxy', (tag: string) => `"${tag}-gzip"`, (tag: string) => `${tag}-gzip`],
    ['suffixed by another', (tag: string) => `"${tag};gzip"`, (tag: string) => `${tag};gzip`],
  ])('may have a tag that is %s, which Delta-Base repeats', async (_name, sent, named) => {
    const { ask, since, edit } = await openDesk()
    const tag = String((await ask(PATH)).headers.etag).slice(1, -1)
    await edit(['articles/c.json', story('Three')])
    const delta = await since(PATH, sent(tag))
    expect([delta.status, delta.headers['delta-base']]).toEqual([226, `"${named(tag)}"`])
  })

  test.each(['"0123456789abcdef01234567"', '"invented"', 'W/""', 'no tag at all', '""'])(
    'with an unknown tag gets the full feed: %s',
    async (tag) => {
      const { ask, since, edit } = await openDesk()
      await edit(['articles/c.json', story('Three')])
      const answer = await since(PATH, tag)
      const whole = await ask(PATH)
      expect(answer.status).toBe(200)
      expect(answer.body.equals(whole.body)).toBe(true)
      expect(answer.headers.im).toBeUndefined()
    },
  )

  test('without any item in common gets the full feed', async () => {
    const { ask, since, edit } = await openDesk()
    const before = await ask(PATH)
    await edit(['articles/a.json', story('Other')], ['articles/b.json', story('Others')])
    expect((await since(PATH, before)).status).toBe(200)
  })

  test('is known for two days after its replacement, also in a process that starts later', async () => {
    const store = openSqliteStore(':memory:')
    const storeToReuse = { ...store, close: async () => undefined }
    const { ask, edit, clock, folder, app } = await openDesk({ overrides: { store: storeToReuse } })
    const before = await ask(PATH)
    await edit(['articles/c.json', story('Three')])
    await app.close()
    const { createApp } = await import('../../src/app.ts')
    const { configOf } = await import('../support/newsroom.ts')
    const again = await createApp(configOf(folder), { intake, now: () => clock.now, store })
    await again.newsroom.refresh()
    const askAgain = await wire(again.handler)
    const since = () => askAgain(PATH, { 'A-IM': 'feed', 'If-None-Match': String(before.headers.etag) })
    expect((await since()).status).toBe(226)
    clock.now += VERSION_LIFETIME_MS - 1
    await again.newsroom.refresh()
    expect(await store.versions({ language: 'uk' as never, kind: 'all' })).toHaveLength(2)
    clock.now += 1
    await again.newsroom.refresh()
    expect(await store.versions({ language: 'uk' as never, kind: 'all' })).toHaveLength(1)
    await again.close()
  })
})

describe('deltas are sent only on request', () => {
  test.each([
    ['feed', 226],
    ['FEED', 226],
    ['vcdiff, feed;q=0.5, gzip', 226],
    ['feed;q=0', 200],
    ['feed; q=0.000', 200],
    ['vcdiff', 200],
    ['feeds', 200],
    ['*', 200],
    ['', 200],
  ])('A-IM: %s → %i', async (manipulations, status) => {
    const { ask, since, edit } = await openDesk()
    const before = await ask(PATH)
    await edit(['articles/c.json', story('Three')])
    expect((await since(PATH, before, { 'A-IM': manipulations })).status).toBe(status)
  })

  test.each([
    ['direct', 'via', 200],
    ['direct', 'x-forwarded-for', 200],
    ['direct', 'forwarded', 200],
    ['direct', 'x-unknown', 226],
    ['proxied', 'via', 226],
    ['off', 'x-unknown', 200],
  ])('deltas: %s, with %s: %i, as a cache may ask for its own copy', async (deltas, field, status) => {
    const { ask, since, edit } = await openDesk({ site: { deltas } })
    const before = await ask(PATH)
    await edit(['articles/c.json', story('Three')])
    expect((await since(PATH, before, { [field]: '1.1 somebody' })).status).toBe(status)
  })

  test('several tags get the full feed, because some may belong to a cache', async () => {
    const { ask, since, edit } = await openDesk()
    const tag = String((await ask(PATH)).headers.etag)
    await edit(['articles/c.json', story('Three')])
    expect((await since(PATH, `${tag}, "another"`)).status).toBe(200)
  })

  test('a date alone gets the full feed, because it identifies no version', async () => {
    const { ask, edit } = await openDesk()
    const before = await ask(PATH)
    await edit(['articles/c.json', story('Three')])
    const headers = { 'A-IM': 'feed', 'If-Modified-Since': String(before.headers['last-modified']) }
    expect((await ask(PATH, headers)).status).toBe(200)
  })

  test.each([
    '/uk/headlines/top/atom.xml',
    '/uk/archive/2026-03/atom.xml',
    '/uk,en/atom.xml',
    '/uk/tags/city+river/atom.xml',
  ])('%s has no deltas, and does not vary by A-IM', async (path) => {
    const { ask, since, edit } = await openDesk({
      site: { headlines: { top: ['a', 'b'] } },
      files: { ...FILES, 'articles/x.json': story('X', { tags: ['city', 'river'] }) },
    })
    const before = await ask(path)
    expect(before.status).toBe(200)
    expect(before.headers.vary).not.toContain('A-IM')
    await edit(['articles/a.json', story('One more', { tags: ['river', 'city'] })])
    expect((await since(path, before)).status).toBe(200)
  })

  test('a page of another origin may request deltas', async () => {
    const { ask } = await openDesk()
    const { headers } = await ask(PATH, { Origin: 'https://a.example' }, 'OPTIONS')
    expect(headers['access-control-allow-headers']).toContain('A-IM')
  })
})

test('many invented tags read the store once', async () => {
  const calls: string[] = []
  const store = observeCalls(openSqliteStore(':memory:'), (method) => void calls.push(method))
  const { since, ask } = await openDesk({ overrides: { store } })
  await ask(PATH)
  calls.length = 0
  for (let index = 0; index < 100; index++) await since(PATH, `"${index.toString(16).padStart(24, '0')}"`)
  expect(calls.filter((method) => method === 'versions')).toHaveLength(1)
  expect(calls.filter((method) => method === 'snapshot').length).toBeLessThanOrEqual(1)
})

test('concurrent requests for the same delta compose it once', async () => {
  const calls: string[] = []
  const store = observeCalls(openSqliteStore(':memory:'), (method) => void calls.push(method))
  const { ask, since, edit } = await openDesk({ overrides: { store } })
  const before = await ask(PATH)
  await edit(['articles/c.json', story('Three')])
  calls.length = 0
  const deltas = await Promise.all(Array.from({ length: 50 }, () => since(PATH, before)))
  expect(new Set(deltas.map(({ text }) => text)).size).toBe(1)
  expect(calls.filter((method) => method === 'window')).toHaveLength(1)
})
