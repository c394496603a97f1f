import { expect, test } from 'vitest'
import type { Month } from '../../src/domain/calendar.ts'
import { scopeOf } from '../../src/domain/feed-key.ts'
import type { Store, StoreWriter } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import {
  articlesIn,
  content,
  EN,
  feedRow,
  headRow,
  latch,
  mark,
  placement,
  problem,
  row,
  UK,
} from '../support/store-rows.ts'

const MARCH = '2026-03' as Month

/** Everything that a reader sees. */
async function everything(store: Store): Promise<unknown> {
  return {
    head: await store.head(),
    files: [...(await store.fileMarks())],
    quarantined: await store.quarantined(),
    feeds: await store.feeds(),
    window: await articlesIn(store, 'uk'),
    withdrawn: await store.withdrawn([{ language: UK, any: [scopeOf('uk')], all: [], none: [] }], 10),
    refreshes: await store.refreshes(5),
    versions: [await store.versions(scopeOf('uk')), await store.extents([UK])],
    months: [await store.newestMonths([scopeOf('uk')]), await store.month(scopeOf('uk'), MARCH)],
    rows: await store.transact(async (writer) => [await writer.articles(), await writer.variantsOf('a')]),
    withdrawals: await store.transact((writer) => writer.withdrawalsOf(['a'])),
  }
}

const WRITES: readonly (readonly [string, (writer: StoreWriter) => Promise<unknown>])[] = [
  ['putFiles', (writer) => writer.putFiles([content('b.json', [row('b', UK)], { quarantined: [problem('b.json')] })])],
  ['putFiles over an existing file', (writer) => writer.putFiles([content('a.json', [row('a', EN)])])],
  ['touchFiles', (writer) => writer.touchFiles([{ file: 'a.json', mark: mark({ modified: 9 }) }])],
  ['dropFile', (writer) => writer.dropFile('a.json')],
  ['place', (writer) => writer.place(new Map([['a', [placement('en')]]]))],
  ['withdraw', (writer) => writer.withdraw({ article: 'a', language: UK, at: NOW }, [scopeOf('uk')], [UK])],
  ['restore', (writer) => writer.restore('gone', UK, NOW)],
  ['touchMonth', (writer) => writer.touchMonths([{ scope: scopeOf('uk'), month: MARCH, entries: 1 }], NOW + 1000)],
  ['touchMonths', (writer) => writer.touchAllMonths(scopeOf('uk'), NOW + 1000)],
  ['recountMonths', (writer) => writer.recountMonths(() => '1999-01' as Month, NOW)],
  ['putFeeds', (writer) => writer.putFeeds([feedRow('uk', { version: 'v2' })], 1)],
  ['putVersions', (writer) => writer.putVersions([{ scope: scopeOf('uk'), ...{ version: 'v2', entries: 'e2' } }], NOW)],
  ['forgetVersions', (writer) => writer.forgetVersions(NOW)],
  ['putRefresh', (writer) => writer.putRefresh({ at: NOW, milliseconds: 5, ok: false, error: 'x' })],
  ['putHead', (writer) => writer.putHead(headRow({ revision: 2 }))],
]

async function openFilled(open: () => Promise<Store>): Promise<Store> {
  const store = await open()
  await store.transact(async (writer) => {
    await writer.putFiles([content('a.json', [row('a', UK)])])
    await writer.place(new Map([['a', [placement('uk')]]]))
    await writer.touchMonths([{ scope: scopeOf('uk'), month: MARCH, entries: 1 }], NOW)
    await writer.withdraw({ article: 'gone', language: UK, at: NOW }, [scopeOf('uk')], [UK])
    await writer.putFeeds([feedRow('uk')], 1)
    await writer.putVersions([{ scope: scopeOf('uk'), ...{ version: 'v0', entries: 'e0' } }], NOW)
    await writer.putVersions([{ scope: scopeOf('uk'), ...{ version: 'v1', entries: 'e1' } }], NOW)
    await writer.putHead(headRow())
  })
  return store
}

