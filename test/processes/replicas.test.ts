import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { folderWith } from '../support/desk.ts'
import { article, variant } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { type Replica, replicas, seen } from '../support/replicas.ts'
import { latch } from '../support/store-rows.ts'
import { until } from '../support/until.ts'

const empty = postgres()

const FILES = {
  'articles/a.json': article({ tags: ['river', 'city'] }),
  'articles/b.json': article({ published: '2026-02-01T00:00:00Z', variants: { uk: variant('Човен', 'uk') } }),
  'articles/c.json': article({
    published: '2025-12-01T00:00:00Z',
    tags: ['river'],
    variants: { en: variant('Ice', 'en') },
  }),
  'articles/broken.json': '{',
}

const FEEDS = [
  ...['/uk/rss.xml', '/en/atom.xml', '/ru/feed.json', '/uk/tags/river/rss.xml', '/en/sections/city/atom.xml'],
  ...['/uk/tags/river+city/rss.xml', '/uk/archive/2026-02/rss.xml', '/en/archive/2025-12/atom.xml'],
  ...['/uk/news-sitemap.xml', '/schemas/article.json', '/uk/tags/nobody/rss.xml', '/UK/rss.xml'],
]
const LISTS = ['/feeds.opml', '/uk/feeds.opml', '/uk/', '/en/tags/river/']
const PATHS = [...FEEDS, ...LISTS]

async function answersOf({ ask }: Replica): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {}
  for (const where of PATHS) answers[where] = seen(await ask(where))
  return answers
}

const revisionOf = ({ app }: Replica) => app.newsroom.current()?.edition.revision

