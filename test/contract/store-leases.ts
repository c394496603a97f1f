import { expect, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import { headRow, latch } from '../support/store-rows.ts'

const MINUTE = 60_000

export function leasesContract(open: () => Promise<Store>): void {
  test('only one of many simultaneous claims of a name succeeds', async () => {
    const store = await open()
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim('slot', NOW, NOW + MINUTE)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await store.claim('slot', NOW, NOW + MINUTE)).toBe(false)
  })

  test('similar names are independent', async () => {
    const store = await open()
    for (const name of ['slot', 'Slot', 'slot ', 'слот', "'; DROP TABLE leases; --", '']) {
      expect(await store.claim(name, NOW, NOW + MINUTE), name).toBe(true)
      expect(await store.claim(name, NOW, NOW + MINUTE), name).toBe(false)
    }
  })

  test('a name can be claimed again at the instant its lease ends', async () => {
    const store = await open()
    expect(await store.claim('slot', NOW, NOW + MINUTE)).toBe(true)
    expect(await store.claim('slot', NOW + MINUTE - 1, NOW + 2 * MINUTE)).toBe(false)
    const claims = Array.from({ length: 10 }, () => store.claim('slot', NOW + MINUTE, NOW + 2 * MINUTE))
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
    // A refused claim does not change the end of the lease.
    expect(await store.claim('slot', NOW + 2 * MINUTE - 1, NOW + 9 * MINUTE)).toBe(false)
    expect(await store.claim('slot', NOW + 2 * MINUTE, NOW + 9 * MINUTE)).toBe(true)
  })

  test('a name is held from its claim until the lease ends or is released', async () => {
    const store = await open()
    expect(await store.isHeld('slot', NOW)).toBe(false)
    await store.claim('slot', NOW, NOW + MINUTE)
    expect([await store.isHeld('slot', NOW), await store.isHeld('other', NOW)]).toEqual([true, false])
    expect([await store.isHeld('slot', NOW + MINUTE - 1), await store.isHeld('slot', NOW + MINUTE)]).toEqual([
      true,
      false,
    ])
    await store.release('slot')
    expect(await store.isHeld('slot', NOW)).toBe(false)
  })

  test('a released name can be claimed at once, and is released only once', async () => {
    const store = await open()
    expect(await store.release('slot')).toBe(false)
    await store.claim('slot', NOW, NOW + MINUTE)
    await store.claim('other', NOW, NOW + MINUTE)
    const released = await Promise.all(Array.from({ length: 5 }, () => store.release('slot')))
    expect(released.filter(Boolean)).toHaveLength(1)
    expect(await store.claim('other', NOW, NOW + MINUTE)).toBe(false)
    expect(await store.claim('slot', NOW, NOW + MINUTE)).toBe(true)
  })

  test('simultaneous claims and transactions all complete', async () => {
    const store = await open()
    const started = latch()
    const writing = store.transact(async (writer) => {
      started.open()
      await new Promise(setImmediate)
      await writer.putHead(headRow())
    })
    await started.opened
    const claims = await Promise.all(['a', 'b', 'a'].map((name) => store.claim(name, NOW, NOW + MINUTE)))
    expect(claims.filter(Boolean)).toHaveLength(2)
    await writing
    expect(await store.head()).toEqual(headRow())
  })
}
