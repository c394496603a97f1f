import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ENCODINGS } from '../../src/editions/encodings.ts'
import { scrape, scrapedFrom } from '../support/metrics.ts'
import { article, BROKEN_DATA, FAILABLE, newsroom, publishNewsroom, variant } from '../support/newsroom.ts'
import { clientOf, everyKind, KINDS, TOKEN, wire } from '../support/wire.ts'

const requests = (kind: string, status: number, encoding: string) => ({ kind, status: String(status), encoding })

describe('/metrics', () => {
  test('is the Prometheus text format, uncached and without a token', async () => {
    const { ask } = await everyKind()
    const answer = await ask('/metrics')
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    expect([answer.headers['cache-control'], answer.headers.vary]).toEqual(['no-store', 'Accept-Encoding'])
    expect(scrapedFrom(answer.text).of('polyfeed_feeds')).toBeGreaterThan(0)
    expect((await ask('/metrics', {}, 'HEAD')).body).toHaveLength(0)
    expect((await ask('/metrics', {}, 'POST')).status).toBe(405)
  })

  test('exists before the first edition, without its values', async () => {
    const { app } = await newsroom()
    const before = await scrape(await wire(app.handler))
    expect(before.all('polyfeed_edition_age_seconds')).toEqual([])
    expect(before.all('polyfeed_not_modified_ratio')).toEqual([])
    expect(before.all('polyfeed_refresh_last_success_timestamp_seconds')).toEqual([])
    expect(before.of('process_resident_memory_bytes')).toBeGreaterThan(0)
  })

  test('exists in a process that serves nothing', async () => {
    const { app } = await publishNewsroom({
      environment: { POLYFEED_ROLE: 'refresh' },
      files: { 'articles/a.json': article() },
    })
    const ask = await wire(app.handler)
    expect((await ask('/uk/rss.xml')).status).toBe(404)
    const seen = await scrape(ask)
    expect(seen.of('polyfeed_refresh_duration_seconds_count', { outcome: 'ok' })).toBe(1)
    expect(seen.of('polyfeed_requests_total', requests('rss', 404, 'identity'))).toBe(1)
  })

  test('adds no processes, listeners or monitors per app', async () => {
    await everyKind()
    const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
    const resources = () => process.getActiveResourcesInfo().length
    const before = { listeners: listeners(), resources: resources() }
    for (let many = 0; many < 15; many++) {
      const { app } = await newsroom()
      await app.metrics.scrape()
      await app.close()
      await setImmediate()
    }
    expect(listeners()).toBe(before.listeners)
    // Unrelated resources come and go. A leak would add fifteen.
    expect(resources()).toBeLessThan(before.resources + 10)
  })
})

