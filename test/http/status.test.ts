import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import {
  article,
  BROKEN_DATA,
  FAILABLE,
  NOW,
  newsroom,
  publishNewsroom,
  variant,
  WHOLE_DATA,
} from '../support/newsroom.ts'
import { observeCalls } from '../support/press.ts'
import { everyKind, TOKEN, wire } from '../support/wire.ts'

const FILES = { 'articles/a.json': article() }
const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` }

describe('/healthz', () => {
  test('reports a live server before the first edition, and with a broken store', async () => {
    const store = observeCalls(openSqliteStore(':memory:'), () => {
      throw new Error('the store is down')
    })
    const inner = await newsroom({ overrides: { store: { ...store, close: async () => undefined } } })
    const ask = await wire(inner.app.handler)
    const { status, text, headers } = await ask('/healthz')
    expect([status, JSON.parse(text), headers['cache-control']]).toEqual([200, { status: 'alive' }, 'no-store'])
    expect((await ask('/healthz', {}, 'HEAD')).status).toBe(200)
    expect((await ask('/readyz')).status).toBe(503)
  })
})

describe('/readyz', () => {
  test('answers 503 before the first edition and 200 afterwards', async () => {
    const { app } = await newsroom({ files: FILES })
    const ask = await wire(app.handler)
    const before = await ask('/readyz')
    expect([before.status, JSON.parse(before.text)]).toEqual([503, { status: 'not ready', lastRefresh: null }])
    await app.newsroom.refresh()
    const after = await ask('/readyz')
    expect(after.status).toBe(200)
    expect(JSON.parse(after.text)).toMatchObject({
      status: 'ready',
      edition: { revision: 1, instant: new Date(NOW).toISOString(), ageSeconds: 0 },
      lastRefresh: { ok: true, at: new Date(NOW).toISOString(), quarantined: 0 },
      quarantine: [],
    })
    expect(after.headers['cache-control']).toBe('no-store')
  })

  test('lists quarantined files with place and reason', async () => {
    const { ask, write, app } = await everyKind()
    const { quarantine } = JSON.parse((await ask('/readyz')).text)
    expect(quarantine).toEqual([
      {
        file: 'articles/broken.json',
        place: expect.stringContaining('line 1'),
        reason: 'json_invalid',
        message: expect.stringMatching(/\S/),
      },
    ])
    write('articles/broken.json', article())
    await app.newsroom.refresh()
    expect(JSON.parse((await ask('/readyz')).text).quarantine).toEqual([])
  })

  test("stays 200 when a refresh fails, and reports the failure and the edition's age", async () => {
    const { app, write, clock } = await publishNewsroom({ files: FILES, site: FAILABLE })
    const ask = await wire(app.handler)
    const feed = await ask('/uk/rss.xml')
    write(...BROKEN_DATA)
    clock.now += 90_000
    await expect(app.newsroom.refresh()).rejects.toThrow('_data/broken.yml')
    const { status, text } = await ask('/readyz')
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      edition: { ageSeconds: 90 },
      lastRefresh: { ok: false, at: new Date(NOW + 90_000).toISOString() },
    })
    expect((await ask('/uk/rss.xml')).text).toBe(feed.text)
    write(...WHOLE_DATA)
    await app.newsroom.refresh()
    expect(JSON.parse((await ask('/readyz')).text)).toMatchObject({ lastRefresh: { ok: true } })
  })
})

describe('/admin/refresh', () => {
  test('answers 404 if no token is configured', async () => {
    const { app } = await publishNewsroom({ files: FILES })
    const ask = await wire(app.handler)
    for (const method of ['GET', 'POST']) {
      const answers = [await ask('/admin/refresh', {}, method), await ask('/admin/refresh', AUTHORIZED, method)]
      for (const { status, headers } of answers) {
        expect(status).toBe(404)
        expect(headers['www-authenticate']).toBeUndefined()
      }
    }
  })

  test.each<readonly [string, Record<string, string>]>([
    ['nothing', {}],
    ['another token', { Authorization: 'Bearer another-token-of-24-chars' }],
    ['a part of the token', { Authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['the token and more', { Authorization: `Bearer ${TOKEN}x` }],
    ['the token in capitals', { Authorization: `Bearer ${TOKEN.toUpperCase()}` }],
    ['the token alone', { Authorization: TOKEN }],
    ['another scheme', { Authorization: `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}` }],
    ['no token', { Authorization: 'Bearer ' }],
    ['the token in a cookie', { Cookie: `token=${TOKEN}` }],
  ])('refuses %s with 401 and does not refresh', async (_name, headers) => {
    const { ask, write, app } = await everyKind()
    write('articles/c.json', article({ variants: { uk: variant('В', 'uk') } }))
    const answer = await ask('/admin/refresh', headers, 'POST')
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
    expect(answer.headers['cache-control']).toBe('no-store')
    await app.newsroom.whenSettled()
    expect(app.newsroom.current()?.edition.revision).toBe(1)
  })

  test('refuses a token in the address', async () => {
    const { ask } = await everyKind()
    for (const name of ['token', 'access_token', 'authorization']) {
      expect((await ask(`/admin/refresh?${name}=${TOKEN}`, {}, 'POST')).status).toBe(401)
    }
  })

  test.each(['Bearer', 'bearer', 'BEARER'])('with the token (%s) refreshes and reports changes', async (scheme) => {
    const { ask, write } = await everyKind()
    write('articles/c.json', article({ tags: [], variants: { uk: variant('В', 'uk') } }))
    const { status, text, headers } = await ask('/admin/refresh', { Authorization: `${scheme} ${TOKEN}` }, 'POST')
    expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
    expect(JSON.parse(text)).toEqual({
      revision: 2,
      files: { changed: 1, vanished: 0, known: 4 },
      articles: 1,
      feeds: 2,
      quarantined: 1,
      skipped: 0,
      backfilled: 0,
      missing: [],
      milliseconds: expect.any(Number),
    })
    expect((await ask('/uk/rss.xml')).text).toContain('herald.example,2020:c/uk')
  })

  test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('answers 405 to %s and does not refresh', async (method) => {
    const { ask, remove, app } = await everyKind()
    remove('articles/a.json')
    const { status, headers } = await ask('/admin/refresh', AUTHORIZED, method)
    expect([status, headers.allow]).toEqual([405, 'POST'])
    await app.newsroom.whenSettled()
    expect(app.newsroom.current()?.edition.revision).toBe(1)
  })

  test('reports why a refresh failed', async () => {
    const { ask, write } = await everyKind({ site: FAILABLE })
    write(...BROKEN_DATA)
    const { status, text, headers } = await ask('/admin/refresh', AUTHORIZED, 'POST')
    expect([status, headers['cache-control']]).toEqual([500, 'no-store'])
    expect(text).toContain('_data/broken.yml')
    expect(text).not.toMatch(/\.ts:|node_modules/)
    expect((await ask('/uk/rss.xml')).status).toBe(200)
  })

  test('joins simultaneous requests into one refresh', async () => {
    const { ask, write } = await everyKind()
    write('articles/c.json', article({ tags: [], variants: { uk: variant('В', 'uk') } }))
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask('/admin/refresh', AUTHORIZED, 'POST')))
    for (const { text } of answers) expect(JSON.parse(text).revision).toBe(2)
  })

  test.each(['/admin/refresh/', '/Admin/refresh', '/Admin/', '/admin/nothing'])('%s answers 404', async (where) => {
    expect((await (await everyKind()).ask(where, AUTHORIZED, 'POST')).status).toBe(404)
  })
})
