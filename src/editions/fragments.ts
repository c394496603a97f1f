import { LRUCache } from 'lru-cache'
import type { Entry } from '../domain/article.ts'
import type { Format } from '../domain/feed-key.ts'
import { type Fragment, fragmentOf } from '../feeds/compose.ts'
import { entryOf, shortenedEntry } from '../feeds/entry.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import { MIB, type Pool, poolOf, poolsOf } from './cache-pools.ts'
import type { FeedContent } from './feeds.ts'
import type { Published } from './published.ts'

export type FragmentBytes = Readonly<Record<Pool, number>>

const CACHE_BYTES: FragmentBytes = { standing: 8 * MIB, archive: 2 * MIB, combined: 2 * MIB }

/** A feed is often read in all formats, one after the other. Its entries are read once for them. */
const ENTRIES_BYTES = 2 * MIB

/** Renders each entry once per format, for all feeds that show it, and caches it. */
export function createFragments(maxBytes = CACHE_BYTES) {
  const fragments = poolsOf(
    (pool) =>
      new LRUCache<string, Fragment>({
        maxSize: maxBytes[pool],
        sizeCalculation: ({ bytes }) => bytes.byteLength + 200,
      }),
  )
  const entries = new LRUCache<string, Entry>({
    maxSize: ENTRIES_BYTES,
    // V8 stores other letters than Latin in two bytes each.
    sizeCalculation: ({ variant }) => 2 * variant.content.length + 2000,
  })
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
      const prefix = JSON.stringify([rendition, key.languages.length > 1 ? key.languages : null])
      const entryName = (index: number): string => `${prefix} ${hashes[index]}`
      const nameOf = (index: number): string =>
        `${format} ${entryName(index)}${shortened?.has(index) ? ' shortened' : ''}`
      const items = placed.map((_, index) => fragments.standing.get(nameOf(index)) ?? cache.get(nameOf(index)))
      const missing = [...placed.keys()].filter((index) => !items[index])
      const cachedEntries = new Map(missing.map((index) => [index, entries.get(entryName(index))]))
      const unread = missing.filter((index) => !cachedEntries.get(index))
      const variants = await reader.shownVariants(unread.map((index) => placed[index] as Placed))
      for (const [position, { variant, siblings }] of variants.entries()) {
        const index = unread[position] as number
        const entry = entryOf(site, catalog, key.languages, variant, siblings, edition.instant)
        cachedEntries.set(index, entry)
        entries.set(entryName(index), entry)
      }
      for (const index of missing) {
        const entry = cachedEntries.get(index) as Entry
        const itemEntry = shortened?.has(index) ? shortenedEntry(catalog, entry) : entry
        const fragment = fragmentOf(format, itemEntry, { authority: site.authority, rendition })
        items[index] = fragment
        cache.set(nameOf(index), fragment)
      }
      return items as Fragment[]
    },
    cachedBytes: (pool: Pool): number => fragments[pool].calculatedSize,
  }
}
