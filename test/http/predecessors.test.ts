import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, publishNewsroom, SITE, type TestOptions, variant } from '../support/newsroom.ts'
import { type Answer, type Ask, wire } from '../support/wire.ts'

const TAGS = Array.from({ length: 20 }, (_, index) => `tag${index}`)
/** More documents than a request waits for. */
const PATHS = TAGS.flatMap((tag) => ['rss.xml', 'atom.xml', 'feed.json'].map((file) => `/uk/tags/${tag}/${file}`))
const [PATH = ''] = PATHS
/** A busy machine takes seconds to compose them. */
const PATIENT = { timeout: 30_000 }
const GZIP = { 'Accept-Encoding': 'gzip' }

const story = (title: string, over: Record<string, unknown> = {}) =>
  article({ tags: TAGS, section: 'city', variants: { uk: variant(title, 'uk') }, ...over })

/** A newsroom whose store answers nothing while it is held. */
async function openDesk(options: TestOptions = {}) {
  const store = openSqliteStore(':memory:')
  let held: Promise<void> = Promise.resolve()
  let release = (): void => undefined
  const snapshot: typeof store.snapshot = async (work) => {
    await held
    return store.snapshot(work)
  }
  const site = await publishNewsroom({
    ...{ files: { 'articles/a.json': story('Before'), 'articles/b.json': story('Other') } },
    ...options,
    overrides: { store: { ...store, snapshot } },
  })
  const ask = await wire(site.app.handler)
  for (const path of PATHS) await ask(path)
  await ask(PATH, GZIP)
  const edit = async (...files: readonly (readonly [string, unknown])[]) => {
    site.clock.now += 60_000
    for (const [file, content] of files) site.write(file, content)
    await site.app.newsroom.refresh()
  }
  return {
    ...{ ...site, ask, edit },
    hold: () => {
      held = new Promise((resolve) => {
        release = resolve
      })
    },
    release: () => release(),
  }
}

const renamed = ['articles/a.json', story('After')] as const

const untilCurrent = (ask: Ask, path: string, before: Answer) =>
  expect.poll(async () => (await ask(path)).headers.etag, PATIENT).not.toBe(before.headers.etag)

test('while many documents change, their predecessors are served until the new ones are composed', async () => {
  const { ask, edit, hold, release, clock } = await openDesk()
  const before = await ask(PATH)
  hold()
  await edit(renamed)
  clock.now += 5_500
  const stale = await ask(PATH)
  expect(stale.text).toBe(before.text)
  expect(stale.headers).toMatchObject({
    etag: before.headers.etag,
    'last-modified': before.headers['last-modified'],
    'cache-control': 'public, max-age=0, stale-while-revalidate=60',
    age: '5',
  })
  expect(before.headers).not.toHaveProperty('age')
  release()
  await untilCurrent(ask, PATH, before)
  const after = await ask(PATH)
  expect(after.text).toContain('After')
  expect(after.headers['cache-control']).toBe(before.headers['cache-control'])
  expect(after.headers).not.toHaveProperty('age')
  // In every format, and in every encoding that was requested.
  for (const path of PATHS) {
    await expect.poll(async () => (await ask(path)).text, PATIENT).toContain('After')
  }
  expect((await ask(PATH, GZIP)).headers.etag).toContain(String(after.headers.etag).slice(1, -1))
})

test('conditional requests: 304 for the predecessor and for the new version', async () => {
  const { ask, edit, hold, release } = await openDesk()
  const [before, beforeInGzip] = [await ask(PATH), await ask(PATH, GZIP)]
  hold()
  await edit(renamed)
  const current = ask(PATH, { 'Cache-Control': 'no-cache' })
  for (const [headers, tag] of [
    [{}, before.headers.etag],
    [GZIP, beforeInGzip.headers.etag],
    [{ 'A-IM': 'feed' }, before.headers.etag],
  ] as const) {
    const unchanged = await ask(PATH, { ...headers, 'If-None-Match': String(tag) })
    expect(unchanged.status).toBe(304)
    expect(unchanged.headers).toMatchObject({ etag: tag, age: '0', 'last-modified': before.headers['last-modified'] })
    expect(unchanged.headers['cache-control']).toMatch(/max-age=0/)
  }
  const since = String(before.headers['last-modified'])
  expect((await ask(PATH, { 'If-Modified-Since': since })).status).toBe(304)
  expect((await ask(PATH, { 'If-None-Match': '"unknown"' })).headers.etag).toBe(before.headers.etag)
  // A client may have the new version from another process.
  release()
  const { headers } = await current
  expect(headers.etag).not.toBe(before.headers.etag)
  const known = await ask(PATH, { 'If-None-Match': String(headers.etag) })
  expect([known.status, known.headers.etag]).toEqual([304, headers.etag])
  expect(known.headers).not.toHaveProperty('age')
})

