import { describe, expect, test } from 'vitest'
import type { Withdrawn } from '../../src/domain/article.ts'
import { scopeId, scopeOf } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import type { Store } from '../../src/store/port.ts'
import type { Branch, Union } from '../../src/store/union.ts'
import { content, EN, placement, RU, row, UK } from '../support/store-rows.ts'

const AT = placement('uk').published
const HOUR = 3_600_000

const withdrawn = (article: string, language: Language, at = AT): Withdrawn => ({ article, language, at })
const union = (id: string, over: Partial<Branch> = {}): Union => {
  const scope = scopeOf(id)
  return [{ language: scope.language, any: [scope], all: [], none: [], ...over }]
}

export function withdrawalsContract(open: () => Promise<Store>): void {
  const withdraw = (store: Store, row: Withdrawn, ...ids: string[]) =>
    store.transact((writer) => writer.withdraw(row, ids.map(scopeOf), [row.language]))
  const restore = async (store: Store, article: string, language: Language, at: number) =>
    (await store.transact((writer) => writer.restore(article, language, at))).map(scopeId).sort()
  const withdrawalsOf = (store: Store, article: string) => store.transact((writer) => writer.withdrawalsOf([article]))
  const withdrawnIn = async (store: Store, id: string) =>
    (await store.withdrawn(union(id), 99)).map(({ article, language }) => `${article} ${language}`)

  describe('a withdrawal', () => {
    test('is listed only by the scopes that showed the article', async () => {
      const store = await open()
      await withdraw(store, withdrawn('a', UK), 'uk', 'uk/tag/river')
      expect(await store.withdrawn(union('uk'), 9)).toEqual([withdrawn('a', UK)])
      expect(await withdrawnIn(store, 'uk/tag/river')).toEqual(['a uk'])
      expect(await withdrawnIn(store, 'uk/tag/bridge')).toEqual([])
      expect(await withdrawnIn(store, 'en')).toEqual([])
      const scopes = ['en', 'uk', 'uk/tag/bridge', 'uk/tag/river'].map(scopeOf)
      const withWithdrawals = await store.transact((writer) => writer.scopesWithWithdrawals(scopes))
      expect([...withWithdrawals].sort()).toEqual(['uk', 'uk/tag/river'])
    })

    test('is stored per language', async () => {
      const store = await open()
      // A fallback is listed in the scope that showed it.
      await withdraw(store, withdrawn('a', UK), 'uk', 'en')
      await withdraw(store, withdrawn('a', RU, AT + 1000), 'ru')
      expect(await withdrawalsOf(store, 'a')).toEqual([withdrawn('a', RU, AT + 1000), withdrawn('a', UK)])
      expect(await withdrawalsOf(store, 'b')).toEqual([])
      expect(await withdrawnIn(store, 'en')).toEqual(['a uk'])
    })

    test('lists are newest first, up to the limit', async () => {
      const store = await open()
      await withdraw(store, withdrawn('b', UK), 'uk')
      await withdraw(store, withdrawn('a', UK), 'uk')
      await withdraw(store, withdrawn('c', UK, AT + 1000), 'uk')
      expect(await withdrawnIn(store, 'uk')).toEqual(['c uk', 'a uk', 'b uk'])
      expect(await store.withdrawn(union('uk'), 1)).toEqual([withdrawn('c', UK, AT + 1000)])
    })

    test('is listed once by unions that showed it', async () => {
      const store = await open()
      await withdraw(store, withdrawn('a', UK), 'uk', 'uk/tag/river', 'uk/tag/bridge')
      await withdraw(store, withdrawn('b', UK), 'uk', 'uk/tag/river')
      await withdraw(store, withdrawn('c', EN), 'en')
      const river = scopeOf('uk/tag/river')
      const bridge = scopeOf('uk/tag/bridge')
      const articlesIn = async (...[union]: [Union]) =>
        (await store.withdrawn(union, 9)).map(({ article }) => article).join('')
      expect(await articlesIn(union('uk', { any: [river, bridge] }))).toBe('ab')
      expect(await articlesIn(union('uk', { any: [river], all: [bridge] }))).toBe('a')
      expect(await articlesIn(union('uk', { any: [river], none: [bridge] }))).toBe('b')
      expect(await articlesIn([...union('uk'), ...union('en')])).toBe('abc')
    })

    test('is no longer listed after a restore, which stores the time of the return', async () => {
      const store = await open()
      await store.transact((writer) => writer.putFiles([content('a.json', [row('a', UK), row('a', EN)])]))
      await withdraw(store, withdrawn('a', UK), 'uk', 'uk/tag/river')
      await withdraw(store, withdrawn('a', EN), 'en')
      expect(await restore(store, 'a', UK, AT + HOUR)).toEqual(['uk', 'uk/tag/river'])
      expect([await withdrawnIn(store, 'uk'), await withdrawnIn(store, 'uk/tag/river')]).toEqual([[], []])
      expect(await withdrawnIn(store, 'en')).toEqual(['a en'])
      expect(await withdrawalsOf(store, 'a')).toEqual([withdrawn('a', EN)])
      const variants = await store.transact((writer) => writer.variantsOf('a'))
      expect(variants).toEqual([row('a', EN), row('a', UK, { returned: AT + HOUR })])
    })

    test('after a restore, every scope shows the time of the return, also from another file', async () => {
      const store = await open()
      await withdraw(store, withdrawn('a', UK), 'uk')
      await restore(store, 'a', UK, AT + HOUR)
      await store.transact(async (writer) => {
        await writer.putFiles([content('other.json', [row('a', UK, { title: 'Another' })])])
        await writer.place(new Map([['a', [placement('uk'), placement('en', { language: UK })]]]))
      })
      for (const id of ['uk', 'en']) {
        const [shown] = await store.shownVariants(await store.window(scopeOf(id), 1))
        expect(shown?.variant).toEqual(row('a', UK, { title: 'Another', returned: AT + HOUR }))
      }
    })

    test('can follow a restore and clears the time of the return', async () => {
      const store = await open()
      await store.transact((writer) => writer.putFiles([content('a.json', [row('a', UK)])]))
      await withdraw(store, withdrawn('a', UK), 'uk', 'uk/tag/river')
      await restore(store, 'a', UK, AT + HOUR)
      await withdraw(store, withdrawn('a', UK, AT + 2 * HOUR), 'uk')
      expect(await store.withdrawn(union('uk'), 9)).toEqual([withdrawn('a', UK, AT + 2 * HOUR)])
      expect(await withdrawnIn(store, 'uk/tag/river')).toEqual([])
      expect(await withdrawalsOf(store, 'a')).toEqual([withdrawn('a', UK, AT + 2 * HOUR)])
      expect(await store.transact((writer) => writer.variantsOf('a'))).toEqual([row('a', UK)])
    })

    test('withdrawnFrom lists each scope with withdrawals in a span once', async () => {
      const store = await open()
      await withdraw(store, withdrawn('a', UK), 'uk', 'uk/tag/river')
      await withdraw(store, withdrawn('b', UK), 'uk')
      await withdraw(store, withdrawn('c', EN, AT + 1000), 'en')
      const from = async (after: number, until: number) =>
        (await store.transact((writer) => writer.withdrawnFrom(after, until))).map(scopeId).sort()
      expect(await from(AT - 1, AT)).toEqual(['uk', 'uk/tag/river'])
      expect(await from(AT, AT + 999)).toEqual([])
      expect(await from(AT, AT + 1000)).toEqual(['en'])
      await restore(store, 'a', UK, AT + HOUR)
      expect(await from(0, AT + HOUR)).toEqual(['en', 'uk'])
    })
  })
}
