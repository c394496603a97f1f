import { expect, test } from 'vitest'
import type { DailyCounts, DailyRow } from '../../src/store/daily.ts'
import type { Store } from '../../src/store/port.ts'

const COUNTS: DailyCounts = {
  ...{ from: 1, to: 2, clients: '0n', subscribers: 12, claimed: 3, totals: { not_modified: 2 ** 40 }, salt: -5 },
  programs: [{ name: 'Щоденник', requests: 3, unchanged: 2, clients: 1, subscribers: 12 }],
}
const row = (feed: string, day: string, subscribers = 12): DailyRow => ({
  feed,
  day,
  counts: { ...COUNTS, subscribers },
})

/** Counts of days. */
export function dailyContract(open: () => Promise<Store>): void {
  test('are stored unchanged, read by day or by feed, replaced, and deleted', async () => {
    const store = await open()
    const rows = [row('', '2026-03-09'), row('/uk/', '2026-03-09'), row('/uk/', '2026-03-10'), row('*', '2026-03-10')]
    await store.transact((writer) => writer.putDaily(rows))
    expect(await store.dailyRows('2026-03-10')).toEqual([rows[3], rows[2]])
    expect(await store.dailyRowsOf('/uk/', '2026-03-01')).toEqual([rows[1], rows[2]])
    await store.transact((writer) => writer.putDaily([row('/uk/', '2026-03-10', 7)]))
    expect((await store.dailyRowsOf('/uk/', '2026-03-10')).map(({ counts }) => counts.subscribers)).toEqual([7])
    await store.transact(async (writer) => {
      await writer.dropDaily('*', '2026-03-10')
      await writer.dropDailyBefore('2026-03-10')
    })
    expect(await store.dailyRows('2000-01-01')).toEqual([row('/uk/', '2026-03-10', 7)])
  })
}
