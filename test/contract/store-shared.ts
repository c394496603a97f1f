import { describe, expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import { headRow, latch } from '../support/store-rows.ts'
import { until } from '../support/until.ts'

/** Opens the same store at each call, like processes that share it. It is empty at first. */
export type OpenSame = () => Promise<Store>

async function countNotifications(store: Store): Promise<{ count(): number; end(): Promise<void> }> {
  let count = 0
  const end = await store.follow(() => void count++)
  onTestFinished(end)
  return { count: () => count, end }
}

/** The contract of several handles on one store, for stores in files and databases. */
export function sharedContract(openSame: () => Promise<OpenSame>): void {
  describe('readers during a transaction', () => {
    test.each(['the same handle', 'another process'] as const)('see the last commit: %s', async (readerHandle) => {
      const open = await openSame()
      const store = await open()
      const reader = readerHandle === 'the same handle' ? store : await open()
      await store.transact((writer) => writer.putHead(headRow({ revision: 1 })))
      const half = latch()
      const rest = latch()
      const writing = store.transact(async (writer) => {
        await writer.putHead(headRow({ revision: 2 }))
        await writer.startIntake('half')
        half.open()
        await rest.opened
      })
      await half.opened
      expect((await reader.head())?.revision).toBe(1)
      expect(await reader.startedIntake()).toBeUndefined()
      const seen = await reader.snapshot(async (rows) => [(await rows.head())?.revision, await rows.startedIntake()])
      expect(seen).toEqual([1, undefined])
      rest.open()
      await writing
      expect((await reader.head())?.revision).toBe(2)
      expect(await reader.startedIntake()).toBe('half')
    })

    test('a snapshot does not change while another process commits', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      await store.transact((writer) => writer.putHead(headRow({ revision: 1 })))
      const seen = await store.snapshot(async (reader) => {
        const before = (await reader.head())?.revision
        await other.transact((writer) => writer.putHead(headRow({ revision: 2 })))
        return [before, (await reader.head())?.revision]
      })
      expect(seen).toEqual([1, 1])
      expect((await store.head())?.revision).toBe(2)
    })
  })

  test('simultaneous writers in several processes each see the previous write', async () => {
    const open = await openSame()
    const stores = [await open(), await open(), await open()]
    const increment = (store: Store) =>
      store.transact(async (writer) => {
        const revision = ((await writer.head())?.revision ?? 0) + 1
        await new Promise(setImmediate)
        await writer.putHead(headRow({ revision }))
      })
    await Promise.all(Array.from({ length: 12 }, (_, index) => increment(stores[index % 3] as Store)))
    for (const store of stores) expect((await store.head())?.revision).toBe(12)
  })

  test('only one of several processes claims a name', async () => {
    const open = await openSame()
    const stores = [await open(), await open(), await open()]
    for (const slot of ['first', 'second', 'third']) {
      const claims = stores.flatMap((store) => [store.claim(slot, NOW, NOW + 1000), store.claim(slot, NOW, NOW + 1000)])
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
    }
    const again = stores.map((store) => store.claim('first', NOW + 1000, NOW + 2000))
    expect((await Promise.all(again)).filter(Boolean)).toHaveLength(1)
    const released = await Promise.all(stores.map((store) => store.release('first')))
    expect(released.filter(Boolean)).toHaveLength(1)
  })

  describe('follow', () => {
    test('notifies at every commit of another process', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      const { count } = await countNotifications(store)
      for (const revision of [1, 2]) {
        const before = count()
        await other.transact((writer) => writer.putHead(headRow({ revision })))
        await until(count, (now) => now > before)
        expect((await store.head())?.revision).toBe(revision)
      }
    })

    test('notifies when another process claims a name', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      const { count } = await countNotifications(store)
      const before = count()
      await other.claim('wanted', NOW, NOW + 1000)
      await until(count, (now) => now > before)
      expect(await store.release('wanted')).toBe(true)
    })

    test('stops notifying an ended follower only', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      const ended = await countNotifications(store)
      const witness = await countNotifications(store)
      await ended.end()
      const before = ended.count()
      // Two commits, because an adapter may poll.
      for (const revision of [1, 2]) {
        const witnessed = witness.count()
        await other.transact((writer) => writer.putHead(headRow({ revision })))
        await until(witness.count, (now) => now > witnessed)
      }
      expect(ended.count()).toBe(before)
      await ended.end()
    })
  })
}

/** The contract of one handle on any store. */
export function aloneContract(open: () => Promise<Store>): void {
  test('returns the result or error of its work and then admits the next', async () => {
    const store = await open()
    expect(await store.runExclusively(async () => 42)).toBe(42)
    await expect(store.runExclusively(() => Promise.reject(new Error('no further')))).rejects.toThrow('no further')
    expect(await store.runExclusively(() => store.transact(async (writer) => (await writer.fileCount()) + 1))).toBe(1)
  })

  test('follow can be ended twice and before any notification', async () => {
    const store = await open()
    const end = await store.follow(() => undefined)
    await end()
    await end()
    expect(await store.head()).toBeUndefined()
  })
}