describe('requests are counted', () => {
  const KIND_OF: readonly (readonly [string, string, string])[] = [
    ['/uk/rss.xml', 'rss', 'gzip'],
    ['/en/atom.xml', 'atom', 'gzip'],
    ['/zh-Hant/feed.json', 'json', 'gzip'],
    ['/uk/', 'page', 'gzip'],
    ['/uk/tags/river/', 'page', 'gzip'],
    ['/feeds.opml', 'opml', 'gzip'],
    ['/uk/news-sitemap.xml', 'sitemap', 'gzip'],
    ['/schemas/article.json', 'schema', 'gzip'],
    ['/media/dot.svg', 'media', 'identity'],
    ['/healthz', 'operator', 'identity'],
    ['/readyz', 'operator', 'identity'],
  ]
  test.each(KIND_OF)('%s as %s, by status, encoding and bytes', async (target, kind, encoding) => {
    const { ask } = await everyKind()
    const { status, body } = await ask(target, { 'Accept-Encoding': 'gzip' })
    const seen = await scrape(ask)
    expect(seen.all('polyfeed_requests_total')).toEqual([[requests(kind, status, encoding), 1]])
    expect(seen.all('polyfeed_bytes_sent_total')).toEqual([[{ kind }, body.byteLength]])
  })

  test.each(KINDS)('%s once, with any result (%i)', async (target, status) => {
    const { ask } = await everyKind()
    await ask(target)
    const counted = (await scrape(ask)).all('polyfeed_requests_total')
    expect(counted.map(([labels, count]) => [labels.status, count])).toEqual([[String(status), 1]])
  })

  test.each<readonly [string, string, Record<string, string>, string, string, number, string]>([
    ['a refused encoding', '/uk/rss.xml', { 'Accept-Encoding': 'identity;q=0' }, 'GET', 'rss', 406, 'identity'],
    ['a refused method', '/uk/rss.xml', {}, 'POST', 'rss', 405, 'identity'],
    ['a preflight request', '/uk/rss.xml', {}, 'OPTIONS', 'rss', 204, 'none'],
    ['a HEAD', '/uk/atom.xml', { 'Accept-Encoding': 'br' }, 'HEAD', 'atom', 200, 'br'],
    ['a redirect', '/UK/rss.xml', {}, 'GET', 'rss', 301, 'none'],
    ['a range', '/media/dot.svg', { Range: 'bytes=0-3' }, 'GET', 'media', 206, 'identity'],
    ['a malformed path', '/media/%zz', {}, 'GET', 'media', 404, 'identity'],
  ])('%s', async (_name, target, headers, method, kind, status, encoding) => {
    const { ask } = await everyKind()
    const answer = await ask(target, headers, method)
    const seen = await scrape(ask)
    expect(seen.all('polyfeed_requests_total')).toEqual([[requests(kind, status, encoding), 1]])
    expect(seen.all('polyfeed_bytes_sent_total')).toEqual([[{ kind }, answer.body.byteLength]])
  })

  test('a malformed request', async () => {
    const { app } = await publishNewsroom({ files: { 'articles/a.json': article() } })
    const { port } = await app.start()
    for (const words of ['nonsense\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n']) {
      const socket = connect(port, '127.0.0.1', () => socket.end(words))
      await once(socket.resume(), 'close')
    }
    const counted = (await scrape(clientOf(port))).all('polyfeed_requests_total')
    expect(counted).toEqual([400, 417].map((status) => [requests('other', status, 'none'), 1]))
  })

  test('with a bounded set of labels', async () => {
    const { ask } = await everyKind()
    const before = await scrape(ask)
    for (let junk = 0; junk < 40; junk++) {
      await ask(`/${junk}/x.php?q=${junk}`, { 'Accept-Encoding': `x${junk}` }, junk % 2 ? 'PROPFIND' : 'GET')
      await ask(`/uk/tags/${junk}/rss.xml`, { 'User-Agent': `robot ${junk}` })
    }
    const after = await scrape(ask)
    const added = [...after.values.keys()].filter(
      (series) => series.startsWith('polyfeed_') && !before.values.has(series),
    )
    expect(added.filter((series) => !series.startsWith('polyfeed_pollers')).sort()).toEqual([
      'polyfeed_bytes_sent_total{kind="operator"}',
      'polyfeed_bytes_sent_total{kind="other"}',
      'polyfeed_bytes_sent_total{kind="rss"}',
      'polyfeed_requests_total{kind="operator",status="200",encoding="identity"}',
      'polyfeed_requests_total{kind="other",status="404",encoding="identity"}',
      'polyfeed_requests_total{kind="rss",status="404",encoding="identity"}',
    ])
  })
})

