import { expect, test } from 'vitest'
import type { RefreshReport } from '../../src/domain/refresh-report.ts'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'

const done = (at: number): RefreshReport => ({
  ...{ at, milliseconds: 7, ok: true, revision: 3, articles: 2, feeds: 4, backfilled: 0, quarantined: 1 },
  files: { changed: 1, vanished: 0, known: 9 },
  missing: [],
  scopes: ['uk', 'uk/tag/річка'],
})

/** Reports of refreshes. */
export function refreshesContract(open: () => Promise<Store>): void {
  const put = (store: Store, record: RefreshReport) => store.transact((writer) => writer.putRefresh(record))

  test('are stored unchanged and listed newest first', async () => {
    const store = await open()
    expect(await store.refreshes(10)).toEqual([])
    const failed: RefreshReport = { at: NOW + 2, milliseconds: 5, ok: false, error: 'There is no folder "articles"' }
    await put(store, failed)
    await put(store, done(NOW))
    await put(store, done(NOW + 3))
    expect(await store.refreshes(10)).toEqual([done(NOW + 3), failed, done(NOW)])
    expect(await store.refreshes(1)).toEqual([done(NOW + 3)])
  })

  test('the last report of an instant replaces earlier ones, and only the latest 50 are kept', async () => {
    const store = await open()
    await put(store, done(NOW))
    await put(store, { at: NOW, milliseconds: 1, ok: false, error: 'x' })
    expect((await store.refreshes(10)).map(({ ok }) => ok)).toEqual([false])
    await store.transact(async (writer) => {
      for (let at = 1; at <= 60; at++) await writer.putRefresh(done(NOW + at))
    })
    expect((await store.refreshes(100)).map(({ at }) => at - NOW)).toEqual(
      Array.from({ length: 50 }, (_, at) => 60 - at),
    )
  })
}
