import { describe, expect, test } from 'vitest'
import { type Scope, scopeOf } from '../../src/domain/feed-key.ts'
import type { Placement } from '../../src/store/placements.ts'
import type { Store } from '../../src/store/port.ts'
import type { Branch } from '../../src/store/union.ts'
import { articlesIn, placement, RU, UK } from '../support/store-rows.ts'

const LAST_EDITION = placement('uk').published
const ADDED = LAST_EDITION + 60_000
const OLD = { published: LAST_EDITION - 90_000, updated: LAST_EDITION - 90_000 }
const lateness = { lastEdition: LAST_EDITION, now: ADDED }

export function lateEntriesContract(open: () => Promise<Store>): void {
  const place = (store: Store, article: string, placements: readonly Placement[], late = true) =>
    store.transact((writer) => writer.place(new Map([[article, placements]]), late ? lateness : undefined))
  const addedIn = async (store: Store, scope: string) =>
    Object.fromEntries((await store.window(scopeOf(scope), 9)).map(({ article, added }) => [article, added]))

  describe('late entries', () => {
    test.each<readonly [string, Placement, number]>([
      ['an entry older than the last edition is late', placement('uk', OLD), ADDED],
      ['an entry as old as the last edition is late', placement('uk'), ADDED],
      ['a newer entry is not late', placement('uk', { published: LAST_EDITION + 1, updated: LAST_EDITION + 1 }), 0],
      ['an old entry that was updated since is not late', placement('uk', { ...OLD, updated: LAST_EDITION + 1 }), 0],
      ['headlines are never late', placement('uk/headlines/top', OLD), 0],
    ])('%s', async (_name, one, added) => {
      const store = await open()
      await place(store, 'a', [one])
      expect((await store.window(one.scope, 9)).map((placed) => placed.added)).toEqual([added])
    })

    test('are the newest of their scope', async () => {
      const store = await open()
      for (let second = 0; second < 4; second++) {
        const date = LAST_EDITION - 4000 + second * 1000
        await place(store, `a${second}`, [placement('uk', { published: date, updated: date })], false)
      }
      await place(store, 'late', [placement('uk', OLD)])
      expect(await articlesIn(store, 'uk', 3)).toEqual(['late', 'a3', 'a2'])
      const union: Branch = { language: UK, any: [scopeOf('uk')], all: [], none: [] }
      expect((await store.select([union], 2)).map(({ article }) => article)).toEqual(['late', 'a3'])
      const span = { from: 0, until: LAST_EDITION + 1 }
      expect((await store.select([union], 9, span)).map(({ article }) => article).at(-1)).toBe('late')
      // The late entry is first in the feed. A selection of recent articles omits it and keeps the order of the feed.
      expect((await store.select([union], 9, { from: 0 })).map(({ article }) => article)[0]).toBe('late')
      const recent = await store.select([union], 9, { from: LAST_EDITION - 2000 })
      expect(recent.map(({ article }) => article)).toEqual(['a3', 'a2'])
    })

    test('stay late in their scope when they change, and are new in other scopes and languages', async () => {
      const store = await open()
      await place(store, 'a', [placement('uk', OLD)])
      const later = { lastEdition: ADDED, now: ADDED + 1000 }
      const changed = [placement('uk', { ...OLD, hash: 'other' }), placement('uk/tag/river', OLD)]
      await store.transact((writer) => writer.place(new Map([['a', changed]]), later))
      expect(await addedIn(store, 'uk')).toEqual({ a: ADDED })
      expect(await addedIn(store, 'uk/tag/river')).toEqual({ a: ADDED + 1000 })
      await store.transact((writer) =>
        writer.place(new Map([['a', [placement('uk', { ...OLD, language: RU })]]]), later),
      )
      expect(await addedIn(store, 'uk')).toEqual({ a: ADDED + 1000 })
    })

    test('of a union were added when the first of `any` and the last of `all` showed them', async () => {
      const store = await open()
      await place(store, 'a', [placement('uk/tag/river', OLD)])
      const both = [placement('uk/tag/river', OLD), placement('uk/tag/ice', OLD)]
      const later = { lastEdition: ADDED, now: ADDED + 1000 }
      await store.transact((writer) => writer.place(new Map([['a', both]]), later))
      const added = async (any: Scope[], all: Scope[]) =>
        (await store.select([{ language: UK, any, all, none: [] }], 9)).map((placed) => placed.added)
      const [river, ice] = [scopeOf('uk/tag/river'), scopeOf('uk/tag/ice')]
      expect(await added([river, ice], [])).toEqual([ADDED])
      expect(await added([river], [ice])).toEqual([ADDED + 1000])
    })

    test('are counted by scope, and can be ordered by their dates again', async () => {
      const store = await open()
      for (const article of ['a', 'b']) await place(store, article, [placement('uk', OLD)])
      await place(store, 'c', [placement('en', OLD)])
      const late = (limit: number) => store.transact((writer) => writer.scopesWithLate(ADDED, limit))
      expect(await late(0)).toEqual(
        expect.arrayContaining([
          { scope: scopeOf('uk'), entries: 2 },
          { scope: scopeOf('en'), entries: 1 },
        ]),
      )
      expect(await late(1)).toEqual([{ scope: scopeOf('uk'), entries: 2 }])
      await store.transact((writer) => writer.forgetLate(scopeOf('uk'), ADDED))
      expect(await addedIn(store, 'uk')).toEqual({ a: 0, b: 0 })
      expect(await addedIn(store, 'en')).toEqual({ c: ADDED })
    })
  })

  describe('the end of a fallback variant', () => {
    const ended = { article: 'a', language: UK, at: ADDED }
    const told = async (store: Store, ...scopes: string[]) => {
      const [first, ...rest] = scopes.map((id): Branch => {
        const scope = scopeOf(id)
        return { language: scope.language, any: [scope], all: [], none: [] }
      })
      return store.withdrawn([first as Branch, ...rest], 9)
    }

    test('is listed in its scope only, and not if a feed of several languages has the variant', async () => {
      const store = await open()
      await store.transact((writer) => writer.endFallback(ended, scopeOf('ru'), [UK]))
      expect(await told(store, 'ru')).toEqual([ended])
      expect(await told(store, 'uk')).toEqual([])
      expect(await told(store, 'ru', 'uk')).toEqual([])
      expect(await told(store, 'ru', 'en')).toEqual([ended])
      expect(await store.transact((writer) => writer.withdrawalsOf(['a']))).toEqual([])
    })

    test('is deleted when the scope shows the variant again, and outlives the return of a withdrawn variant', async () => {
      const store = await open()
      await store.transact(async (writer) => {
        await writer.endFallback(ended, scopeOf('ru'), [UK])
        await writer.endFallback(ended, scopeOf('ru'), [UK])
        await writer.withdraw({ ...ended, at: ADDED + 1000 }, [scopeOf('uk')], [UK])
        await writer.restore('a', UK, ADDED + 2000)
      })
      expect(await told(store, 'ru')).toEqual([ended])
      expect(await told(store, 'uk')).toEqual([])
      const resume = () => store.transact((writer) => writer.resumeFallback('a', UK, scopeOf('ru')))
      expect(await resume()).toBe(true)
      expect(await resume()).toBe(false)
      expect(await told(store, 'ru')).toEqual([])
    })
  })
}
