import { expect, test } from 'vitest'
import type { Month } from '../../src/domain/calendar.ts'
import { scopeOf } from '../../src/domain/feed-key.ts'
import type { FirstPlacement } from '../../src/store/first-placements.ts'
import type { Store } from '../../src/store/port.ts'
import { articlesIn, headRow, placement } from '../support/store-rows.ts'

const AT = placement('uk').published

export function firstPlacementsContract(open: () => Promise<Store>): void {
  const first = (article: string, scope: string, hour: number): FirstPlacement => ({
    ...placement(scope, { published: AT + hour * 3_600_000 }),
    ...{ article, month: (hour < 1000 ? '2026-03' : '2026-05') as Month },
  })
  const start = (store: Store): Promise<number> => store.transact((writer) => writer.startCollecting())
  const collect = (store: Store, run: number, ...placements: FirstPlacement[]): Promise<void> =>
    store.transact((writer) => writer.collect(run, placements))

  test('collected placements show in no feed until they are sorted into theirs, with their months', async () => {
    const store = await open()
    const run = await start(store)
    await collect(store, run, first('a', 'uk', 2), first('b', 'uk', 1), first('b', 'uk/tag/river', 1))
    await collect(store, run, first('c', 'uk', 3000))
    expect(await articlesIn(store, 'uk')).toEqual([])
    expect(await store.fillPlacements({ run, rows: 4, at: AT })).toBe(true)
    expect(await articlesIn(store, 'uk')).toEqual(['c', 'a', 'b'])
    expect(await articlesIn(store, 'uk/tag/river')).toEqual(['b'])
    const march = await store.month(scopeOf('uk'), '2026-03' as Month)
    expect(march).toEqual({ changed: AT, older: null, newer: '2026-05' })
    const extents = await store.extents([placement('uk').language])
    expect([...extents.values()]).toEqual([{ oldest: '2026-03', entries: 3 }])
    const placed = await store.transact((writer) => writer.placementsOf(['b']))
    expect(placed.get('b')).toHaveLength(2)
  })

  test('a run replaces what an interrupted one placed or collected', async () => {
    const store = await open()
    const interrupted = await start(store)
    await collect(store, interrupted, first('a', 'uk', 1))
    expect(await store.fillPlacements({ run: interrupted, rows: 1, at: AT })).toBe(true)
    await collect(store, await start(store), first('b', 'uk', 1))
    const run = await start(store)
    await collect(store, run, first('c', 'uk', 1))
    expect(await store.fillPlacements({ run, rows: 1, at: AT })).toBe(true)
    expect(await articlesIn(store, 'uk')).toEqual(['c'])
  })

  test('nothing is placed for a run whose rows are gone, or once there is an edition', async () => {
    const store = await open()
    const [slow, fast] = [await start(store), await start(store)]
    await collect(store, slow, first('a', 'uk', 1))
    await collect(store, fast, first('b', 'uk', 1))
    expect(await store.fillPlacements({ run: fast, rows: 1, at: AT })).toBe(true)
    expect(await store.fillPlacements({ run: slow, rows: 1, at: AT })).toBe(false)
    await store.transact(async (writer) => {
      await writer.putHead(headRow())
      await writer.stopCollecting()
    })
    expect(await store.fillPlacements({ run: slow, rows: 0, at: AT })).toBe(false)
    expect(await articlesIn(store, 'uk')).toEqual(['b'])
  })
}
