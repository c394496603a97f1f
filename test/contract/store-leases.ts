import { expect, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import { headRow, latch } from '../support/store-rows.ts'

const MINUTE = 60_000

export function leasesContract(open: () => Promise<Store>): void {
  test('a name is claimed by one of however many at once', async () => {
    const store = await open()
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim('slot', NOW, NOW + MINUTE)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await store.claim('slot', NOW, NOW + MINUTE)).toBe(false)
  })

  test('names have nothing to do with each other, however alike', async () => {
    const store = await open()
    for (const name of ['slot', 'Slot', 'slot ', 'слот', "'; DROP TABLE leases; --", '']) {
      expect(await store.claim(name, NOW, NOW + MINUTE), name).toBe(true)
      expect(await store.claim(name, NOW, NOW + MINUTE), name).toBe(false)
    }
  })

  test('a name is to be had again when its time is over, from that instant on', async () => {
    const store = await open()
    expect(await store.claim('slot', NOW, NOW + MINUTE)).toBe(true)
    expect(await store.claim('slot', NOW + MINUTE - 1, NOW + 2 * MINUTE)).toBe(false)
    const claims = Array.from({ length: 10 }, () => store.claim('slot', NOW + MINUTE, NOW + 2 * MINUTE))
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
    // Who was refused has not made it last longer, nor shorter.
    expect(await store.claim('slot', NOW + 2 * MINUTE - 1, NOW + 9 * MINUTE)).toBe(false)
    expect(await store.claim('slot', NOW + 2 * MINUTE, NOW + 9 * MINUTE)).toBe(true)
  })

  test('a name is held from its claim until its time is over, or until it is given back', async () => {
    const store = await open()
    expect(await store.held('slot', NOW)).toBe(false)
    await store.claim('slot', NOW, NOW + MINUTE)
    expect([await store.held('slot', NOW), await store.held('other', NOW)]).toEqual([true, false])
    expect([await store.held('slot', NOW + MINUTE - 1), await store.held('slot', NOW + MINUTE)]).toEqual([true, false])
    await store.release('slot')
    expect(await store.held('slot', NOW)).toBe(false)
  })

  test('a name that was given back is to be had at once, and given back once', async () => {
    const store = await open()
    expect(await store.release('slot')).toBe(false)
    await store.claim('slot', NOW, NOW + MINUTE)
    await store.claim('other', NOW, NOW + MINUTE)
    const released = await Promise.all(Array.from({ length: 5 }, () => store.release('slot')))
    expect(released.filter(Boolean)).toHaveLength(1)
    expect(await store.claim('other', NOW, NOW + MINUTE)).toBe(false)
    expect(await store.claim('slot', NOW, NOW + MINUTE)).toBe(true)
  })

  test('claims and transactions that are asked for together all come to their end', async () => {
    const store = await open()
    const begun = latch()
    const writing = store.transact(async (writer) => {
      begun.open()
      await new Promise(setImmediate)
      await writer.putHead(headRow())
    })
    await begun.opened
    const claims = await Promise.all(['a', 'b', 'a'].map((name) => store.claim(name, NOW, NOW + MINUTE)))
    expect(claims.filter(Boolean)).toHaveLength(2)
    await writing
    expect(await store.head()).toEqual(headRow())
  })
}
