import path from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { folderWith } from '../support/desk.ts'
import { article, NOW, newsroom, variant } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { observeCalls, type Press, press } from '../support/press.ts'
import { headRow, latch } from '../support/store-rows.ts'
import { until } from '../support/until.ts'

const empty = postgres()
const file = () => path.join(folderWith({}), 'polyfeed.db')

const FILES = Object.fromEntries(
  [1, 2, 3, 4].map((n) => [`${n}.json`, article({ variants: { uk: variant(`Міст ${n}`, 'uk') } })]),
)

const titlesIn = async (store: Store) =>
  (await store.shownVariants(await store.window({ language: 'uk' as never, kind: 'all' }, 100)))
    .map(({ variant }) => variant.title)
    .sort()

describe.each([
  ['SQLite', async () => `sqlite:${file()}`],
  ['PostgreSQL', empty],
] as const)('two processes that refresh one store in %s', (_name, address) => {
  async function openRegistered(where: string): Promise<Store> {
    const store = await openStore(where)
    onTestFinished(() => store.close().catch(() => undefined))
    return store
  }

  test("take turns, and each knows the other's edition", async () => {
    const where = await address()
    const first = press({ store: await openRegistered(where), files: FILES })
    const second = first.restart({ store: await openRegistered(where) })
    for (let turn = 0; turn < 4; turn++) {
      first.clock.now += 60_000
      first.source.write(`new ${turn}.json`, article({ variants: { uk: variant(`Новий ${turn}`, 'uk') } }))
      const report = await (turn % 2 ? first.newsroom : second).refresh()
      // A process does not read files again that the other has read.
      expect(report.files.changed).toBe(turn === 0 ? 5 : 1)
      expect(report.revision).toBe(turn + 1)
    }
    expect(await titlesIn(first.store)).toHaveLength(8)
  })

  test('at the same moment lose nothing, and both succeed', async () => {
    const where = await address()
    // With `quiet`, feeds depend on the articles alone.
    const site = { backfill: 'quiet' }
    const first = press({ store: await openRegistered(where), files: FILES, site })
    const second = first.restart({ store: await openRegistered(where) })
    await first.newsroom.refresh()
    for (let turn = 0; turn < 6; turn++) {
      first.clock.now += 60_000
      first.source.write(`${1 + (turn % 4)}.json`, article({ variants: { uk: variant(`Міст ${turn} знову`, 'uk') } }))
      first.source.write(`new ${turn}.json`, article({ variants: { uk: variant(`Новий ${turn}`, 'uk') } }))
      const reports = await Promise.all([first.newsroom.refresh(), second.refresh()])
      // One of the two writes the change.
      expect(new Set(reports.map(({ revision }) => revision))).toEqual(new Set([turn + 2]))
      expect(reports.map(({ feeds }) => feeds > 0).filter(Boolean)).toHaveLength(1)
    }
    const whole = press({ store: openSqliteStore(':memory:'), site })
    for (const { file: name } of first.source.scan()) {
      whole.source.write(name, Buffer.from(first.source.read(name)).toString())
    }
    await whole.newsroom.refresh()
    expect(await titlesIn(first.store)).toEqual(await titlesIn(whole.store))
    const versions = async (store: Store) =>
      (await store.feeds()).map(({ scope, version }) => JSON.stringify([scope, version])).sort()
    expect(await versions(first.store)).toEqual(await versions(whole.store))
  })
})

describe('a refresh that another process overtakes', () => {
  /** Two newsrooms on one file. The first is overtaken before its transaction, after reading its files. */
  async function overtaken(
    times: number,
  ): Promise<Press & { second: Press['newsroom']; held: () => number; inner: Store }> {
    const where = file()
    const inner = openSqliteStore(where)
    const other = openSqliteStore(where)
    onTestFinished(() => other.close())
    let held = 0
    let overtaking = false
    const store = observeCalls(inner, async (method) => {
      if (method !== 'transact' || !overtaking || held >= times) return
      held++
      made.source.write(`by the other ${held}.json`, article({ variants: { uk: variant(`Чужий ${held}`, 'uk') } }))
      await second.refresh()
    })
    const made = press({ store, files: FILES })
    const second = made.restart({ store: other })
    await made.newsroom.refresh()
    await second.follow()
    overtaking = true
    return { ...made, second, held: () => held, inner }
  }

  test.each([1, 2, 3])("%i times starts again, and keeps the other's changes", async (times) => {
    const made = await overtaken(times)
    made.clock.now += 60_000
    made.source.write('1.json', article({ variants: { uk: variant('Інший', 'uk') } }))
    await made.newsroom.refresh()
    expect(made.held()).toBe(times)
    const titles = await titlesIn(made.inner)
    expect(titles).toContain('Інший')
    expect(titles.filter((title) => title.startsWith('Чужий'))).toHaveLength(times)
    expect(made.newsroom.lastOutcome()).toMatchObject({ ok: true })
    expect(made.newsroom.current()?.edition.revision).toBe((await made.inner.head())?.revision)
  })

  test('too often fails, and the edition that it serves is one of the store', async () => {
    const made = await overtaken(100)
    const before = made.newsroom.current()
    made.clock.now += 60_000
    await expect(made.newsroom.refresh()).rejects.toThrow()
    expect(made.newsroom.lastOutcome()).toMatchObject({ ok: false })
    expect(made.newsroom.current()).toBe(before)
    await made.newsroom.follow()
    expect(made.newsroom.current()?.edition.revision).toBe((await made.inner.head())?.revision)
  })
})

