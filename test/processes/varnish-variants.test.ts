import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { varnishMissing } from '../../bench/varnish.ts'
import { article, variant } from '../support/newsroom.ts'
import { cacheStatus, startVarnishFront } from '../support/varnish-front.ts'

// deploy/varnish.vcl with documents that have several variants at one address.

const missing = varnishMissing()

describe.skipIf(missing !== null)(`variants behind Varnish${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test('browsers and programs get their own variant, in either order', { timeout: 120_000 }, async () => {
    const { get } = await startVarnishFront()
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
        // The page is not cached. The feed is one object for all programs.
        const page = await get(path, person)
        expect([page.status, page.headers['content-type'], cacheStatus(page)]).toEqual([
          200,
          'text/html; charset=utf-8',
          'miss',
        ])
        for (const reader of readers) kinds.push((await get(path, reader)).headers['content-type'])
      }
      const feed = path === '/uk/rss.xml' ? 'application/rss+xml; charset=utf-8' : 'application/atom+xml; charset=utf-8'
      const page = 'text/html; charset=utf-8'
      expect(kinds).toEqual([first === person ? page : feed, ...Array(8).fill(feed)])
      for (const reader of readers) expect(cacheStatus(await get(path, reader))).toBe('hit')
      // Each variant has its own tag, which does not match the other.
      const etag = String((await get(path, person)).headers.etag)
      expect((await get(path, { headers: { ...person.headers, 'If-None-Match': etag } })).status).toBe(304)
      const crossed = await get(path, { headers: { 'Accept-Encoding': 'br', 'If-None-Match': etag } })
      expect([crossed.status, crossed.headers['content-type'], cacheStatus(crossed)]).toEqual([200, feed, 'hit'])
    }
  })

  test('a delta reaches the client that requested it, and is not cached', {
    timeout: 120_000,
  }, async () => {
    const { child, folder, get, refresh } = await startVarnishFront()
    const ask = (etag?: unknown, own = {}) =>
      get('/uk/rss.xml', {
        headers: { 'Accept-Encoding': 'gzip', ...(etag ? { 'If-None-Match': String(etag) } : {}), ...own },
      })
    const newsboat = (etag?: unknown) => ask(etag, { 'A-IM': 'feed' })
    const before = await newsboat()
    expect([before.status, cacheStatus(before), cacheStatus(await ask())]).toEqual([200, 'miss', 'hit'])
    // Varnish answers the 304 itself.
    const same = await newsboat(before.headers.etag)
    expect([same.status, cacheStatus(same)]).toEqual([304, 'hit'])

    const one = article({ variants: { uk: variant('Човен', 'uk') }, published: '2026-03-02T09:00:00+02:00' })
    writeFileSync(path.join(folder, 'data/articles/b.json'), JSON.stringify(one))
    await refresh()
    await child.said(/"keys":(?!1,)\d+,.*"purged"/)
    const whole = await ask()
    expect([whole.status, cacheStatus(whole)]).toEqual([200, 'miss'])
    for (const _ of [1, 2]) {
      const news = await newsboat(before.headers.etag)
      // `x-varnish` names the object that was passed over.
      expect([news.status, news.headers.im, news.headers['x-cache']]).toEqual([226, 'feed', 'MISS'])
      expect(news.headers['delta-base']).toBe(before.headers.etag)
      expect([news.headers.etag, news.headers['x-delta']]).toEqual([whole.headers.etag, undefined])
      expect(Number(news.headers['content-length'])).toBeLessThan(Number(whole.headers['content-length']))
      // A client with the same copy that requests no delta gets the full feed, like one without a copy.
      for (const answer of [await ask(before.headers.etag), await newsboat()]) {
        expect([answer.status, cacheStatus(answer), answer.text]).toEqual([200, 'hit', whole.text])
      }
      const unknown = await newsboat('"0123456789abcdef01234567"')
      expect([unknown.status, unknown.text]).toEqual([200, whole.text])
    }
    const current = await newsboat(whole.headers.etag)
    expect([current.status, cacheStatus(current)]).toEqual([304, 'hit'])
  })
})