test('subscribers are counted by their proof: a trusted network, a known service, or none', async () => {
  const site = { proxies: ['loopback'], readers: { trusted: ['203.0.113.0/24', '2001:db8:1::/64'] } }
  const { ask } = await everyKind({ site })
  const say = (client: string, agent: string) => ask('/uk/rss.xml', { 'X-Forwarded-For': client, 'User-Agent': agent })
  await say('198.51.100.1', 'Reader/1.0 (99999 subscribers)')
  await say('198.51.100.2', 'Feedbin feed-id:1 - 99999 subscribers')
  await say('203.0.113.9', 'Feedly/1.0 (20000 subscribers)')
  await say('2001:db8:1::5', 'Our reader (5 subscribers)')
  // Outside the trusted network but in the same /56, and an invalid address.
  await say('2001:db8:1:1::5', 'Our reader (6 subscribers)')
  await say('unknown', 'Our reader (3 subscribers)')
  const seen = await scrape(ask)
  expect(seen.of('polyfeed_subscribers', { feed: '/uk/rss.xml' })).toBe(30_005)
  expect(seen.of('polyfeed_subscribers_all')).toBe(30_005)
  expect(seen.of('polyfeed_claimed_subscribers', { feed: '/uk/rss.xml' })).toBe(1009)
  expect(seen.of('polyfeed_claimed_subscribers_all')).toBe(1009)
})

describe('saved bytes are counted', () => {
  test.each(ENCODINGS)('by the size sent before, in %s', async (encoding) => {
    const { ask } = await everyKind()
    const headers = { 'Accept-Encoding': encoding }
    const none = { ...headers, 'If-None-Match': '*' }
    expect((await ask('/uk/rss.xml', none)).status).toBe(304)
    // The size is unknown until a body was sent.
    expect((await scrape(ask)).of('polyfeed_bytes_saved_total', { by: 'not_modified' })).toBe(0)
    const plain = (await ask('/uk/rss.xml', { 'Accept-Encoding': 'identity' })).body.byteLength
    const sent = (await ask('/uk/rss.xml', headers)).body.byteLength
    await ask('/uk/rss.xml', none)
    await ask('/uk/rss.xml', none)
    await ask('/uk/rss.xml', none, 'HEAD')
    const seen = await scrape(ask)
    expect(seen.of('polyfeed_bytes_saved_total', { by: 'not_modified' })).toBe(2 * sent)
    expect(seen.of('polyfeed_bytes_saved_total', { by: 'compression' })).toBe(plain - sent)
    expect(seen.of('polyfeed_not_modified_ratio')).toBe(4 / 6)
  })

  test('after a refresh that left the document unchanged', async () => {
    const { app, write } = await publishNewsroom({ files: { 'articles/a.json': article() } })
    const ask = await wire(app.handler)
    const { headers, body } = await ask('/uk/tags/river/rss.xml')
    write('articles/b.json', article({ tags: ['lake'] }))
    await app.newsroom.refresh()
    expect((await ask('/uk/tags/river/rss.xml', { 'If-None-Match': `${headers.etag}` })).status).toBe(304)
    expect((await scrape(ask)).of('polyfeed_bytes_saved_total', { by: 'not_modified' })).toBe(body.byteLength)
  })

  test('for deltas', async () => {
    const { app, clock, write } = await publishNewsroom({ files: { 'articles/a.json': article() } })
    const ask = await wire(app.handler)
    const before = await ask('/uk/rss.xml')
    clock.now += 60_000
    write('articles/b.json', article({ published: '2026-03-02T00:00:00Z' }))
    await app.newsroom.refresh()
    const polite = { 'A-IM': 'feed', 'If-None-Match': `${before.headers.etag}` }
    const first = await ask('/uk/rss.xml', polite)
    expect(first.status).toBe(226)
    // The size of the full document is unknown until it was sent.
    expect((await scrape(ask)).of('polyfeed_bytes_saved_total', { by: 'delta' })).toBe(0)
    const whole = await ask('/uk/rss.xml')
    await ask('/uk/rss.xml', polite)
    await ask('/uk/rss.xml', polite, 'HEAD')
    const seen = await scrape(ask)
    expect(seen.of('polyfeed_requests_total', requests('rss', 226, 'identity'))).toBe(3)
    expect(seen.of('polyfeed_bytes_saved_total', { by: 'delta' })).toBe(whole.body.byteLength - first.body.byteLength)
    expect(seen.of('polyfeed_documents_cache_bytes', { pool: 'delta' })).toBeGreaterThan(first.body.byteLength)
    expect(seen.of('polyfeed_not_modified_ratio')).toBe(0)
  })

  test('for pages as for feeds', async () => {
    const { ask } = await everyKind()
    const { body } = await ask('/uk/', { 'Accept-Encoding': 'gzip' })
    expect((await scrape(ask)).of('polyfeed_bytes_saved_total', { by: 'compression' })).toBe(
      gunzipSync(body).byteLength - body.byteLength,
    )
  })
})

