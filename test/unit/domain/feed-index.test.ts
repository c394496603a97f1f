import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedState } from '../../../src/domain/feed.ts'
import { type FeedIndex, withFeeds } from '../../../src/domain/feed-index.ts'
import { feedRow } from '../../support/store-rows.ts'

type Change = readonly [key: number, version: number]

const feeds = (changes: readonly Change[]): Map<string, FeedState> =>
  new Map(changes.map(([key, version]) => [`uk/tag/${key}`, feedRow(`uk/tag/${key}`, { version: `v${version}` })]))

const run = (from: number, to: number, version: number): Change[] =>
  Array.from({ length: to - from }, (_, index) => [from + index, version])

/** Compares every read method of an index with a plain map. */
function expectSame(index: FeedIndex, model: ReadonlyMap<string, FeedState>): void {
  expect(index.size).toBe(model.size)
  const expected = [...model].sort(byKey)
  expect([...index].sort(byKey)).toEqual(expected)
  expect([...index.keys()]).toEqual([...index].map(([key]) => key))
  expect([...index.values()]).toEqual([...index].map(([, feed]) => feed))
  for (const [key, feed] of model) {
    expect(index.get(key)).toBe(feed)
    expect(index.has(key)).toBe(true)
  }
  expect(index.get('uk/tag/nobody')).toBeUndefined()
  expect(index.has('uk/tag/nobody')).toBe(false)
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}

const change: fc.Arbitrary<Change> = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 }))

test('an index behaves like a map after any changes, and earlier indexes do not change', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 25 }),
      fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 8 }),
      (initial, steps) => {
        const states: { index: FeedIndex; model: ReadonlyMap<string, FeedState> }[] = [
          { index: feeds(initial), model: feeds(initial) },
        ]
        let { index, model } = states[0] as (typeof states)[number]
        // The first index and its model share their feed objects.
        model = new Map(index)
        for (const step of steps) {
          const changed = feeds(step)
          index = withFeeds(index, changed)
          model = new Map([...model, ...changed])
          states.push({ index, model })
        }
        for (const state of states.slice(1)) expectSame(state.index, state.model)
      },
    ),
  )
})

test.each([
  ['just below the layer limit', 999],
  ['at the limit', 1000],
  ['above the limit', 1001],
])('consecutive changes of a large index read as one map: %s', (_name, count) => {
  const base = feeds(run(0, 3000, 1))
  let index: FeedIndex = base
  const editions: FeedIndex[] = []
  for (const [from, to] of [
    [0, 400],
    [400, count - 1],
    [count - 1, count],
  ] as const) {
    index = withFeeds(index, feeds(run(from, to, 2)))
    editions.push(index)
  }
  index = withFeeds(index, feeds([[5000, 3], ...run(0, 1, 3)]))
  expect(index.size).toBe(3001)
  const expected = new Map([...base, ...feeds(run(0, count, 2)), ...feeds([[5000, 3], ...run(0, 1, 3)])])
  expect([...index.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [key, { version }] of expected) expect(index.get(key)?.version).toBe(version)
  const changedCounts = editions.map(
    (edition) => [...edition.values()].filter(({ version }) => version === 'v2').length,
  )
  expect(changedCounts).toEqual([400, count - 1, count])
  expect([...base.values()].every(({ version }) => version === 'v1')).toBe(true)
})

test('an empty change returns the same index', () => {
  const base = feeds(run(0, 10, 1))
  expect(withFeeds(base, new Map())).toBe(base)
  const over = withFeeds(base, feeds([[1, 2]]))
  expect(withFeeds(over, new Map())).toBe(over)
})
