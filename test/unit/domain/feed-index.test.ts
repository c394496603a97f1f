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

/** Every way to read an index, against a plain map. */
function expectSame(index: FeedIndex, model: ReadonlyMap<string, FeedState>): void {
  expect(index.size).toBe(model.size)
  const expected = [...model].sort(byKey)
  expect([...index].sort(byKey)).toEqual(expected)
  expect([...index.entries()]).toEqual([...index])
  expect([...index.keys()]).toEqual([...index].map(([key]) => key))
  expect([...index.values()]).toEqual([...index].map(([, feed]) => feed))
  const each: [string, FeedState][] = []
  index.forEach((feed, key, whole) => {
    expect(whole).toBe(index)
    each.push([key, feed])
  })
  expect(each).toEqual([...index])
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

test('whatever is laid over an index, it reads as a map would, and those before it stay as they were', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 25 }),
      fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 8 }),
      (first, steps) => {
        const made: { index: FeedIndex; model: ReadonlyMap<string, FeedState> }[] = [
          { index: feeds(first), model: feeds(first) },
        ]
        let { index, model } = made[0] as (typeof made)[number]
        // The first is the one object that both are made from.
        model = new Map(index)
        for (const step of steps) {
          const changed = feeds(step)
          index = withFeeds(index, changed)
          model = new Map([...model, ...changed])
          made.push({ index, model })
        }
        for (const each of made.slice(1)) expectSame(each.index, each.model)
      },
    ),
  )
})

test.each([
  ['just below as many as are kept apart', 999],
  ['exactly as many', 1000],
  ['more', 1001],
])('of a large index, changes one after the other read as one map: %s', (_name, count) => {
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
  const seen = editions.map((edition) => [...edition.values()].filter(({ version }) => version === 'v2').length)
  expect(seen).toEqual([400, count - 1, count])
  expect([...base.values()].every(({ version }) => version === 'v1')).toBe(true)
})

test('nothing laid over an index is that index', () => {
  const base = feeds(run(0, 10, 1))
  expect(withFeeds(base, new Map())).toBe(base)
  const over = withFeeds(base, feeds([[1, 2]]))
  expect(withFeeds(over, new Map())).toBe(over)
})