export function transactionContract(open: () => Promise<Store>): void {
  test('transact returns the result of its work', async () => {
    expect(await (await open()).transact(async () => 42)).toBe(42)
  })

  test('snapshot returns the result of its work', async () => {
    expect(await (await open()).snapshot(async () => 42)).toBe(42)
  })

  test.each(WRITES)('%s is visible after its transaction', async (_name, write) => {
    const store = await openFilled(open)
    const before = await everything(store)
    await store.transact(write)
    expect(await everything(store)).not.toEqual(before)
  })

  test.each(WRITES)('%s is rolled back if its transaction fails', async (_name, write) => {
    const store = await openFilled(open)
    const before = await everything(store)
    const failing = store.transact(async (writer) => {
      await write(writer)
      throw new Error('no further')
    })
    await expect(failing).rejects.toThrow('no further')
    expect(await everything(store)).toEqual(before)
  })

  test('a transaction works after a failed one', async () => {
    const store = await open()
    await store.transact(() => Promise.reject(new Error('first'))).catch(() => undefined)
    await store.transact((writer) => writer.putHead(headRow()))
    expect(await store.head()).toEqual(headRow())
  })

  test('a writer sees its own uncommitted writes', async () => {
    const store = await open()
    const seen = await store.transact(async (writer) => {
      await writer.putFiles([content('a.json', [row('a', UK)])])
      await writer.place(new Map([['a', [placement('uk')]]]))
      await writer.putHead(headRow())
      const window = await writer.window(placement('uk').scope, 10)
      return { articles: await writer.articles(), head: await writer.head(), shown: await writer.shownVariants(window) }
    })
    expect(seen.articles).toEqual(['a'])
    expect(seen.head).toEqual(headRow())
    expect(seen.shown.map(({ variant }) => variant)).toEqual([row('a', UK)])
  })

  test('a reader during a transaction sees all of it or nothing', async () => {
    const store = await open()
    const half = latch()
    const rest = latch()
    const writing = store.transact(async (writer) => {
      await writer.putFeeds([feedRow('uk')], 1)
      half.open()
      await rest.opened
      await writer.putFeeds([feedRow('en')], 1)
    })
    await half.opened
    const reads = [store.feeds(), store.snapshot((reader) => reader.feeds())]
    rest.open()
    await writing
    for (const feeds of await Promise.all(reads)) expect([0, 2]).toContain(feeds.length)
    expect(await store.feeds()).toHaveLength(2)
  })

  test('transactions run one at a time', async () => {
    const store = await open()
    let running = 0
    let most = 0
    const increments = Array.from({ length: 20 }, () =>
      store.transact(async (writer) => {
        running += 1
        most = Math.max(most, running)
        const revision = (await writer.head())?.revision ?? 0
        await new Promise(setImmediate)
        await writer.putHead(headRow({ revision: revision + 1 }))
        running -= 1
      }),
    )
    await Promise.all(increments)
    expect(most).toBe(1)
    expect((await store.head())?.revision).toBe(20)
  })

  test('all reads of a snapshot see the same state', async () => {
    const store = await openFilled(open)
    const started = latch()
    const written = latch()
    const snapshot = store.snapshot(async (reader) => {
      const first = await reader.feeds()
      started.open()
      // An adapter may run the writer now or delay it. The second read equals the first either way.
      await Promise.race([written.opened, new Promise((resolve) => setImmediate(resolve))])
      return [first, await reader.feeds(), (await reader.head())?.revision] as const
    })
    await started.opened
    const writing = store.transact(async (writer) => {
      await writer.putFeeds([feedRow('uk', { version: 'v2' })], 1)
      await writer.putHead(headRow({ revision: 2 }))
    })
    void writing.then(() => written.open())
    const [first, second, revision] = await snapshot
    expect(second).toEqual(first)
    expect(revision).toBe(1)
    await writing
    expect((await store.feeds())[0]?.version).toBe('v2')
  })

  test('a failed snapshot does not block others', async () => {
    const store = await openFilled(open)
    await expect(store.snapshot(() => Promise.reject(new Error('no further')))).rejects.toThrow('no further')
    await store.transact((writer) => writer.putHead(headRow({ revision: 7 })))
    expect((await store.head())?.revision).toBe(7)
  })
}
