import { expect, test } from 'vitest'
import type { Month } from '../../src/domain/calendar.ts'
import { type Scope, scopeOf } from '../../src/domain/feed-key.ts'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import { EN, RU, UK } from '../support/store-rows.ts'

const ALL = scopeOf('uk')
const RIVER = scopeOf('uk/tag/river')

/** Earlier versions of feeds, and the oldest month of a language. */
export function versionsContract(open: () => Promise<Store>): void {
  const put = (store: Store, scope: Scope, version: string, at: number) =>
    store.transact((writer) =>
      writer.putVersions([{ scope: scope, ...{ version, entries: `entries of ${version}` } }], at),
    )
  const knownVersions = async (store: Store, scope = ALL) =>
    (await store.versions(scope)).map(({ version }) => version).toSorted()

  test('a version is stored with its entries, per scope', async () => {
    const store = await open()
    await put(store, ALL, 'v1', NOW)
    await put(store, RIVER, 'v9', NOW)
    expect(await store.versions(ALL)).toEqual([{ version: 'v1', entries: 'entries of v1' }])
    expect(await knownVersions(store, RIVER)).toEqual(['v9'])
    expect(await store.versions(scopeOf('en'))).toEqual([])
  })

  test('a replaced version is kept until it is forgotten; the current version is never forgotten', async () => {
    const store = await open()
    await put(store, ALL, 'v1', NOW)
    await put(store, ALL, 'v2', NOW + 1000)
    await put(store, ALL, 'v3', NOW + 2000)
    await put(store, RIVER, 'v1', NOW)
    const forget = (until: number) => store.transact((writer) => writer.forgetVersions(until))
    await forget(NOW + 999)
    expect(await knownVersions(store)).toEqual(['v1', 'v2', 'v3'])
    await forget(NOW + 1000)
    expect(await knownVersions(store)).toEqual(['v2', 'v3'])
    await forget(NOW + 1_000_000)
    expect(await knownVersions(store)).toEqual(['v3'])
    expect(await knownVersions(store, RIVER)).toEqual(['v1'])
  })

  test('a version that returns becomes the current one', async () => {
    const store = await open()
    await put(store, ALL, 'v1', NOW)
    await put(store, ALL, 'v2', NOW + 1000)
    await put(store, ALL, 'v1', NOW + 2000)
    expect(await knownVersions(store)).toEqual(['v1', 'v2'])
    await store.transact((writer) => writer.forgetVersions(NOW + 2000))
    expect(await knownVersions(store)).toEqual(['v1'])
  })

  test('the extent of a language starts at its oldest month with entries, regardless of terms', async () => {
    const store = await open()
    await store.transact(async (writer) => {
      await writer.touchMonths([{ scope: ALL, month: '2025-12' as Month, entries: 3 }], NOW)
      await writer.touchMonths([{ scope: ALL, month: '2026-03' as Month, entries: 2 }], NOW)
      await writer.touchMonths([{ scope: ALL, month: '2020-01' as Month, entries: 1 }], NOW)
      await writer.touchMonths([{ scope: ALL, month: '2020-01' as Month, entries: -1 }], NOW)
      await writer.touchMonths([{ scope: RIVER, month: '2019-01' as Month, entries: 1 }], NOW)
      await writer.touchMonths([{ scope: scopeOf('en'), month: '2026-01' as Month, entries: 1 }], NOW)
    })
    expect(await store.extents([UK, EN, RU])).toEqual(
      new Map([
        [UK, { oldest: '2025-12', entries: 5 }],
        [EN, { oldest: '2026-01', entries: 1 }],
      ]),
    )
    expect(await store.extents([RU])).toEqual(new Map())
  })
}