describe("a writer that waits for another process's transaction", () => {
  async function waitForTransaction() {
    const where = file()
    const [busy, store] = [openSqliteStore(where), openSqliteStore(where)]
    onTestFinished(() => Promise.all([busy.close(), store.close().catch(() => undefined)]).then(() => undefined))
    const begun = latch()
    const rest = latch()
    const holding = busy.transact(async (writer) => {
      await writer.putHead(headRow({ revision: 1 }))
      begun.open()
      await rest.opened
    })
    await begun.opened
    return { store, rest, holding }
  }

  test('does not block its process: timers and reads continue', async () => {
    const { store, rest, holding } = await waitForTransaction()
    let written = false
    const writing = store
      .transact((writer) => writer.putHead(headRow({ revision: 2 })))
      .then(() => {
        written = true
      })
    for (let tick = 0; tick < 20; tick++) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      expect(await store.head()).toBeUndefined()
      expect(written).toBe(false)
    }
    rest.open()
    await Promise.all([holding, writing])
    expect((await store.head())?.revision).toBe(2)
  })

  test('gets a claimed name afterwards, and only once', async () => {
    const { store, rest, holding } = await waitForTransaction()
    const claims = [store.claim('slot', NOW, NOW + 1000), store.claim('slot', NOW, NOW + 1000)]
    rest.open()
    await holding
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
  })

  test('can be closed while it waits', async () => {
    const where = file()
    const [inner, busy] = [openSqliteStore(where), openSqliteStore(where)]
    onTestFinished(() => busy.close())
    const [begun, requested, rest] = [latch(), latch(), latch()]
    let armed = false
    const store = observeCalls(inner, (method) => {
      if (armed && method === 'transact') requested.open()
    })
    const { app, write } = await newsroom({ files: { 'articles/a.json': article() }, overrides: { store } })
    await app.newsroom.refresh()
    const holding = busy.transact(async () => {
      begun.open()
      await rest.opened
    })
    await begun.opened
    armed = true
    write('articles/a.json', article({ variants: { uk: variant('Інший', 'uk') } }))
    const refreshing = app.newsroom.refresh().catch(() => undefined)
    await requested.opened
    let closed = false
    const closing = app.close().then(() => {
      closed = true
    })
    try {
      await until(() => closed, Boolean, 3000)
    } finally {
      rest.open()
      await Promise.all([holding, refreshing, closing])
    }
  })
})

test.each([
  ['SQLite', async () => `sqlite:${file()}`],
  ['PostgreSQL', empty],
] as const)(
  "a process that starts to follow during another's refresh misses no edition: %s",
  async (_name, address) => {
    const where = await address()
    const inner = await openStore(where)
    const other = await newsroom({
      files: { 'articles/a.json': article() },
      overrides: { store: await openStore(where) },
    })
    const store = observeCalls(inner, async (method) => {
      if (method === 'follow') await other.app.newsroom.refresh()
    })
    const { app } = await newsroom({
      files: { 'articles/a.json': article() },
      environment: { POLYFEED_ROLE: 'serve' },
      overrides: { store },
    })
    await app.work()
    await until(() => app.newsroom.current()?.edition.revision, Boolean, 7000)
  },
)

test('processes that refresh by turns log a problem once each', async () => {
  const where = file()
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const open = () =>
    newsroom({
      site: { headlines: { top: ['nobody', 'a'] } },
      files: { 'articles/a.json': article(), 'articles/broken.json': '{', 'locales/uk/tags.json': '{' },
      overrides: { store: openSqliteStore(where), log },
    })
  const both = [await open(), await open()]
  const rooms = both.map(({ app }) => app.newsroom)
  for (const room of [...rooms, ...rooms, ...rooms]) {
    for (const { clock } of both) clock.now += 60_000
    await room.refresh()
    for (const other of rooms) await other.follow()
  }
  const logged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'quarantined')
  const times = (reason: string) => logged.filter((problem) => problem.reason === reason).length
  // The second process logs it when it reads the first's report, or when it finds it itself.
  for (const reason of ['json_invalid', 'headline_unknown', 'locale_invalid']) {
    expect(times(reason), reason).toBeGreaterThan(0)
    expect(times(reason), reason).toBeLessThanOrEqual(rooms.length)
  }
})
