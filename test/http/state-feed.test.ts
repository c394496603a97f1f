import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { BROKEN_DATA, configOf, FAILABLE, intake, NOW, WHOLE_DATA } from '../support/newsroom.ts'
import { parseDocument } from '../support/parsed-feed.ts'
import { everyKind, TOKEN, wire } from '../support/wire.ts'

const LOOK = 5 * 60_000
const PATH = '/admin/state.atom'
const EN = { 'Accept-Language': 'en' }
const AUTHORIZED = { ...EN, Authorization: `Bearer ${TOKEN}` }
const SCHEMA = process.env.RFC4287_RNG ?? path.resolve(import.meta.dirname, '../../../shared/schemas/rfc4287.rng')

const iso = (instant: number): string => new Date(instant).toISOString()

async function desk() {
  const files = { 'stories/ferry.en.md': '---\ntitle: Ferry\ndate: 2026-02-01\n---\nIt sails.\n' }
  const made = await everyKind({ site: { ...FAILABLE, jitter: 0 }, files })
  made.remove('articles/broken.json')
  await made.app.work()
  const feedOf = async (fields: Record<string, string> = AUTHORIZED, query = '') => {
    const { text } = await made.ask(PATH + query, fields)
    return { text, ...parseDocument(PATH.replace('state.atom', 'atom.xml'), text) }
  }
  const titles = async () => (await feedOf()).items.map(({ title }) => title)
  /** Refreshes five minutes later. The look that this starts ends at some time after the refresh. */
  const look = async () => {
    made.clock.now += LOOK
    await made.app.newsroom.refresh().catch(() => undefined)
  }
  const lookUntil = (expected: unknown) => expect.poll(() => look().then(titles), { timeout: 20_000 }).toEqual(expected)
  return { ...made, feedOf, titles, look, lookUntil }
}

test('conditions and failed refreshes are entries with stable ids and the dates of the store', async () => {
  const { feedOf, lookUntil, look, titles, write, remove, clock, ask, app } = await desk()
  await look()
  expect((await feedOf()).updated).toBe('2020-01-01T00:00:00.000Z')

  clock.now += 1000
  const failed = clock.now
  write(...BROKEN_DATA)
  await app.newsroom.refresh().catch(() => undefined)
  const [failure] = (await feedOf()).items
  expect(failure).toMatchObject({
    ...{ id: `tag:herald.example,2020:state:failed:${failed}`, published: iso(failed), updated: iso(failed) },
    ...{ title: expect.stringMatching(/^The last refresh failed: _data\/broken\.yml/) },
    url: 'https://feeds.example/admin/#refreshes',
    html: expect.stringMatching(/<p>March 10, 2026 at .*<\/p><p lang="en" dir="ltr">_data\/broken\.yml/),
  })

  write(...WHOLE_DATA)
  remove('stories/ferry.en.md')
  await lookUntil([
    'Missing sources: stories',
    expect.stringMatching(/^Over: The last refresh failed: _data\/broken\.yml/),
  ])
  const { items, updated, language } = await feedOf()
  const [missing, over] = items
  expect(over).toMatchObject({ id: failure?.id, published: failure?.published })
  expect(Date.parse(String(over?.updated))).toBeGreaterThan(failed)
  expect(missing).toMatchObject({ url: 'https://feeds.example/admin/#missing', updated, published: updated })
  expect([language, missing?.id]).toEqual(['en', expect.stringMatching(/:state:missing%3Astories:\d+$/)])

  // The language changes texts only.
  const french = await feedOf({ ...AUTHORIZED, 'Accept-Language': 'fr' })
  expect(french.items.map(({ id, updated }) => [id, updated])).toEqual(items.map(({ id, updated }) => [id, updated]))
  expect(french.items[0]?.title).toBe('Sources manquantes\u00a0: stories')

  // Without changes, later requests get the same bytes.
  const { text } = await feedOf()
  await look()
  clock.now += 7 * LOOK
  expect((await feedOf()).text).toBe(text)
  expect(await titles()).toHaveLength(2)
  if (spawnSync('xmllint', ['--version']).error || !existsSync(SCHEMA)) return
  execFileSync('xmllint', ['--noout', '--relaxng', SCHEMA, '-'], { input: text, stdio: 'pipe' })
  expect((await ask(PATH, AUTHORIZED)).headers['content-type']).toBe('application/atom+xml; charset=utf-8')
})

test('readers ask conditionally, and get it encoded', async () => {
  const { ask } = await desk()
  const whole = await ask(PATH, AUTHORIZED)
  const { etag = '', 'last-modified': modified = '', vary } = whole.headers
  expect([whole.status, whole.headers['cache-control'], vary]).toEqual([
    200,
    'private, no-cache',
    'Accept-Encoding, Accept-Language, Authorization',
  ])
  for (const condition of [{ 'If-None-Match': etag }, { 'If-Modified-Since': modified }]) {
    const { status, headers, body } = await ask(PATH, { ...AUTHORIZED, ...condition })
    expect([status, headers.etag, headers['cache-control'], body.length]).toEqual([304, etag, 'private, no-cache', 0])
  }
  expect((await ask(PATH, { ...AUTHORIZED, 'Accept-Encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
  expect((await ask(PATH, AUTHORIZED, 'HEAD')).body.length).toBe(0)
  expect((await ask(PATH, AUTHORIZED, 'POST')).status).toBe(405)
})

test('it is for operators, by their token or the one on their page, which opens nothing else', async () => {
  const { ask } = await desk()
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }
  const login = await ask('/admin/login', form, 'POST', `token=${TOKEN}`)
  const page = await ask('/admin/', { ...EN, Cookie: String(login.headers['set-cookie']).split(';')[0] ?? '' })
  const [, address = '', token = ''] = /<a href="(\/admin\/state\.atom\?token=([^"]+))">/.exec(page.text) ?? []
  const { status, text } = await ask(address)
  expect([status, text]).toEqual([200, expect.stringContaining(`rel="self" href="https://feeds.example${address}"`)])
  expect(text).not.toContain(TOKEN)
  expect((await ask(`${PATH}?token=${TOKEN}`)).status).toBe(200)
  for (const [query, fields] of [
    ['', {}],
    ['?token=', {}],
    [`?token=${token}x`, {}],
    ['', { Authorization: 'Bearer wrong' }],
  ] as const) {
    const refused = await ask(PATH + query, fields)
    expect([refused.status, refused.text.includes('<feed')], query).toEqual([404, false])
  }
  expect((await ask('/admin/refresh', { Authorization: `Bearer ${token}` }, 'POST')).status).toBe(401)
  expect((await ask('/admin/login', form, 'POST', `token=${token}`)).status).toBe(403)
})

test('every process that shares the store serves it', async () => {
  const store = { ...openSqliteStore(':memory:'), close: async () => undefined }
  await store.transact((writer) =>
    writer.beginCondition({ id: 'disk', kind: 'disk', values: { share: 0.96 } } as { id: string }, NOW),
  )
  const { folder } = await everyKind()
  const config = configOf(folder, { POLYFEED_ADMIN_TOKEN: TOKEN, POLYFEED_ROLE: 'serve' })
  const other = await createApp(config, { intake, store, now: () => NOW })
  const ask = await wire(other.handler)
  const { text } = await ask(PATH, AUTHORIZED)
  expect(text).toContain('Space in use on the disk with the store: 96%')
})