describe("the newsroom's metrics have", () => {
  test('its edition, its age, and the outcomes of refreshes', async () => {
    const { app, clock, write } = await publishNewsroom({ files: { 'articles/a.json': article() }, site: FAILABLE })
    const ask = await wire(app.handler)
    const refreshedAt = clock.now
    clock.now += 90_000
    const seen = await scrape(ask)
    expect(seen.of('polyfeed_edition_age_seconds')).toBe(90)
    expect(seen.of('polyfeed_edition_revision')).toBe(1)
    expect(seen.of('polyfeed_feeds')).toBe(app.newsroom.current()?.edition.feeds.size)
    expect(seen.of('polyfeed_refresh_last_success_timestamp_seconds')).toBe(refreshedAt / 1000)
    expect(seen.values.get('polyfeed_behind')).toBe(0)
    write(...BROKEN_DATA)
    await expect(app.newsroom.refresh()).rejects.toThrow()
    const failed = await scrape(ask)
    expect(failed.of('polyfeed_refresh_duration_seconds_count', { outcome: 'failed' })).toBe(1)
    expect(failed.of('polyfeed_refresh_duration_seconds_count', { outcome: 'ok' })).toBe(1)
    expect(failed.of('polyfeed_refresh_last_success_timestamp_seconds')).toBe(refreshedAt / 1000)
  })

  test('quarantined files by reason alone', async () => {
    const secret = article({
      published: '2027-01-01T00:00:00Z',
      variants: { uk: { ...variant('Таємниця', 'uk'), extra: 'x' }, en: variant('', 'en') },
    })
    const { ask } = await everyKind({ files: { 'articles/embargo.json': secret } })
    const { text } = await ask('/metrics')
    const quarantined = scrapedFrom(text).all('polyfeed_quarantined')
    expect(Object.fromEntries(quarantined.map(([{ reason }, count]) => [reason, count]))).toEqual({
      json_invalid: 1,
      title_missing: 1,
    })
    expect(text).not.toMatch(/embargo|broken\.json|Таємниця/)
    expect(text).not.toContain(TOKEN)
  })

  test('compositions, compressions and the caches', async () => {
    const { ask } = await everyKind()
    for (let times = 0; times < 3; times++) await ask('/uk/rss.xml', { 'Accept-Encoding': 'gzip' })
    await ask('/uk,en/atom.xml')
    const seen = await scrape(ask)
    expect(seen.of('polyfeed_documents_cache_requests_total', { pool: 'standing', result: 'hit' })).toBe(2)
    expect(seen.of('polyfeed_documents_cache_requests_total', { pool: 'standing', result: 'miss' })).toBe(1)
    expect(seen.of('polyfeed_documents_cache_requests_total', { pool: 'combined', result: 'miss' })).toBe(1)
    expect(seen.of('polyfeed_compositions_total', { format: 'rss' })).toBe(1)
    expect(seen.of('polyfeed_compositions_total', { format: 'atom' })).toBe(1)
    expect(seen.of('polyfeed_compressions_total', { encoding: 'gzip' })).toBe(1)
    expect(seen.of('polyfeed_documents_cache_bytes', { pool: 'standing' })).toBeGreaterThan(1000)
    expect(seen.of('polyfeed_documents_cache_bytes', { pool: 'archive' })).toBe(0)
  })
})
