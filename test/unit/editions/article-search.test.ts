import { expect, test } from 'vitest'
import { createArticleSearch, SEARCHED_ARTICLES_MAX } from '../../../src/editions/article-search.ts'
import { Superseded } from '../../../src/editions/feeds.ts'
import type { Published } from '../../../src/editions/published.ts'
import type { Dated } from '../../../src/store/placements.ts'
import type { StoreReader } from '../../../src/store/port.ts'
import { UK } from '../../support/store-rows.ts'

const catalog = {}

/** A store with articles `0`, `1` and so on, which counts the titles that are read from it. */
function storeOf(count: number) {
  const state = { revision: 1, titlesRead: 0, failsAt: Number.POSITIVE_INFINITY, hashes: new Map<string, string>() }
  const dated = Array.from({ length: count }, (_, index) => ({
    published: -index,
    article: String(index),
    language: UK,
  }))
  const reader = {
    head: async () => ({ revision: state.revision }),
    byDate: async (_language: string, limit: number, after?: Dated) => {
      const start = after ? Number(after.article) + 1 : 0
      if (start >= state.failsAt) state.revision++
      return dated.slice(start, start + limit).map((one) => ({ ...one, hash: state.hashes.get(one.article) ?? '' }))
    },
    titlesAndScopes: async (placed: readonly Dated[]) => {
      state.titlesRead += placed.length
      return placed.map((one) => ({ ...one, title: `Nr ${one.article} ${one.hash}`, scopes: null }))
    },
  }
  const search = createArticleSearch({ snapshot: (work) => work(reader as unknown as StoreReader) })
  const extents = new Map([[UK, { oldest: '2020-01', entries: count }]])
  const find = (text: string) => {
    const edition = { revision: state.revision, feeds: new Map(), extents }
    return search({ edition, context: { site: {}, catalog } } as unknown as Published, UK, text)
  }
  return { state, find }
}

const idsOf = ({ articles }: { readonly articles: readonly Dated[] }) => articles.map(({ article }) => article)

test('the newest articles of a language are searched, and the result says whether there are older ones', async () => {
  const { state, find } = storeOf(SEARCHED_ARTICLES_MAX + 1)
  const { articles, isPartial } = await find('nr')
  expect([articles.length, state.titlesRead, isPartial]).toEqual([SEARCHED_ARTICLES_MAX, SEARCHED_ARTICLES_MAX, true])
  expect(idsOf(await find('9999'))).toEqual(['9999'])
  expect((await storeOf(SEARCHED_ARTICLES_MAX).find('nr')).isPartial).toBe(false)
  expect(await storeOf(1).find('\u0301 ')).toEqual({ articles: [], isPartial: false })
})

test('searches at the same time read once, and a later edition reads only what changed', async () => {
  const { state, find } = storeOf(450)
  await Promise.all([find('nr'), find('nr'), find('1')])
  expect(state.titlesRead).toBe(450)
  state.revision++
  state.hashes.set('7', 'changed')
  expect(idsOf(await find('changed'))).toEqual(['7'])
  expect(state.titlesRead).toBe(451)
})

test('a search that a new edition interrupts fails, and the next one continues with the texts that are known', async () => {
  const { state, find } = storeOf(450)
  await find('nr')
  state.failsAt = 200
  state.revision++
  await expect(find('nr')).rejects.toThrow(Superseded)
  state.failsAt = Number.POSITIVE_INFINITY
  expect((await find('nr')).articles).toHaveLength(450)
  expect(state.titlesRead).toBe(450)
})
