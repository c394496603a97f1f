import { describe, expect, test } from 'vitest'
import { type Month, monthOf } from '../../src/domain/calendar.ts'
import { scopeId, scopeOf } from '../../src/domain/feed-key.ts'
import type { Store } from '../../src/store/port.ts'
import { placement } from '../support/store-rows.ts'

const AT = placement('uk').published
const month = (text: string): Month => text as Month

export function monthsContract(open: () => Promise<Store>): void {
  describe('months', () => {
    const uk = scopeOf('uk')
    const touch = (store: Store, text: string, entries: number, at: number, scope = uk) =>
      store.transact((writer) => writer.touchMonths([{ scope: scope, month: month(text), entries: entries }], at))
    const newest = async (store: Store, scope = uk) => (await store.newestMonths([scope])).get(scopeId(scope))
    const facts = (store: Store, text: string, scope = uk) => store.month(scope, month(text))

    /** January and March have articles. */
    async function openWithTwoMonths(): Promise<Store> {
      const store = await open()
      await touch(store, '2026-01', 1, AT)
      await touch(store, '2026-03', 1, AT)
      return store
    }

    test('without a history have no date of change and no other months', async () => {
      const store = await open()
      expect(await facts(store, '2026-03')).toEqual({ changed: null, older: null, newer: null })
      expect(await newest(store)).toBeNull()
    })

    test('skip empty months in the same scope', async () => {
      const store = await openWithTwoMonths()
      await touch(store, '2026-02', 1, AT, scopeOf('en'))
      expect(await facts(store, '2026-03')).toEqual({ changed: AT, older: '2026-01', newer: null })
      expect(await facts(store, '2026-02')).toEqual({ changed: null, older: '2026-01', newer: '2026-03' })
      expect(await facts(store, '2026-01')).toEqual({ changed: AT, older: null, newer: '2026-03' })
      expect(await facts(store, '2030-12')).toEqual({ changed: null, older: '2026-03', newer: null })
      expect(await newest(store)).toBe('2026-03')
      expect(await newest(store, scopeOf('en'))).toBe('2026-02')
    })

    test('of a scope are those with articles, newest first', async () => {
      const store = await openWithTwoMonths()
      await touch(store, '2025-12', 2, AT)
      await touch(store, '2026-02', 1, AT, scopeOf('en'))
      expect(await store.months(uk)).toEqual(['2026-03', '2026-01', '2025-12'])
      await touch(store, '2026-01', -1, AT)
      expect(await store.months(uk)).toEqual(['2026-03', '2025-12'])
      expect(await store.months(scopeOf('ru'))).toEqual([])
    })

    test('name the scopes that have articles in them', async () => {
      const store = await openWithTwoMonths()
      await touch(store, '2026-01', 1, AT, scopeOf('en/tag/usa'))
      expect(await store.scopesIn(month('2026-01'))).toEqual(['en/tag/usa', 'uk'])
      await touch(store, '2026-01', -1, AT)
      expect(await store.scopesIn(month('2026-01'))).toEqual(['en/tag/usa'])
      expect(await store.scopesIn(month('2026-02'))).toEqual([])
    })

    test('change only with their own articles', async () => {
      const store = await openWithTwoMonths()
      await touch(store, '2026-01', 1, AT + 1000)
      await touch(store, '2026-01', 0, AT + 2000)
      await touch(store, '2026-01', -1, AT + 3000)
      expect((await facts(store, '2026-01')).changed).toBe(AT + 3000)
      expect((await facts(store, '2026-03')).changed).toBe(AT)
    })

    test.each([
      ['gets its first article', '2026-02', 1, '2026-02'],
      ['loses its last article', '2026-01', -1, null],
    ] as const)('the next month with articles changes when a month %s', async (_name, text, entries, older) => {
      const store = await openWithTwoMonths()
      await touch(store, '2026-04', 1, AT)
      await touch(store, text, entries, AT + 1000)
      expect(await facts(store, '2026-03')).toEqual({ changed: AT + 1000, older, newer: '2026-04' })
      expect((await facts(store, '2026-04')).changed).toBe(AT)
    })

    test.each([
      ['gets its first article between others', '2026-02', 1, '2026-01', true],
      ['gets its first article after a gap', '2026-05', 1, '2026-03', true],
      ['gets its first article after the newest', '2026-04', 1, '2026-03', false],
      ['loses its last article', '2026-03', -1, '2026-01', true],
    ] as const)(
      'the month before changes if its link does, when a month %s',
      async (_name, text, entries, before, changes) => {
        const store = await openWithTwoMonths()
        await touch(store, text, entries, AT + 1000)
        expect((await facts(store, before)).changed).toBe(changes ? AT + 1000 : AT)
      },
    )

    test('an emptied month changes the next month that still has articles', async () => {
      const store = await openWithTwoMonths()
      await touch(store, '2026-02', 1, AT)
      await touch(store, '2026-02', -1, AT + 1000)
      await touch(store, '2026-01', -1, AT + 2000)
      expect((await facts(store, '2026-03')).changed).toBe(AT + 2000)
      expect((await facts(store, '2026-02')).changed).toBe(AT + 1000)
    })

    test('that lost their last article are skipped', async () => {
      const store = await openWithTwoMonths()
      await touch(store, '2026-03', -1, AT + 1000)
      expect(await newest(store)).toBe('2026-01')
      expect((await facts(store, '2026-04')).older).toBe('2026-01')
      expect((await facts(store, '2026-03')).changed).toBe(AT + 1000)
    })

    test('of one scope can all be touched at once', async () => {
      const store = await openWithTwoMonths()
      await touch(store, '2026-01', 1, AT, scopeOf('uk/tag/river'))
      await store.transact((writer) => writer.touchAllMonths(uk, AT + 1000))
      expect((await facts(store, '2026-01')).changed).toBe(AT + 1000)
      expect((await facts(store, '2026-03')).changed).toBe(AT + 1000)
      expect((await facts(store, '2026-01', scopeOf('uk/tag/river'))).changed).toBe(AT)
    })

    test('are recounted for another time zone', async () => {
      const store = await open()
      const midnight = Date.UTC(2026, 2, 1)
      await store.transact(async (writer) => {
        await writer.place(new Map([['a', [placement('uk', { published: midnight }), placement('uk/tag/річка')]]]))
        await writer.place(new Map([['b', [placement('uk', { published: midnight - 1000 })]]]))
        await writer.touchMonths([{ scope: uk, month: month('1999-01'), entries: 7 }], AT)
        await writer.recountMonths((published) => monthOf(published, 'America/New_York'), AT + 1000)
      })
      expect(await newest(store)).toBe('2026-02')
      expect(await facts(store, '2026-02')).toEqual({ changed: AT + 1000, older: null, newer: null })
      expect(await newest(store, scopeOf('uk/tag/річка'))).toBe('2026-03')
      // The month has two articles, so removing one does not empty it.
      await touch(store, '2026-02', -1, AT + 2000)
      expect(await newest(store)).toBe('2026-02')
      await touch(store, '2026-02', -1, AT + 2000)
      expect(await newest(store)).toBeNull()
    })
  })
}
