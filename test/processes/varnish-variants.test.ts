import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { varnishMissing } from '../../bench/varnish.ts'
import { article, variant } from '../support/newsroom.ts'
import { front, how } from '../support/varnish-front.ts'

// What deploy/varnish.vcl makes of requests that are answered differently at the same address.

const missing = varnishMissing()

describe.skipIf(missing !== null)(`variants behind Varnish${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test('a person and a reader are kept apart at the same address, in either order', { timeout: 60_000 }, async () => {
    const { get } = await front()
    const person = { headers: { 'Sec-Fetch-Dest': 'document', 'Accept-Encoding': 'br' } }
    const readers = [{}, { 'Sec-Fetch-Dest': 'empty' }, { 'Sec-Fetch-Dest': 'iframe' }, { 'A-IM': 'feed' }].map(
      (own) => ({
        headers: { 'Accept-Encoding': 'br', ...own },
      }),
    )
    for (const [path, first] of [
      ['/uk/rss.xml', person],
      ['/uk/atom.xml', readers[0]],
    ] as const) {
      const kinds: unknown[] = [(await get(path, first)).headers['content-type']]
      for (const _ of [1, 2]) {
        // Nobody keeps the page; the feed is one object, whatever it is fetched for.
        const page = await get(path, person)
        expect([page.status, page.headers['content-type'], how(page)]).toEqual([
          200,
          'text/html; charset=utf-8',
          'miss',
        ])
        for (const reader of readers) kinds.push((await get(path, reader)).headers['content-type'])
      }
      const feed = path === '/uk/rss.xml' ? 'application/rss+xml; charset=utf-8' : 'application/atom+xml; charset=utf-8'
      const page = 'text/html; charset=utf-8'
      expect(kinds).toEqual([first === person ? page : feed, ...Array(8).fill(feed)])
      for (const reader of readers) expect(how(await get(path, reader))).toBe('hit')
      // Each has a tag of its own, which brings nothing of the other.
      const etag = String((await get(path, person)).headers.etag)
      expect((await get(path, { headers: { ...person.headers, 'If-None-Match': etag } })).status).toBe(304)
      const crossed = await get(path, { headers: { 'Accept-Encoding': 'br', 'If-None-Match': etag } })
      expect([crossed.status, crossed.headers['content-type'], how(crossed)]).toEqual([200, feed, 'hit'])
    }
  })

  test('what is new since a copy reaches who has asked for it, and is kept for nobody', {
    timeout: 60_000,
  }, async () => {
    const { child, folder, get, refresh } = await front()
    const ask = (etag?: unknown, own = {}) =>
      get('/uk/rss.xml', {
        headers: { 'Accept-Encoding': 'gzip', ...(etag ? { 'If-None-Match': String(etag) } : {}), ...own },
      })
    const newsboat = (etag?: unknown) => ask(etag, { 'A-IM': 'feed' })
    const before = await newsboat()
    expect([before.status, how(before), how(await ask())]).toEqual([200, 'miss', 'hit'])
    // It has what there is: Varnish says so by itself, as to everybody.
    const same = await newsboat(before.headers.etag)
    expect([same.status, how(same)]).toEqual([304, 'hit'])

    const one = article({ variants: { uk: variant('Човен', 'uk') }, published: '2026-03-02T09:00:00+02:00' })
    writeFileSync(path.join(folder, 'data/articles/b.json'), JSON.stringify(one))
    await refresh()
    await child.said(/"keys":(?!1,)\d+,.*"purged"/)
    const whole = await ask()
    expect([whole.status, how(whole)]).toEqual([200, 'miss'])
    for (const _ of [1, 2]) {
      const news = await newsboat(before.headers.etag)
      // (`x-varnish` names the object that it has passed over.)
      expect([news.status, news.headers.im, news.headers['x-cache']]).toEqual([226, 'feed', 'MISS'])
      expect(news.headers['delta-base']).toBe(before.headers.etag)
      expect([news.headers.etag, news.headers['x-delta']]).toEqual([whole.headers.etag, undefined])
      expect(Number(news.headers['content-length'])).toBeLessThan(Number(whole.headers['content-length']))
      // Who has the same copy and asks for no difference has all of it, as has who has none.
      for (const answer of [await ask(before.headers.etag), await newsboat()]) {
        expect([answer.status, how(answer), answer.text]).toEqual([200, 'hit', whole.text])
      }
      const unknown = await newsboat('"0123456789abcdef01234567"')
      expect([unknown.status, unknown.text]).toEqual([200, whole.text])
    }
    const current = await newsboat(whole.headers.etag)
    expect([current.status, how(current)]).toEqual([304, 'hit'])
  })
})
