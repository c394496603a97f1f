import { expect, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'

/** A problem, and when it lasted. */
export function conditionsContract(open: () => Promise<Store>): void {
  const begin = (store: Store, id: string, at: number) =>
    store.transact((writer) => writer.beginCondition({ id, kind: 'джерело' } as { id: string }, at))
  const end = (store: Store, id: string, at: number) => store.transact((writer) => writer.endCondition(id, at))
  const row = (id: string, began: number, ended: number | null) => ({
    condition: { id, kind: 'джерело' },
    ...{ began, ended },
  })

  test('a condition begins once until it ends, and can begin again', async () => {
    const store = await open()
    expect(await store.conditions()).toEqual([])
    const begun = await Promise.all([1, 2, 3].map(() => begin(store, 'source:a', NOW)))
    expect(begun.filter(Boolean)).toHaveLength(1)
    expect(await begin(store, 'source:A', NOW + 1)).toBe(true)
    expect([await end(store, 'source:a', NOW + 2), await end(store, 'source:a', NOW + 3)]).toEqual([true, false])
    expect(await begin(store, 'source:a', NOW + 4)).toBe(true)
    expect(await store.conditions()).toEqual([
      row('source:a', NOW + 4, null),
      row('source:a', NOW, NOW + 2),
      row('source:A', NOW + 1, null),
    ])
  })

  test('of those that have ended, the latest hundred are kept', async () => {
    const store = await open()
    await begin(store, 'lasting', NOW)
    for (let at = 1; at <= 103; at++) {
      await begin(store, `c${at}`, NOW + at)
      await end(store, `c${at}`, NOW + at)
    }
    const kept = await store.conditions<{ readonly id: string }>()
    expect(kept.map(({ condition }) => condition.id)).toEqual([
      ...Array.from({ length: 100 }, (_, index) => `c${103 - index}`),
      'lasting',
    ])
  })
}