describe('replicas on one database', () => {
  // Fake timers stop the poll of the store every few seconds, so that replicas depend on notifications.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
  afterEach(() => void vi.useRealTimers())

  test('serve the same bytes and fields, independent of the process that refreshed', async () => {
    const { replica, write, clock } = replicas(await empty(), FILES)
    const all = [await replica(), await replica(), await replica()] as const
    for (const each of all) await each.work()
    const first = await answersOf(all[0])
    for (const each of all.slice(1)) expect(await answersOf(each)).toEqual(first)
    let before = first
    for (const [turn, edited] of all.entries()) {
      clock.now += 60_000
      write('articles/b.json', article({ variants: { uk: variant(`Човен ${turn}`, 'uk') } }))
      expect((await edited.post()).status).toBe(200)
      for (const each of all)
        await until(
          () => revisionOf(each),
          (revision) => revision === turn + 2,
        )
      const now = await answersOf(all[0])
      expect(now).not.toEqual(before)
      for (const each of all.slice(1)) expect(await answersOf(each)).toEqual(now)
      before = now
    }
    // A replica that starts now has seen no earlier edition.
    const late = await replica({ POLYFEED_ROLE: 'serve' })
    await late.work()
    for (const where of FEEDS) expect(seen(await late.ask(where)), where).toEqual(before[where])
    for (const where of PATHS) expect((await late.ask(where)).text, where).toBe((await all[0].ask(where)).text)
  })

  test('that start late have the same dates of pages and lists', async () => {
    const { replica, write, clock } = replicas(await empty(), FILES)
    const early = await replica()
    await early.work()
    await answersOf(early)
    clock.now += 60_000
    write('articles/b.json', article({ variants: { uk: variant('Інший човен', 'uk') } }))
    await early.post()
    const late = await replica({ POLYFEED_ROLE: 'serve' })
    await late.work()
    const dates = async ({ ask }: Replica) =>
      Promise.all(LISTS.map(async (where) => [where, (await ask(where)).headers['last-modified']]))
    expect(await dates(late)).toEqual(await dates(early))
  })

  test('report the same quarantine', async () => {
    const { replica, write } = replicas(await empty(), FILES)
    const [one, other] = [await replica(), await replica({ POLYFEED_ROLE: 'serve' })]
    await one.work()
    await other.work()
    expect((await other.ready()).quarantine).toEqual((await one.ready()).quarantine)
    expect((await other.ready()).quarantine).toHaveLength(1)
    write('articles/broken.json', article({ variants: { uk: variant('Цілий', 'uk') } }))
    await one.post()
    await until(
      () => other.ready(),
      ({ quarantine }) => (quarantine as unknown[]).length === 0,
    )
  })

  test('report the same problems of labels and headlines', async () => {
    const { replica } = replicas(
      await empty(),
      { ...FILES, 'locales/uk/tags.json': '{' },
      { headlines: { top: ['nobody', 'a'] } },
    )
    const [one, other] = [await replica(), await replica({ POLYFEED_ROLE: 'serve' })]
    await one.work()
    await other.work()
    const told = (await one.ready()).quarantine as { file: string }[]
    expect(told.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['articles/broken.json', expect.stringContaining('tags.json')]),
    )
    expect((await other.ready()).quarantine).toEqual(told)
  })

  test('with the role serve ask another process to refresh', async () => {
    const { replica, write } = replicas(await empty(), FILES)
    const serving = await replica({ POLYFEED_ROLE: 'serve' })
    await serving.work()
    expect((await serving.ask('/uk/rss.xml')).status).toBe(503)
    expect((await serving.ask('/readyz')).status).toBe(503)
    const refreshing = await replica({ POLYFEED_ROLE: 'refresh' })
    await refreshing.work()
    await until(
      () => revisionOf(serving),
      (revision) => revision === 1,
    )
    write('articles/b.json', article({ variants: { uk: variant('Новий човен', 'uk') } }))
    const asked = await serving.post()
    expect([asked.status, JSON.parse(asked.text)]).toEqual([202, { status: 'asked' }])
    await until(
      () => revisionOf(serving),
      (revision) => revision === 2,
    )
    expect((await serving.ask('/uk/rss.xml')).text).toContain('Новий човен')
    expect(serving.app.newsroom.lastOutcome()).toBeUndefined()
    // Requests again within REQUEST_MS, while the store would still keep the first request.
    write('articles/b.json', article({ variants: { uk: variant('Третій човен', 'uk') } }))
    expect((await serving.post()).status).toBe(202)
    await until(
      () => revisionOf(serving),
      (revision) => revision === 3,
    )
  })

  test('with the role serve accept a request for a refresh if nothing has changed', async () => {
    const { replica } = replicas(await empty(), FILES)
    const serving = await replica({ POLYFEED_ROLE: 'serve' })
    await serving.work()
    const refreshing = await replica({ POLYFEED_ROLE: 'refresh' })
    await refreshing.work()
    await until(
      () => revisionOf(serving),
      (revision) => revision === 1,
    )
    expect((await serving.post()).status).toBe(202)
    await until(
      () => refreshing.app.store.release('refresh wanted'),
      (held) => !held,
    )
    await refreshing.app.newsroom.whenSettled()
    expect(revisionOf(refreshing)).toBe(1)
  })

  test('with the role refresh serve operators only', async () => {
    const { replica } = replicas(await empty(), FILES)
    const refreshing = await replica({ POLYFEED_ROLE: 'refresh' })
    await refreshing.work()
    const statuses = PATHS.map(async (where) => [where, (await refreshing.ask(where)).status])
    expect(await Promise.all(statuses)).toEqual(PATHS.map((where) => [where, 404]))
    expect((await refreshing.ask('/healthz')).status).toBe(200)
    expect(await refreshing.ready()).toMatchObject({ status: 'ready', lastRefresh: { ok: true } })
    expect((await refreshing.post()).status).toBe(200)
    expect((await refreshing.ask('/admin/refresh', {}, 'POST')).status).toBe(401)
  })

  describe('of which one changes its texts or settings', () => {
    const texts = () => ({ POLYFEED_LOCALES: otherTexts() })

    function otherTexts(): string {
      const folder = folderWith({})
      mkdirSync(path.join(folder, 'en'))
      writeFileSync(path.join(folder, 'en', 'feeds.json'), JSON.stringify({ description: { all: 'All of {{site}}.' } }))
      return folder
    }

    test.each([
      ['texts', texts],
      ['a base URL', () => ({ POLYFEED_BASE_URL: 'https://moved.example' })],
    ] as const)(
      '(%s): the other is behind, and serves its last edition until it can compose the next',
      async (_name, other) => {
        const { replica, write, clock } = replicas(await empty(), FILES)
        const [first, serving] = [await replica(), await replica({ POLYFEED_ROLE: 'serve' })]
        await first.work()
        await serving.work()
        const kept = await serving.ask('/en/rss.xml')
        const was = await first.ask('/en/atom.xml')
        const revision = revisionOf(serving)
        await first.app.close()
        clock.now += 60_000
        const changed = await replica(other())
        await changed.work()
        expect((await changed.ask('/en/rss.xml')).text).not.toBe(kept.text)
        await until(
          () => serving.ready(),
          ({ behind }) => behind === 'settings',
        )
        expect(await serving.ready()).toMatchObject({
          status: 'ready',
          edition: { revision },
        })
        expect(seen(await serving.ask('/en/rss.xml'))).toEqual(seen(kept))
        const validated = await serving.ask('/en/atom.xml', { 'If-None-Match': String(was.headers.etag) })
        expect(validated.status).toBe(304)
        const unmade = await serving.ask('/en/atom.xml')
        expect([unmade.status, unmade.headers['retry-after']]).toEqual([503, '5'])
        // A replica that starts now has no edition that it can serve.
        const late = await replica({ POLYFEED_ROLE: 'serve' })
        await late.work()
        for (const where of ['/en/rss.xml', '/uk/', '/readyz']) expect((await late.ask(where)).status).toBe(503)
        await changed.app.close()
        clock.now += 60_000
        write('articles/c.json', article({ variants: { en: variant('Ice again', 'en') } }))
        const back = await replica()
        await back.work()
        for (const each of [serving, late]) {
          await until(
            () => each.ready(),
            ({ status, behind }) => status === 'ready' && behind === undefined,
          )
          expect(seen(await each.ask('/en/atom.xml'))).toEqual(seen(await back.ask('/en/atom.xml')))
        }
      },
    )
  })

  test('end while another process refreshes, without waiting for it', async () => {
    const address = await empty()
    const { replica } = replicas(address, FILES)
    const [busy, waiting] = [await replica(), await replica()]
    await busy.work()
    const [begun, rest] = [latch(), latch()]
    const holding = busy.app.store.runExclusively(async () => {
      begun.open()
      await rest.opened
    })
    await begun.opened
    const refreshing = waiting.app.newsroom.refresh().catch(() => undefined)
    const client = new pg.Client({ connectionString: address })
    await client.connect()
    onTestFinished(() => client.end())
    // Waits until a second connection requests the lock. The query matches both waiting and polling adapters.
    await until(
      async () =>
        (
          await client.query(
            "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%advisory_lock(%' AND pid <> pg_backend_pid()",
          )
        ).rows.length,
      (connections) => connections > 1,
    )
    let closed = false
    const closing = waiting.app.close().then(() => {
      closed = true
    })
    try {
      await until(() => closed, Boolean, 5000)
    } finally {
      rest.open()
      await Promise.all([holding, refreshing, closing])
    }
  })
})

test('a process with an older program refreshes only on request', async () => {
  const { replica } = replicas(await empty(), FILES, { schedule: '* * * * * *' })
  const old = await replica({}, { program: 'old' })
  await old.work()
  const later = await replica({}, { program: 'new' })
  await later.work()
  await until(
    () => old.ready(),
    ({ behind }) => behind === 'program',
  )
  const revision = revisionOf(later)
  for (let slots = 0; slots < 2; slots++) {
    const last = later.app.newsroom.lastOutcome()
    await until(
      () => later.app.newsroom.lastOutcome(),
      (outcome) => outcome !== last,
    )
  }
  expect(revisionOf(later)).toBe(revision)
  expect((await later.app.store.head())?.program).toBe('new')
  expect((await old.post()).status).toBe(200)
  await until(
    () => later.ready(),
    ({ behind }) => behind === 'program',
  )
})
