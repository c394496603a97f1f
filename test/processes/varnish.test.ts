import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { varnishMissing } from '../../bench/varnish.ts'
import { article, variant } from '../support/newsroom.ts'
import { type Answer, cacheStatus, startVarnishFront } from '../support/varnish-front.ts'

// A Varnish with deploy/varnish.vcl, in front of the program in its own process.

const missing = varnishMissing()

describe.skipIf(missing !== null)(`behind Varnish${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test('an edit appears at once, and unaffected documents stay cached', { timeout: 120_000 }, async () => {
    const { child, folder, get, refresh } = await startVarnishFront()
    const paths = [
      '/en/rss.xml',
      '/en/tags/river/atom.xml',
      '/uk/rss.xml',
      '/uk/archive/2026-03/feed.json',
      '/en/',
      '/feeds.opml',
    ]
    const before = new Map<string, Answer>()
    for (const path of paths) {
      expect(cacheStatus(await get(path)), path).toBe('miss')
      const again = await get(path)
      expect([again.status, cacheStatus(again)], path).toEqual([200, 'hit'])
      // Fields between the server and the cache are removed.
      for (const name of ['surrogate-key', 'xkey', 'x-while']) expect(again.headers[name], name).toBeUndefined()
      before.set(path, again)
    }
    // A 404 is not cached, because the tag may exist with the next article.
    for (const _ of [1, 2]) expect(cacheStatus(await get('/en/tags/sport/rss.xml'))).toBe('miss')

    const en = variant('Bridge', 'en', { content: '<p>It is open.</p>' })
    const edited = article({ variants: { uk: variant('Міст', 'uk'), en } })
    writeFileSync(path.join(folder, 'data/articles/a.json'), JSON.stringify(edited))
    await refresh()
    expect((await get('/en/rss.xml')).text, 'other replicas have two seconds to follow').toBe(
      before.get('/en/rss.xml')?.text,
    )
    await child.said(/"keys":(?!1,)\d+,.*"purged"/)
    for (const path of paths) {
      const answer = await get(path)
      const touched = path.startsWith('/en/')
      expect([path, cacheStatus(answer), answer.text === before.get(path)?.text]).toEqual([
        path,
        touched ? 'miss' : 'hit',
        // A page has the keys of the edit, but does not show an article's text.
        !touched || path === '/en/',
      ])
      expect(cacheStatus(await get(path)), path).toBe('hit')
    }
    expect((await get('/en/rss.xml')).text).toContain('It is open.')
  })

  test('conditional requests give a 304, and encodings are cached separately', { timeout: 120_000 }, async () => {
    const { get } = await startVarnishFront()
    const etags = new Set<unknown>()
    for (const [accepted, encoding] of [
      ['br, gzip', 'br'],
      ['gzip, deflate, br;q=0.5', 'br'],
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip, zstd', 'zstd'],
      ['zstd', 'zstd'],
      ['gzip, zstd;q=0', 'gzip'],
      ['gzip;q=1.0, br;q=0', 'gzip'],
      ['deflate', undefined],
      ['', undefined],
    ] as const) {
      const headers = { 'Accept-Encoding': accepted }
      const first = await get('/uk/atom.xml?utm_source=x', { headers })
      expect([first.status, first.headers['content-encoding']], accepted).toEqual([200, encoding])
      etags.add(first.headers.etag)
      const again = await get('/uk/atom.xml', { headers: { ...headers, 'If-None-Match': String(first.headers.etag) } })
      expect([again.status, again.text, cacheStatus(again)], accepted).toEqual([304, '', 'hit'])
      expect(again.headers['cache-control']).toBe(first.headers['cache-control'])
    }
    expect(etags.size).toBe(4)
    expect((await get('/uk/atom.xml', { headers: { 'Accept-Encoding': 'identity;q=0' } })).status).toBe(406)
  })

  test('queries that select a variant are part of the cache key, others are not', {
    timeout: 120_000,
  }, async () => {
    const { get } = await startVarnishFront()
    for (const path of [
      '/embed/en/frame.html?theme=dark',
      '/embed/en/frame.html',
      '/en/search?q=bridge',
      '/en/embed/?count=2',
    ]) {
      const [first, again] = [await get(path), await get(path)]
      expect([first.status, cacheStatus(first), cacheStatus(again), again.text === first.text], path).toEqual([
        200,
        'miss',
        'hit',
        true,
      ])
    }
    expect((await get('/embed/en/frame.html?theme=dark')).text).not.toBe((await get('/embed/en/frame.html')).text)
    expect(cacheStatus(await get('/embed/en/headlines.json?x=1'))).toBe('miss')
    expect(cacheStatus(await get('/embed/en/headlines.json?x=2'))).toBe('hit')
  })

  test('only the server may purge, and feeds with tokens are not cached', { timeout: 120_000 }, async () => {
    const secret = 'a-secret-of-the-wire-42'
    const { get } = await startVarnishFront({ partners: { wire: { token: secret } } })
    for (const _ of [1, 2]) {
      const answer = await get(`/partners/wire/uk/rss.xml?token=${secret}`)
      expect([answer.status, cacheStatus(answer)]).toEqual([200, 'miss'])
    }
    expect((await get('/partners/wire/uk/rss.xml')).status).toBe(404)
    await get('/uk/rss.xml')
    const keys = { headers: { 'Surrogate-Key': 'site' } }
    for (const method of ['POST', 'GET', 'PURGE']) {
      expect((await get('/purge', { ...keys, method, from: '127.0.0.2' })).status, method).toBe(403)
    }
    expect((await get('/purge', { method: 'POST' })).status).toBe(400)
    expect(cacheStatus(await get('/uk/rss.xml'))).toBe('hit')
    expect((await get('/purge', { ...keys, method: 'POST' })).status).toBe(200)
    expect(cacheStatus(await get('/uk/rss.xml'))).toBe('miss')
  })

  test('stale documents are revalidated, and served if the server is down', { timeout: 120_000 }, async () => {
    const { child, get } = await startVarnishFront({ schedule: '* * * * * *' })
    const first = await get('/uk/rss.xml')
    expect(first.headers['cache-control']).toBe('public, max-age=1, stale-while-revalidate=1, stale-if-error=86400')
    await setTimeout(3500)
    // After both periods the request waits for revalidation.
    const later = await get('/uk/rss.xml')
    expect([later.status, Number(later.headers.age)]).toEqual([200, 0])
    child.kill('SIGTERM')
    await child.ended
    // Waits until Varnish has noticed that the server is down.
    await setTimeout(9000)
    const down = await get('/uk/rss.xml')
    expect([down.status, cacheStatus(down), down.text]).toEqual([200, 'hit', first.text])
    expect((await get('/uk/atom.xml')).status).toBe(503)
  })
})
