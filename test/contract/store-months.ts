import { describe, expect, test } from 'vitest'
import { type Month, monthOf } from '../../src/domain/calendar.ts'
import { scopeOf } from '../../src/domain/feed-key.ts'
import type { Store } from '../../src/store/port.ts'
import { placement } from '../support/store-rows.ts'

const AT = placement('uk').published
const month = (text: string): Month => text as Month

export function monthsContract(open: () => Promise<Store>): void {
  describe('months', () => {
    const uk = scopeOf('uk')
    const touch = (store: Store, text: string, entries: number, at: number, scope = uk) =>
      store.transact((writer) => writer.touchMonth(scope, month(text), entries, at))
    const facts = (store: Store, text: string, scope = uk) => store.month(scope, month(text))

    /** January and March have articles. */
    async function begun(): Promise<Store> {
      const store = await open()
      await touch(store, '2026-01', 1, AT)
      await touch(store, '2026-03', 1, AT)
      return store
    }

    test('that never had anything have neither a change nor a month before them', async () => {
      const store = await open()
      expect(await facts(store, '2026-03')).toEqual({ changed: null, older: null })
      expect(await store.newestMonth(uk)).toBeNull()
    })

    test('link back past those that have nothing, in their own scope', async () => {
      const store = await begun()
      await touch(store, '2026-02', 1, AT, scopeOf('en'))
      expect(await facts(store, '2026-03')).toEqual({ changed: AT, older: '2026-01' })
      expect(await facts(store, '2026-02')).toEqual({ changed: null, older: '2026-01' })
      expect(await facts(store, '2026-01')).toEqual({ changed: AT, older: null })
      expect(await facts(store, '2030-12')).toEqual({ changed: null, older: '2026-03' })
      expect(await store.newestMonth(uk)).toBe('2026-03')
      expect(await store.newestMonth(scopeOf('en'))).toBe('2026-02')
    })

    test('of a scope are those that have something, the newest first', async () => {
      const store = await begun()
      await touch(store, '2025-12', 2, AT)
      await touch(store, '2026-02', 1, AT, scopeOf('en'))
      expect(await store.months(uk)).toEqual(['2026-03', '2026-01', '2025-12'])
      await touch(store, '2026-01', -1, AT)
      expect(await store.months(uk)).toEqual(['2026-03', '2025-12'])
      expect(await store.months(scopeOf('ru'))).toEqual([])
    })

    test('change with what is in them, and no other does', async () => {
      const store = await begun()
      await touch(store, '2026-01', 1, AT + 1000)
      await touch(store, '2026-01', 0, AT + 2000)
      await touch(store, '2026-01', -1, AT + 3000)
      expect((await facts(store, '2026-01')).changed).toBe(AT + 3000)
      expect((await facts(store, '2026-03')).changed).toBe(AT)
    })

    test.each([
      ['gains its first', '2026-02', 1, '2026-02'],
      ['loses its last', '2026-01', -1, null],
    ] as const)('the next with articles changes where one %s', async (_name, text, entries, older) => {
      const store = await begun()
      await touch(store, '2026-04', 1, AT)
      await touch(store, text, entries, AT + 1000)
      expect(await facts(store, '2026-03')).toEqual({ changed: AT + 1000, older })
      expect((await facts(store, '2026-04')).changed).toBe(AT)
    })

    test('and it is the next that still has any', async () => {
      const store = await begun()
      await touch(store, '2026-02', 1, AT)
      await touch(store, '2026-02', -1, AT + 1000)
      await touch(store, '2026-01', -1, AT + 2000)
      expect((await facts(store, '2026-03')).changed).toBe(AT + 2000)
      expect((await facts(store, '2026-02')).changed).toBe(AT + 1000)
    })

    test('that have lost their last are passed over', async () => {
      const store = await begun()
      await touch(store, '2026-03', -1, AT + 1000)
      expect(await store.newestMonth(uk)).toBe('2026-01')
      expect((await facts(store, '2026-04')).older).toBe('2026-01')
      expect((await facts(store, '2026-03')).changed).toBe(AT + 1000)
    })

    test('of a scope change all at once, and those of others do not', async () => {
      const store = await begun()
      await touch(store, '2026-01', 1, AT, scopeOf('uk/tag/river'))
      await store.transact((writer) => writer.touchMonths(uk, AT + 1000))
      expect((await facts(store, '2026-01')).changed).toBe(AT + 1000)
      expect((await facts(store, '2026-03')).changed).toBe(AT + 1000)
      expect((await facts(store, '2026-01', scopeOf('uk/tag/river'))).changed).toBe(AT)
    })

    test('are counted anew by another calendar', async () => {
      const store = await open()
      const midnight = Date.UTC(2026, 2, 1)
      await store.transact(async (writer) => {
        await writer.place('a', [placement('uk', { published: midnight }), placement('uk/tag/річка')])
        await writer.place('b', [placement('uk', { published: midnight - 1000 })])
        await writer.touchMonth(uk, month('1999-01'), 7, AT)
        await writer.recountMonths((published) => monthOf(published, 'America/New_York'), AT + 1000)
      })
      expect(await store.newestMonth(uk)).toBe('2026-02')
      expect(await facts(store, '2026-02')).toEqual({ changed: AT + 1000, older: null })
      expect(await store.newestMonth(scopeOf('uk/tag/річка'))).toBe('2026-03')
      // Two are in it: one that goes does not empty it.
      await touch(store, '2026-02', -1, AT + 2000)
      expect(await store.newestMonth(uk)).toBe('2026-02')
      await touch(store, '2026-02', -1, AT + 2000)
      expect(await store.newestMonth(uk)).toBeNull()
    })
  })
}
