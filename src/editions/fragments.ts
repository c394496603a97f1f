import { LRUCache } from 'lru-cache'
import type { Format } from '../domain/feed-key.ts'
import { type Fragment, fragmentOf } from '../feeds/compose.ts'
import { entryOf, shortenedEntry } from '../feeds/entry.ts'
import type { StoreReader } from '../store/port.ts'
import { MIB, type Pool, poolOf, poolsOf } from './cache-pools.ts'
import type { FeedContent } from './feeds.ts'
import type { Published } from './published.ts'

const CACHE_BYTES: Readonly<Record<Pool, number>> = { standing: 16 * MIB, archive: 4 * MIB, combined: 4 * MIB }

/** Renders each entry once per format, for all feeds that show it, and caches it. */
export function createFragments() {
  const fragments = poolsOf(
    (pool) =>
      new LRUCache<string, Fragment>({
        maxSize: CACHE_BYTES[pool],
        sizeCalculation: ({ bytes }) => bytes.byteLength + 200,
      }),
  )
  return {
    /** The items of a feed. Those whose indexes are in `shortened` have a link to the page in place of their content. */
    of: async (
      { edition, context: { site, catalog } }: Published,
      { feed: { key }, rendition, selection: { placed }, hashes }: FeedContent,
      format: Format,
      reader: StoreReader,
      shortened?: ReadonlySet<number>,
    ): Promise<Fragment[]> => {
      const cache = fragments[poolOf(key)]
      // Feeds of several languages render an entry differently.
      const prefix = JSON.stringify([format, rendition, key.languages.length > 1 ? key.languages : null])
      const nameOf = (index: number): string => `${prefix} ${hashes[index]}${shortened?.has(index) ? ' shortened' : ''}`
      const items = placed.map((_, index) => fragments.standing.get(nameOf(index)) ?? cache.get(nameOf(index)))
      const missing = placed.flatMap((placement, index) => (items[index] ? [] : [{ placement, index }]))
      const variants = await reader.shownVariants(missing.map(({ placement }) => placement))
      for (const [position, { variant, siblings }] of variants.entries()) {
        const { index } = missing[position] as (typeof missing)[number]
        const entry = entryOf(site, catalog, key.languages, variant, siblings, edition.instant)
        const shown = shortened?.has(index) ? shortenedEntry(catalog, entry) : entry
        const fragment = fragmentOf(format, shown, { authority: site.authority, rendition })
        items[index] = fragment
        cache.set(nameOf(index), fragment)
      }
      return items as Fragment[]
    },
    cachedBytes: (pool: Pool): number => fragments[pool].calculatedSize,
  }
}
