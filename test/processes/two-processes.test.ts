import path from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { folderWith } from '../support/desk.ts'
import { article, NOW, newsroom, variant } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { type Press, press, watched } from '../support/press.ts'
import { headRow, latch } from '../support/store-rows.ts'
import { until } from '../support/until.ts'

const empty = postgres()
const file = () => path.join(folderWith({}), 'polyfeed.db')

const FILES = Object.fromEntries(
  [1, 2, 3, 4].map((n) => [`${n}.json`, article({ variants: { uk: variant(`Міст ${n}`, 'uk') } })]),
)

const titlesIn = async (store: Store) =>
  (await store.shown(await store.window({ language: 'uk' as never, kind: 'all' }, 100)))
    .map(({ variant }) => variant.title)
    .sort()

describe.each([
  ['SQLite', async () => `sqlite:${file()}`],
  ['PostgreSQL', empty],
] as const)('two processes that refresh one store in %s', (_name, address) => {
  async function opened(where: string): Promise<Store> {
    const store = await openStore(where)
    onTestFinished(() => store.close().catch(() => undefined))
    return store
  }

  test('one after the other, each knowing what the other has made', async () => {
    const where = await address()
    const first = press({ store: await opened(where), files: FILES })
    const second = first.again({ store: await opened(where) })
    for (let turn = 0; turn < 4; turn++) {
      first.clock.now += 60_000
      first.source.write(`new ${turn}.json`, article({ variants: { uk: variant(`Новий ${turn}`, 'uk') } }))
      const report = await (turn % 2 ? first.newsroom : second).refresh()
      // The other's files are not read again.
      expect(report.files.changed).toBe(turn === 0 ? 5 : 1)
      expect(report.revision).toBe(turn + 1)
    }
    expect(await titlesIn(first.store)).toHaveLength(8)
  })

  test('at the same moment, over and over: nothing is lost, and both end well', async () => {
    const where = await address()
    const first = press({ store: await opened(where), files: FILES })
    const second = first.again({ store: await opened(where) })
    await first.newsroom.refresh()
    for (let turn = 0; turn < 6; turn++) {
      first.clock.now += 60_000
      first.source.write(`${1 + (turn % 4)}.json`, article({ variants: { uk: variant(`Міст ${turn} знову`, 'uk') } }))
      first.source.write(`new ${turn}.json`, article({ variants: { uk: variant(`Новий ${turn}`, 'uk') } }))
      const reports = await Promise.all([first.newsroom.refresh(), second.refresh()])
      // One of them wrote it; for the other there was nothing left, whichever was first.
      expect(new Set(reports.map(({ revision }) => revision))).toEqual(new Set([turn + 2]))
      expect(reports.map(({ feeds }) => feeds > 0).filter(Boolean)).toHaveLength(1)
    }
    const whole = press({ store: openSqliteStore(':memory:') })
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
  /** Two newsrooms on one file; the first is held before its transaction, after it has looked at its files. */
  async function heldBack(
    times: number,
  ): Promise<Press & { second: Press['newsroom']; held: () => number; inner: Store }> {
    const where = file()
    const inner = openSqliteStore(where)
    const other = openSqliteStore(where)
    onTestFinished(() => other.close())
    let held = 0
    let overtaking = false
    const store = watched(inner, async (method) => {
      if (method !== 'transact' || !overtaking || held >= times) return
      held++
      made.source.write(`by the other ${held}.json`, article({ variants: { uk: variant(`Чужий ${held}`, 'uk') } }))
      await second.refresh()
    })
    const made = press({ store, files: FILES })
    const second = made.again({ store: other })
    await made.newsroom.refresh()
    await second.follow()
    overtaking = true
    return { ...made, second, held: () => held, inner }
  }

  test.each([1, 2, 3])('%i times begins again, and takes nothing back of what that one made', async (times) => {
    const made = await heldBack(times)
    made.clock.now += 60_000
    made.source.write('1.json', article({ variants: { uk: variant('Інший', 'uk') } }))
    await made.newsroom.refresh()
    expect(made.held()).toBe(times)
    const titles = await titlesIn(made.inner)
    expect(titles).toContain('Інший')
    expect(titles.filter((title) => title.startsWith('Чужий'))).toHaveLength(times)
    expect(made.newsroom.last()).toMatchObject({ ok: true })
    expect(made.newsroom.current()?.edition.revision).toBe((await made.inner.head())?.revision)
  })

  test('again and again fails in the end, and the edition that it serves is one of the store’s', async () => {
    const made = await heldBack(100)
    const before = made.newsroom.current()
    made.clock.now += 60_000
    await expect(made.newsroom.refresh()).rejects.toThrow()
    expect(made.newsroom.last()).toMatchObject({ ok: false })
    expect(made.newsroom.current()).toBe(before)
    await made.newsroom.follow()
    expect(made.newsroom.current()?.edition.revision).toBe((await made.inner.head())?.revision)
  })
})

describe('a writer that waits for another process’s transaction', () => {
  async function waiting() {
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

  test('keeps nothing else of its process waiting: timers tick, reads are answered', async () => {
    const { store, rest, holding } = await waiting()
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

  test('is claimed a name when that one is over', async () => {
    const { store, rest, holding } = await waiting()
    const claims = [store.claim('slot', NOW, NOW + 1000), store.claim('slot', NOW, NOW + 1000)]
    rest.open()
    await holding
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
  })

  test('may be told to stop while it waits', async () => {
    const where = file()
    const [inner, busy] = [openSqliteStore(where), openSqliteStore(where)]
    onTestFinished(() => busy.close())
    const [begun, asked, rest] = [latch(), latch(), latch()]
    let waiting = false
    const store = watched(inner, (method) => {
      if (waiting && method === 'transact') asked.open()
    })
    const { app, write } = await newsroom({ files: { 'articles/a.json': article() }, overrides: { store } })
    await app.newsroom.refresh()
    const holding = busy.transact(async () => {
      begun.open()
      await rest.opened
    })
    await begun.opened
    waiting = true
    write('articles/a.json', article({ variants: { uk: variant('Інший', 'uk') } }))
    const refreshing = app.newsroom.refresh().catch(() => undefined)
    await asked.opened
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
  'a process that begins to follow while another makes an edition misses nothing: %s',
  async (_name, address) => {
    const where = await address()
    const inner = await openStore(where)
    const other = await newsroom({
      files: { 'articles/a.json': article() },
      overrides: { store: await openStore(where) },
    })
    const store = watched(inner, async (method) => {
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

test('of several processes that refresh by turns, each logs a problem once', async () => {
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
  // The second process finds the first's problem in the store, or for itself.
  for (const reason of ['json_invalid', 'headline_unknown', 'locale_invalid']) {
    expect(times(reason), reason).toBeGreaterThan(0)
    expect(times(reason), reason).toBeLessThanOrEqual(rooms.length)
  }
})
