import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scopeId } from '../../src/domain/feed-key.ts'
import type { Newsroom } from '../../src/refresh/newsroom.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, variant } from '../support/newsroom.ts'
import { type Press, press } from '../support/press.ts'

type Step =
  | { readonly does: 'write' | 'remove'; readonly file: number; readonly tag: number; readonly text: number }
  | { readonly does: 'refresh'; readonly who: 0 | 1 }
  | { readonly does: 'follow'; readonly who: 0 | 1 | 2 }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constantFrom('write' as const, 'write' as const, 'remove' as const),
    file: fc.nat(4),
    tag: fc.nat(3),
    text: fc.nat(9),
  }),
  fc.record({ does: fc.constant('refresh' as const), who: fc.constantFrom(0 as const, 1 as const) }),
  fc.record({ does: fc.constant('follow' as const), who: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
)

/** The contents of an edition with its feeds sorted. */
function contentsOf(newsroom: Newsroom) {
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

function act(fixture: Press, newsrooms: readonly Newsroom[], step: Step): unknown {
  fixture.clock.now += 7000
  switch (step.does) {
    case 'write':
      return fixture.source.write(
        `${step.file}.json`,
        article({ tags: [`t${step.tag}`], variants: { uk: variant(`Міст ${step.text}`, 'uk') } }),
      )
    case 'remove':
      return fixture.source.remove(`${step.file}.json`)
    case 'refresh':
      return newsrooms[step.who]?.refresh()
    case 'follow':
      return newsrooms[step.who]?.follow()
  }
}

test('processes that follow and refresh in any order end with the edition that a new process reads', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 25 }), async (steps) => {
      const store = openSqliteStore(':memory:')
      try {
        const fixture = press({ store })
        const newsrooms = [fixture.newsroom, fixture.restart(), fixture.restart()]
        for (const step of steps) await act(fixture, newsrooms, step)
        for (const newsroom of newsrooms) await newsroom.follow()
        const fresh = fixture.restart()
        await fresh.follow()
        for (const newsroom of newsrooms) expect(contentsOf(newsroom)).toEqual(contentsOf(fresh))
      } finally {
        await store.close()
      }
    }),
    { numRuns: 60 },
  )
})
