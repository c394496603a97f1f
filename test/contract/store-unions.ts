import { describe, expect, test } from 'vitest'
import { type Scope, scopeId, scopeOf } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import type { Placement } from '../../src/store/placements.ts'
import type { Store } from '../../src/store/port.ts'
import type { Branch, Span, Union } from '../../src/store/union.ts'
import { EN, placement, RU, UK } from '../support/store-rows.ts'

const AT = placement('uk').published
const DAY = 86_400_000

const scopes = (ids: readonly string[]): Scope[] => ids.map(scopeOf)

/** A branch from scope ids. */
function branch(language: Language, any: readonly string[], all: readonly string[] = [], none: readonly string[] = []) {
  return { language, any: scopes(any), all: scopes(all), none: scopes(none) } satisfies Branch
}

/** Articles with their scopes, newest first. */
const ARTICLES: Readonly<Record<string, readonly string[]>> = {
  a: ['uk', 'uk/tag/river', 'uk/tag/bridge', 'uk/tag/tram', 'en', 'en/tag/river'],
  b: ['uk', 'uk/tag/river', 'uk/tag/tram'],
  c: ['uk', 'uk/tag/bridge'],
  d: ['en', 'en/tag/river', 'en/tag/bridge'],
  e: ['uk', 'uk/section/river'],
}

