import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded } from '../support/decoded.ts'
import { article, NOW, publishNewsroom, variant } from '../support/newsroom.ts'
import { type Asking, PEOPLE, READERS } from '../support/reader-headers.ts'
import { type Sight, sharedCache } from '../support/shared-cache.ts'
import { type Answer, wire } from '../support/wire.ts'

// Feed readers and browsers request the same address through a shared cache while articles are added.

const FEEDS = ['/uk/rss.xml', '/uk/feed.json'] as const

const STEP = fc.record({
  // Seconds, also beyond max-age (1800) and stale-while-revalidate.
  wait: fc.constantFrom(0, 0, 1, 1000, 1801, 2500, 3601, 10_000),
  edits: fc.nat(3).map((chance) => chance === 0),
  path: fc.constantFrom(...FEEDS),
  client: fc.nat(4),
})

/** A few clients that return repeatedly. */
const DAY = fc.record({
  readers: fc.shuffledSubarray([...READERS], { minLength: 3, maxLength: 3 }),
  people: fc.shuffledSubarray([...PEOPLE], { minLength: 2, maxLength: 2 }),
  steps: fc.array(STEP, { minLength: 4, maxLength: 20 }),
})

/** A client's next request, with the validators of its last response. */
function headersOf({ headers, again = [] }: Asking, last: Answer | undefined): Record<string, string> {
  const values = { 'If-None-Match': last?.headers.etag, 'If-Modified-Since': last?.headers['last-modified'] }
  const conditions = last ? again.map((name) => [name, name === 'A-IM' ? 'feed' : String(values[name])]) : []
  return { ...headers, ...Object.fromEntries(conditions) }
}

async function createOrigin() {
  const newsroom = await publishNewsroom({ files: { 'articles/a.json': article() } })
  let articles = 0
  return {
    ...{ clock: newsroom.clock, origin: await wire(newsroom.app.handler) },
    edit: async () => {
      articles++
      const boat = article({ variants: { uk: variant(`Човен ${articles}`, 'uk') }, published: '2026-03-02T09:00:00Z' })
      newsroom.write(`articles/b${articles % 30}.json`, boat)
      await newsroom.app.newsroom.refresh()
    },
  }
}

const CACHES: readonly (readonly [Sight, 'go on' | 'are held back'])[] = [
  ['honours Vary', 'go on'],
  ['honours Vary', 'are held back'],
  ['sees Accept-Encoding only', 'go on'],
  ['sees Accept-Encoding only', 'are held back'],
]

describe.each(CACHES)('through a cache that %s, where conditions %s', (sight, conditions) => {
  test('feed readers never get the HTML page, and clients only get responses for themselves', {
    timeout: 240_000,
  }, async () => {
    const { clock, origin, edit } = await createOrigin()
    const seen = { pages: 0, feeds: 0, feedsShownToPeople: 0, unchanged: 0, deltas: 0 }
    await fc.assert(
      fc.asyncProperty(DAY, async ({ readers, people, steps }) => {
        const through = sharedCache(origin, { sight, conditions, now: () => Math.floor(clock.now / 1000) })
        const last = new Map<string, Answer>()
        for (const { wait, edits, path, client: clientIndex } of steps) {
          clock.now += wait * 1000
          if (edits) await edit()
          const client = [...readers, ...people][clientIndex] as Asking
          const name = `${client.program} ${client.name} ${path}`
          const lastAnswer = last.get(name)
          const sent = headersOf(client, lastAnswer)
          const answer = await through(path, sent)
          const { status, headers } = answer
          if (status === 304) {
            seen.unchanged++
            // A 304 refers to the client's own validators.
            if (sent['If-None-Match']) expect([name, headers.etag]).toEqual([name, sent['If-None-Match']])
            else expect([name, 'If-Modified-Since' in sent]).toEqual([name, true])
            continue
          }
          const isPage = headers['content-type'] === 'text/html; charset=utf-8'
          if (isPage) {
            seen.pages++
            expect([name, client.who, status]).toEqual([name, 'person', 200])
          } else {
            seen.feeds++
            expect(decoded(answer), name).toMatch(path.endsWith('.json') ? /^\{/ : /^<\?xml/)
            if (client.who === 'person') seen.feedsShownToPeople++
            // A delta (226) requires A-IM and If-None-Match.
            if (status === 226) seen.deltas++
            const asksForOne = Object.keys(sent).some(isManipulation) && 'If-None-Match' in sent
            expect([name, status === 200 || (status === 226 && asksForOne)]).toEqual([name, true])
          }
          last.set(name, answer)
        }
      }),
      { numRuns: 50, seed: NOW },
    )
    // A cache that ignores most of Vary may give browsers a feed, but never a page to feed readers.
    expect(seen.feedsShownToPeople > 0).toBe(sight === 'sees Accept-Encoding only')
    expect(Math.min(seen.pages, seen.feeds, seen.unchanged, seen.deltas), JSON.stringify(seen)).toBeGreaterThan(0)
  })
})

const isManipulation = (name: string): boolean => name.toLowerCase() === 'a-im'
