import { LRUCache } from 'lru-cache'
import type { Feed, FeedState } from '../domain/feed.ts'
import { editionScope, type FeedKey, type Format, keyOf } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Placed } from '../store/placements.ts'
import type { Store, StoreWriter } from '../store/port.ts'
import type { ShownVersion } from '../store/versions.ts'
import { versionIn } from './feed-state.ts'
import type { FeedContent } from './feeds.ts'

// Earlier versions of feeds, from which deltas are computed (RFC 3229).

/** A replaced version is kept for two days, so that readers that poll once a day get a delta. */
export const VERSION_LIFETIME_MS = 2 * 24 * 60 * 60 * 1000

/** A mark is the first 72 bits of an entry's hash. A version takes 600 bytes; with whole hashes it would take 2,000. */
const MARK_LENGTH = 12

export function markOf(hash: string): string {
  return hash.slice(0, MARK_LENGTH)
}

/**
 * Only standing feeds have earlier versions. Headlines do not, because they are complete feeds (RFC 5005 §2): an entry
 * that is absent from a document counts as removed.
 */
export function keepsVersions(key: FeedKey): boolean {
  return editionScope(key) !== undefined && key.topic.kind !== 'headlines'
}

export async function rememberVersions(
  store: Pick<StoreWriter, 'putVersions'>,
  feeds: readonly { readonly feed: FeedState; readonly placed: readonly Placed[]; readonly isNew: boolean }[],
  at: number,
): Promise<void> {
  const versioned = feeds.filter(({ feed: { scope } }) => keepsVersions(keyOf(scope)))
  const versions = versioned.map(({ feed: { scope, version }, placed, isNew }) => {
    return { scope, isNew, version, entries: placed.map(({ hash }) => markOf(hash)).join('') }
  })
  if (versions.length > 0) await store.putVersions(versions, at)
}

export function forgetVersions(store: Pick<StoreWriter, 'forgetVersions'>, now: number): Promise<void> {
  return store.forgetVersions(now - VERSION_LIFETIME_MS)
}

/** The marks of the entries that are new since a version. */
export type NewEntries = { readonly version: string; readonly marks: ReadonlySet<string> }

/** The items of a feed without those that an earlier version of it already had, unchanged. */
export function onlyNew<T>(items: readonly T[], { hashes }: Pick<FeedContent, 'hashes'>, { marks }: NewEntries): T[] {
  return items.filter((_, index) => marks.has(markOf(hashes[index] as string)))
}

/** The cache avoids a query for every request with an invented entity tag. */
const CACHE_BYTES = 4 * 1024 * 1024

/**
 * Returns a function that finds the entries that are new in a feed since version `earlier` of a format; `undefined` if
 * that version is unknown or every entry is new.
 */
export function createNewEntriesFinder(store: Pick<Store, 'snapshot'>) {
  const cache = new LRUCache<string, readonly ShownVersion[], Feed>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (versions) => versions.reduce((bytes, { entries }) => bytes + entries.length + 100, 100),
    // Versions that are evicted while they are read still reach those who wait for them.
    ignoreFetchAbort: true,
    fetchMethod: async (_key, _stale, { context: { key } }) => {
      const scope = editionScope(key)
      return scope ? store.snapshot((reader) => reader.versions(scope)) : []
    },
  })
  return async (feed: Feed, earlier: string, format: Format): Promise<NewEntries | undefined> => {
    const versions = (await cache.fetch(`${folderOf(feed.key)} ${feed.version}`, { context: feed })) ?? []
    const current = versions.find(({ version }) => version === feed.version)
    const base = versions.find(({ version }) => versionIn(version, format) === earlier)
    if (!current || !base) return undefined
    const baseMarks = new Set(marksIn(base))
    const currentMarks = marksIn(current)
    const newMarks = currentMarks.filter((mark) => !baseMarks.has(mark))
    return newMarks.length < currentMarks.length ? { version: earlier, marks: new Set(newMarks) } : undefined
  }
}

function marksIn({ entries }: ShownVersion): string[] {
  return entries.match(MARKS) ?? []
}

const MARKS = new RegExp(`.{${MARK_LENGTH}}`, 'g')