export function unionsContract(open: () => Promise<Store>): void {
  const place = (store: Store, article: string, placements: readonly Placement[]) =>
    store.transact((writer) => writer.place(new Map([[article, placements]])))
  const articlesOf = async (store: Store, union: Union, limit = 100, span?: Span): Promise<string> =>
    (await store.select(union, limit, span)).map(({ article }) => article).join('')

  async function openFilled(): Promise<Store> {
    const store = await open()
    for (const [index, [article, ids]] of Object.entries(ARTICLES).entries()) {
      const published = AT - index * DAY
      const over = { published, updated: published, label: 'a label' }
      await place(
        store,
        article,
        ids.map((id) => placement(id, over)),
      )
    }
    return store
  }

  describe('a branch', () => {
    test.each<readonly [string, Branch, string]>([
      ['of one scope has its articles', branch(UK, ['uk/tag/river']), 'ab'],
      ['of any of several scopes has each article once', branch(UK, ['uk/tag/river', 'uk/tag/bridge']), 'abc'],
      ['has articles that are also in all of other scopes', branch(UK, ['uk/tag/river'], ['uk/tag/bridge']), 'a'],
      [
        'of three scopes has articles in all three',
        branch(UK, ['uk/tag/river'], ['uk/tag/bridge', 'uk/tag/tram']),
        'a',
      ],
      ['is empty if a required scope is empty', branch(UK, ['uk/tag/river'], ['uk/tag/tram', 'uk/tag/no']), ''],
      ['omits articles of an excluded scope', branch(UK, ['uk/tag/river'], [], ['uk/tag/bridge']), 'b'],
      ['omits articles of several excluded scopes', branch(UK, ['uk'], [], ['uk/tag/bridge', 'uk/tag/tram']), 'e'],
      ['is complete if the excluded scope is empty', branch(UK, ['uk/tag/river'], [], ['uk/tag/no']), 'ab'],
      ['applies all and none together', branch(UK, ['uk/tag/tram'], ['uk/tag/river'], ['uk/tag/bridge']), 'b'],
      ['is limited to its language', branch(EN, ['en/tag/river']), 'ad'],
      ['distinguishes kinds', branch(UK, ['uk/section/river']), 'e'],
      ['of an unknown scope is empty', branch(UK, ['uk/tag/rive']), ''],
    ])('%s', async (_name, branch, expected) => {
      expect(await articlesOf(await openFilled(), [branch])).toBe(expected)
    })

    test('distinguishes articles with the same date', async () => {
      const store = await open()
      await place(store, 'a', [placement('uk/tag/river')])
      await place(store, 'b', [placement('uk/tag/river'), placement('uk/tag/bridge')])
      expect(await articlesOf(store, [branch(UK, ['uk/tag/river'], ['uk/tag/bridge'])])).toBe('b')
      expect(await articlesOf(store, [branch(UK, ['uk/tag/river'], [], ['uk/tag/bridge'])])).toBe('a')
    })

    test('returns placements in the scope of its language, without a label', async () => {
      const [a] = await (await openFilled()).select([branch(UK, ['uk/tag/river', 'uk/tag/tram'])], 1)
      expect(a).toEqual({ ...placement('uk', { published: AT, updated: AT, label: '' }), article: 'a', added: 0 })
    })

    test('includes fallbacks', async () => {
      const store = await open()
      await place(store, 'a', [placement('uk', { language: RU })])
      expect(await store.select([branch(UK, ['uk'])], 9)).toMatchObject([{ article: 'a', language: RU }])
    })
  })

  describe('several branches', () => {
    const both: Union = [branch(UK, ['uk']), branch(EN, ['en'])]
    const rowsOf = async (store: Store, union: Union) =>
      (await store.select(union, 9)).map(({ article, language, scope }) => `${article} ${language} ${scopeId(scope)}`)

    test('have each article once, from the first branch that has it', async () => {
      const store = await openFilled()
      const expected = ['a uk uk', 'b uk uk', 'c uk uk', 'd en en', 'e uk uk']
      expect(await rowsOf(store, both)).toEqual(expected)
      expect(await rowsOf(store, [both[1] as Branch, both[0]])).toEqual(['a en en', ...expected.slice(1)])
    })

    test.each<readonly [string, Readonly<Record<string, Language>>, string]>([
      ['a variant in its own language precedes a fallback', { uk: RU, en: EN }, 'a en en'],
      ['of two fallbacks, that of the first branch is used', { uk: RU, en: RU }, 'a ru uk'],
      ['a fallback is used if there is no other', { en: RU }, 'a ru en'],
      ['a variant is shown in the branch of its own language', { uk: EN, en: EN }, 'a en en'],
    ])('%s', async (_name, languages, expected) => {
      const store = await open()
      const placements = Object.entries(languages).map(([id, language]) => placement(id, { language }))
      await place(store, 'a', placements)
      expect(await rowsOf(store, both)).toEqual([expected])
    })

    test('apply their conditions separately', async () => {
      const union: Union = [branch(UK, ['uk/tag/river'], [], ['uk/tag/bridge']), branch(EN, ['en/tag/bridge'])]
      expect(await rowsOf(await openFilled(), union)).toEqual(['b uk uk', 'd en en'])
    })

    test('do not show an article in a month if the first branch has it in another', async () => {
      const store = await open()
      await place(store, 'a', [placement('uk'), placement('en', { published: AT - 40 * DAY })])
      expect(await articlesOf(store, both, 9, { from: AT - 50 * DAY, until: AT - 30 * DAY })).toBe('')
      expect(await articlesOf(store, both, 9, { from: AT, until: AT + 1 })).toBe('a')
    })
  })

  describe('select', () => {
    const uk: Union = [branch(UK, ['uk'])]

    test('takes the last changed entries, sorted by date', async () => {
      const store = await openFilled()
      await place(store, 'z', [placement('uk', { published: AT - 900 * DAY, updated: AT + 1000 })])
      expect(await articlesOf(store, uk, 3)).toBe('abz')
      expect(await articlesOf(store, [branch(UK, ['uk']), branch(EN, ['en'])], 4)).toBe('abcz')
      expect(await articlesOf(store, uk, 50)).toBe('abcez')
    })

    test('breaks ties by the date of publication, then by article', async () => {
      const store = await open()
      for (const [article, hours] of [
        ['y', 0],
        ['x', 0],
        ['w', -1],
      ] as const) {
        await place(store, article, [placement('uk', { published: AT + hours * 3_600_000, updated: AT })])
      }
      expect(await articlesOf(store, uk, 1)).toBe('x')
      expect(await articlesOf(store, uk, 2)).toBe('xy')
      expect(await articlesOf(store, uk, 3)).toBe('xyw')
    })

    test('sorts by rank before date', async () => {
      const store = await open()
      const ranked = [
        ['a', 2],
        ['b', 0],
        ['c', 1],
      ] as const
      for (const [index, [article, rank]] of ranked.entries()) {
        await place(store, article, [placement('uk/headlines/top', { rank, published: AT + index })])
      }
      expect(await articlesOf(store, [branch(UK, ['uk/headlines/top'])])).toBe('bca')
    })

    test('includes the beginning of a span and excludes its end', async () => {
      const store = await openFilled()
      expect(await articlesOf(store, uk, 9, { from: AT - DAY, until: AT })).toBe('b')
      expect(await articlesOf(store, uk, 9, { from: AT - DAY, until: AT + 1 })).toBe('ab')
      expect(await articlesOf(store, uk, 9, { from: AT - DAY + 1, until: AT })).toBe('')
      expect(await articlesOf(store, uk, 1, { from: AT - 2 * DAY, until: AT })).toBe('b')
    })
  })

  test('newestBefore is the date of the newest matching article before an instant', async () => {
    const store = await openFilled()
    const newest = (union: Union, before: number) => store.newestBefore(union, before)
    expect(await newest([branch(UK, ['uk'])], Number.MAX_SAFE_INTEGER)).toBe(AT)
    expect(await newest([branch(UK, ['uk'])], AT)).toBe(AT - DAY)
    expect(await newest([branch(UK, ['uk'], [], ['uk/tag/river'])], AT + 1)).toBe(AT - 2 * DAY)
    expect(await newest([branch(UK, ['uk/tag/bridge'], ['uk/tag/river'])], AT)).toBeUndefined()
    expect(await newest([branch(UK, ['uk/tag/no']), branch(EN, ['en'])], AT)).toBe(AT - 3 * DAY)
    expect(await newest([branch(UK, ['uk']), branch(EN, ['en'])], AT)).toBe(AT - DAY)
    expect(await newest([branch(UK, ['uk'])], AT - 4 * DAY)).toBeUndefined()
  })
}
