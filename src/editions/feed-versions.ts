import { LRUCache } from 'lru-cache'
import type { Feed, FeedState } from '../domain/feed.ts'
import { type FeedKey, keyOf, standingScope } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Placed, Store, StoreWriter } from '../store/port.ts'
import type { ShownVersion } from '../store/version-rows.ts'
import type { FeedContent } from './feeds.ts'

// What feeds showed in earlier editions: who has a version of one is told what has come since (RFC 3229).

/** A replaced version is kept for two days, so that readers that poll once a day get a delta. */
export const VERSION_LIFETIME_MS = 2 * 24 * 60 * 60 * 1000

/** An entry is told from others by the beginning of its hash: 72 bits, so that a version takes 600 bytes and not 2,000. */
const MARK = 12

export function markOf(hash: string): string {
  return hash.slice(0, MARK)
}

/**
 * Whether earlier versions of a feed are kept: of those that an edition has of its own, and not of what is complete, in
 * which what is not there is no more (RFC 5005 §2).
 */
export function hasPast(key: FeedKey): boolean {
  return standingScope(key) !== undefined && key.topic.kind !== 'headlines'
}

/** Keeps what a feed shows now. */
export async function rememberVersion(
  store: StoreWriter,
  { scope, version }: FeedState,
  placed: readonly Placed[],
  at: number,
): Promise<void> {
  if (!hasPast(keyOf(scope))) return
  await store.putVersion(scope, { version, entries: placed.map(({ hash }) => markOf(hash)).join('') }, at)
}

/** Deletes the versions that were replaced too long ago. */
export function forgetVersions(store: Pick<StoreWriter, 'forgetVersions'>, now: number): Promise<void> {
  return store.forgetVersions(now - VERSION_LIFETIME_MS)
}

/** The entries of a feed that some version of it did not show, by their marks. */
export type Since = { readonly version: string; readonly marks: ReadonlySet<string> }

/** A feed without the entries that an earlier version of it showed as they are. */
export function newSince({ marks }: Since, { showing, hashes, ...content }: FeedContent): FeedContent {
  const isNew = (_: unknown, index: number): boolean => marks.has(markOf(hashes[index] as string))
  return {
    ...content,
    showing: { ...showing, placed: showing.placed.filter(isNew) },
    hashes: hashes.filter(isNew),
  }
}

export type Versions = {
  /**
   * What is new in a feed since an earlier version; `undefined` where that is not known, or all of it is new.
   * `calledIn` is what a version is called in the format that is asked for.
   */
  since(feed: Feed, earlier: string, calledIn: (version: string) => string): Promise<Since | undefined>
}

/** Bytes of versions kept in memory, so that whoever invents entity tags does not have the store asked for each. */
const MOST_BYTES = 4 * 1024 * 1024

export function createVersions(store: Pick<Store, 'snapshot'>): Versions {
  const known = new LRUCache<string, readonly ShownVersion[], Feed>({
    maxSize: MOST_BYTES,
    sizeCalculation: (versions) => versions.reduce((bytes, { entries }) => bytes + entries.length + 100, 100),
    fetchMethod: async (_key, _stale, { context: { key } }) => {
      const scope = standingScope(key)
      return scope ? store.snapshot((reader) => reader.versions(scope)) : []
    },
  })
  return {
    async since(feed, earlier, calledIn) {
      const versions = (await known.fetch(`${folderOf(feed.key)} ${feed.version}`, { context: feed })) ?? []
      const now = versions.find(({ version }) => version === feed.version)
      const base = versions.find(({ version }) => calledIn(version) === earlier)
      if (!now || !base) return undefined
      const had = new Set(marksIn(base))
      const [all, marks] = [marksIn(now), marksIn(now).filter((mark) => !had.has(mark))]
      return marks.length < all.length ? { version: earlier, marks: new Set(marks) } : undefined
    },
  }
}

function marksIn({ entries }: ShownVersion): string[] {
  return entries.match(MARKS) ?? []
}

const MARKS = new RegExp(`.{${MARK}}`, 'g')
