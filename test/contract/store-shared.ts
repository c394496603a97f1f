import { describe, expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import { headRow, latch } from '../support/store-rows.ts'
import { until } from '../support/until.ts'

/** Opens one store, which is empty at first, as often as it is called: as processes do that share it. */
export type OpenSame = () => Promise<Store>

async function followed(store: Store): Promise<{ told(): number; end(): Promise<void> }> {
  let told = 0
  const end = await store.follow(() => void told++)
  onTestFinished(end)
  return { told: () => told, end }
}

/** What several handles on one store see of each other: those in files and in databases. */
export function sharedContract(openSame: () => Promise<OpenSame>): void {
  describe('readers while a transaction is open', () => {
    test.each(['their own', 'another process'] as const)('see what was committed last: %s', async (whose) => {
      const open = await openSame()
      const store = await open()
      const reader = whose === 'their own' ? store : await open()
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

    test('a snapshot stays at its moment while another process commits', async () => {
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

  test('of several processes that write at once, each goes on from what the last has written', async () => {
    const open = await openSame()
    const stores = [await open(), await open(), await open()]
    const rise = (store: Store) =>
      store.transact(async (writer) => {
        const revision = ((await writer.head())?.revision ?? 0) + 1
        await new Promise(setImmediate)
        await writer.putHead(headRow({ revision }))
      })
    await Promise.all(Array.from({ length: 12 }, (_, index) => rise(stores[index % 3] as Store)))
    for (const store of stores) expect((await store.head())?.revision).toBe(12)
  })

  test('a name is claimed by one of several processes', async () => {
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
    test('is told when another process has committed, however often', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      const { told } = await followed(store)
      for (const revision of [1, 2]) {
        const before = told()
        await other.transact((writer) => writer.putHead(headRow({ revision })))
        await until(told, (count) => count > before)
        expect((await store.head())?.revision).toBe(revision)
      }
    })

    test('is told when another process has claimed a name', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      const { told } = await followed(store)
      const before = told()
      await other.claim('wanted', NOW, NOW + 1000)
      await until(told, (count) => count > before)
      expect(await store.release('wanted')).toBe(true)
    })

    test('is told no more once it was ended, while others go on being told', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      const ended = await followed(store)
      const witness = await followed(store)
      await ended.end()
      const before = ended.told()
      // Twice: whoever looks now and then has looked once more by the second.
      for (const revision of [1, 2]) {
        const heard = witness.told()
        await other.transact((writer) => writer.putHead(headRow({ revision })))
        await until(witness.told, (count) => count > heard)
      }
      expect(ended.told()).toBe(before)
      await ended.end()
    })
  })
}

/** What holds for every store: one handle alone. */
export function aloneContract(open: () => Promise<Store>): void {
  test('alone answers with what its work answers, or fails as it does, and lets the next in', async () => {
    const store = await open()
    expect(await store.alone(async () => 42)).toBe(42)
    await expect(store.alone(() => Promise.reject(new Error('no further')))).rejects.toThrow('no further')
    expect(await store.alone(() => store.transact(async (writer) => (await writer.fileCount()) + 1))).toBe(1)
  })

  test('follow may be ended twice, and before it was told of anything', async () => {
    const store = await open()
    const end = await store.follow(() => undefined)
    await end()
    await end()
    expect(await store.head()).toBeUndefined()
  })
}
