import { LRUCache } from 'lru-cache'
import type { Format } from '../domain/feed-key.ts'
import { type Fragment, fragmentOf } from '../feeds/compose.ts'
import { entryOf } from '../feeds/entry.ts'
import type { VariantsReader } from '../store/variants.ts'
import { MIB, type Pool, poolOf, poolsOf } from './cache-pools.ts'
import type { FeedContent } from './feeds.ts'
import type { Published } from './published.ts'

/** Bytes that are kept. */
const BUDGETS: Readonly<Record<Pool, number>> = { standing: 16 * MIB, archive: 4 * MIB, combined: 4 * MIB }

/** Renders each entry once a format, for all feeds that show it, and keeps it while there is room. */
export type Fragments = {
  /** The items of a feed, made where nobody has asked for them yet. */
  of(published: Published, content: FeedContent, format: Format, reader: VariantsReader): Promise<Fragment[]>
  /** Bytes that are kept of a pool. */
  kept(pool: Pool): number
}

export function createFragments(): Fragments {
  const fragments = poolsOf(
    (pool) =>
      new LRUCache<string, Fragment>({
        maxSize: BUDGETS[pool],
        sizeCalculation: ({ bytes }) => bytes.byteLength + 200,
      }),
  )
  return {
    of: async (
      { edition, context: { site, catalog } },
      { feed: { key }, rendition, showing: { placed }, hashes },
      format,
      reader,
    ) => {
      const own = fragments[poolOf(key)]
      // An entry reads otherwise in a feed of other languages.
      const manner = JSON.stringify([format, rendition, key.languages.length > 1 ? key.languages : null])
      const nameOf = (index: number): string => `${manner} ${hashes[index]}`
      const made = placed.map((_, index) => fragments.standing.get(nameOf(index)) ?? own.get(nameOf(index)))
      const missing = placed.flatMap((one, index) => (made[index] ? [] : [{ one, index }]))
      const shown = await reader.shown(missing.map(({ one }) => one))
      for (const [position, { variant, siblings }] of shown.entries()) {
        const { index } = missing[position] as (typeof missing)[number]
        const entry = entryOf(site, catalog, key.languages, variant, siblings, edition.instant)
        const fragment = fragmentOf(format, entry, { authority: site.authority, rendition })
        made[index] = fragment
        own.set(nameOf(index), fragment)
      }
      return made as Fragment[]
    },
    kept: (pool) => fragments[pool].calculatedSize,
  }
}
