import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scopeId } from '../../src/domain/feed-key.ts'
import type { Newsroom } from '../../src/refresh/newsroom.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { article, variant } from '../support/newsroom.ts'
import { type Press, press } from '../support/press.ts'

type Step =
  | { readonly does: 'write' | 'remove'; readonly file: number; readonly tag: number; readonly text: number }
  | { readonly does: 'refresh'; readonly who: 0 | 1 }
  | { readonly does: 'follow'; readonly who: 0 | 1 | 2 }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constantFrom('write' as const, 'write' as const, 'remove' as const),
    file: fc.nat(4),
    tag: fc.nat(3),
    text: fc.nat(9),
  }),
  fc.record({ does: fc.constant('refresh' as const), who: fc.constantFrom(0 as const, 1 as const) }),
  fc.record({ does: fc.constant('follow' as const), who: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
)

/** All that an edition says of its feeds, in one order. */
function told(newsroom: Newsroom) {
  const published = newsroom.current()
  if (!published) return undefined
  const { feeds, ...edition } = published.edition
  const rows = [...feeds].map(([id, feed]) => {
    expect(scopeId(feed.scope)).toBe(id)
    return JSON.stringify(Object.entries(feed).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
  expect(feeds.size).toBe(rows.length)
  return { ...edition, feeds: rows.sort() }
}

function act(made: Press, rooms: readonly Newsroom[], taken: Step): unknown {
  made.clock.now += 7000
  switch (taken.does) {
    case 'write':
      return made.source.write(
        `${taken.file}.json`,
        article({ tags: [`t${taken.tag}`], variants: { uk: variant(`Міст ${taken.text}`, 'uk') } }),
      )
    case 'remove':
      return made.source.remove(`${taken.file}.json`)
    case 'refresh':
      return rooms[taken.who]?.refresh()
    case 'follow':
      return rooms[taken.who]?.follow()
  }
}

test('whoever follows now and then, and refreshes by turns, ends with what one that starts then reads', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      const store = openSqliteStore(':memory:')
      try {
        const made = press({ store })
        const rooms = [made.newsroom, made.again(), made.again()]
        for (const taken of steps) await act(made, rooms, taken)
        for (const room of rooms) await room.follow()
        const fresh = made.again()
        await fresh.follow()
        for (const room of rooms) expect(told(room)).toEqual(told(fresh))
      } finally {
        await store.close()
      }
    }),
    { numRuns: 60 },
  )
})