test('the new version is known before it is composed', async () => {
  const [one, two] = [await openDesk(), await openDesk()]
  await one.edit(renamed)
  const before = await two.ask(PATH)
  await untilCurrent(one.ask, PATH, before)
  const { headers } = await one.ask(PATH)
  two.hold()
  await two.edit(renamed)
  expect((await two.ask(PATH)).headers.etag).toBe(before.headers.etag)
  const known = await two.ask(PATH, { 'If-None-Match': String(headers.etag) })
  expect([known.status, known.headers.etag]).toEqual([304, headers.etag])
  two.release()
})

test('a request waits: for an encoding that is not in memory, with no-cache, and when a minute is over', async () => {
  const { ask, edit, hold, release, clock } = await openDesk()
  const before = await ask(PATH)
  hold()
  await edit(renamed)
  const waiting = [ask(PATH, { 'Accept-Encoding': 'br' }), ask(PATH, { 'Cache-Control': 'no-cache' })]
  expect((await ask(PATH)).headers.etag).toBe(before.headers.etag)
  clock.now += 59_999
  expect((await ask(PATH)).headers).toMatchObject({ etag: before.headers.etag, age: '59' })
  clock.now += 1
  waiting.push(ask(PATH))
  release()
  for (const answer of await Promise.all(waiting)) {
    expect(answer.status).toBe(200)
    expect(answer.headers.etag).not.toBe(before.headers.etag)
  }
})

test('after the next edition the age counts on, and the newest composition is the predecessor', async () => {
  const { ask, edit, hold, release, clock } = await openDesk()
  const before = await ask(PATH)
  hold()
  await edit(renamed)
  await ask(PATH)
  clock.now -= 30_000
  await edit(['articles/a.json', story('Third')])
  expect((await ask(PATH)).headers).toMatchObject({ etag: before.headers.etag, age: '30' })
  release()
  await expect.poll(async () => (await ask(PATH)).text, PATIENT).toContain('Third')
})

test('a withdrawn article has no predecessors', async () => {
  const { ask, edit, hold, release } = await openDesk()
  hold()
  await edit(['articles/a.json', story('Before', { status: 'withdrawn' })])
  const answer = ask(PATH)
  release()
  expect((await answer).text).not.toContain('Before')
})

test('a retired feed is gone at once', async () => {
  const { ask, edit, hold, release } = await openDesk()
  hold()
  await edit(renamed, ['site.yaml', stringify({ ...SITE, retired: { tags: [TAGS[0]] } })])
  expect((await ask(PATH)).status).toBe(410)
  release()
})

test('a few changed documents have no predecessors', async () => {
  const { ask, edit } = await openDesk({
    files: { 'articles/a.json': story('Before', { tags: TAGS.slice(0, 2) }), 'articles/b.json': story('Other') },
  })
  await edit(['articles/a.json', story('After', { tags: TAGS.slice(0, 2) })])
  expect((await ask(PATH)).text).toContain('After')
})

test('a cache with surrogate keys stores a predecessor under its own keys, for no time', async () => {
  const { ask, edit, hold, release } = await openDesk({ site: { cdn: { header: 'Surrogate-Key' } } })
  const before = await ask(PATH)
  hold()
  await edit(renamed)
  const stale = await ask(PATH)
  expect(stale.headers).toMatchObject({
    etag: before.headers.etag,
    'surrogate-key': before.headers['surrogate-key'],
    'cache-control': 'public, max-age=0, stale-while-revalidate=60',
  })
  release()
  await untilCurrent(ask, PATH, before)
})
