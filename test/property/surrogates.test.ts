import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checked } from '../support/arbitraries.ts'
import { addresses, FEEDS, someFeeds, someMonths } from '../support/documents-read.ts'
import { history, type Operation, setting } from '../support/histories.ts'
import { type Observer, replay, type Served } from '../support/replay.ts'

/** A response as a cache stores it, without Last-Modified, which may change alone. */
function storedPart({ version, text, cacheControl, fields }: Served): unknown {
  return { version, text, cacheControl, fields }
}

/** A cache without an age limit: it keeps a response until one of its keys is purged. */
function cacheOf(paths: readonly string[]): Observer & { readonly hits: () => number } {
  const cache = new Map<string, Served>()
  let hits = 0
  const watch: Observer = async ({ purged, read }) => {
    const wrong: unknown[] = []
    const purgedKeys = new Set(purged)
    for (const path of paths) {
      const stored = cache.get(path)
      // A field that is too long omits article keys, so purges must work without them.
      if (stored?.keys.some((key) => !key.includes('/article/') && purgedKeys.has(key))) cache.delete(path)
      const served = await read(path)
      const known = cache.get(path)
      if (known) {
        hits++
        if (JSON.stringify(served && storedPart(served)) !== JSON.stringify(storedPart(known)))
          wrong.push([path, known.keys, purged])
      }
      // A 404 is not cached.
      if (served) cache.set(path, known ?? served)
      else cache.delete(path)
    }
    expect(wrong).toEqual([])
  }
  return Object.assign(watch, { hits: () => hits })
}

test('a purged cache has no outdated document after any history', {
  timeout: 240_000,
}, async () => {
  let hits = 0
  await fc.assert(
    fc.asyncProperty(history, setting, someFeeds(8), someMonths, async (operations, site, feeds, months) => {
      const watch = cacheOf(addresses(feeds, months))
      await replay(operations, site, watch)
      hits += watch.hits()
    }),
    checked(12),
  )
  expect(hits).toBeGreaterThan(1000)
})

const DAY = 24 * 60 * 60 * 1000
const terms = { section: 'city', author: 'Iryna', tags: ['river'] } as const

/** Relabels a tag, starts a new month, changes old months, and fills and empties a block of headlines. */
const EVERYTHING: readonly Operation[] = [
  { does: 'create', article: 'heron', tongues: ['uk', 'ru', 'en'], ago: 40 * DAY, ...terms, tags: ['usa', 'sport'] },
  { does: 'create', article: 'wren', tongues: ['uk'], ago: DAY, ...terms },
  { does: 'refresh' },
  { does: 'create', article: 'osprey', tongues: ['uk', 'en'], ago: DAY, ...terms, tags: ['USA'] },
  { does: 'refresh' },
  { does: 'create', article: 'plover', tongues: ['en'], ago: 30 * DAY, ...terms, tags: ['USA'] },
  { does: 'rank', block: 'front', articles: ['wren'] },
  { does: 'refresh' },
  { does: 'wait', for: 3 * DAY },
  { does: 'refresh' },
  { does: 'edit', article: 'wren', tongue: 'uk' },
  { does: 'refresh' },
  { does: 'delete', article: 'plover' },
  { does: 'refresh' },
  { does: 'wait', for: 40 * DAY },
  { does: 'refresh' },
  { does: 'restart' },
  { does: 'return', article: 'plover' },
  { does: 'withdraw', article: 'heron' },
  { does: 'rank', block: 'front', articles: [] },
  { does: 'refresh' },
  { does: 'wait', for: 12 * DAY },
  { does: 'refresh' },
]

test('a purged cache has no outdated document among all documents of a newsroom', { timeout: 240_000 }, async () => {
  const months = ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05']
  const watch = cacheOf(addresses(FEEDS, months))
  await replay(EVERYTHING, { timeZone: 'Europe/Kyiv', vanished: 'withdraw' }, watch)
  expect(watch.hits()).toBeGreaterThan(1000)
})
