import { type FeedKey, keyOf, type Scope, scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { unionOf } from '../editions/selection.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'

/** What becomes of one entry of a feed. */
export type EntryChange = {
  readonly what: 'added' | 'changed' | 'withdrawn' | 'removed'
  /** As it is now; what is no longer there as it was before. */
  readonly placed: Placed
}

/** A feed whose documents, or those of its archive, are others than before. */
export type FeedChange = {
  readonly key: FeedKey
  readonly entries: readonly EntryChange[]
  /** What is said of the feed itself is another: its title, its date, its links; or the program or its settings are. */
  readonly channel: boolean
}

const ALL = Number.MAX_SAFE_INTEGER

/** Compares the feeds that a store had with those that an edition has in another, entry by entry. */
export async function changesBetween(
  before: StoreReader,
  after: StoreReader,
  { edition, context: { site } }: Published,
): Promise<FeedChange[]> {
  const known = new Map((await before.feeds()).map((feed) => [scopeId(feed.scope), feed]))
  const changes: FeedChange[] = []
  for (const [id, { scope, version, touched }] of edition.feeds) {
    const earlier = known.get(id)
    if (earlier?.touched === touched) continue
    const entries = await entryChanges(site, before, after, scope)
    const channel = earlier?.version !== version
    if (entries.length > 0 || channel) changes.push({ key: keyOf(scope), entries, channel })
  }
  return changes
}

async function entryChanges(site: Site, before: StoreReader, after: StoreReader, scope: Scope): Promise<EntryChange[]> {
  const [was, is] = [await before.window(scope, ALL), await after.window(scope, ALL)]
  const old = new Map(was.map((placed) => [nameOf(placed), placed]))
  const now = new Set(is.map(nameOf))
  const told = new Set((await after.withdrawn(unionOf(site, keyOf(scope)), ALL)).map(nameOf))
  return [
    ...is.flatMap((placed): EntryChange[] => {
      const earlier = old.get(nameOf(placed))
      if (!earlier) return [{ what: 'added', placed }]
      return isSame(earlier, placed) ? [] : [{ what: 'changed', placed }]
    }),
    ...was
      .filter((placed) => !now.has(nameOf(placed)))
      .map((placed): EntryChange => ({ what: told.has(nameOf(placed)) ? 'withdrawn' : 'removed', placed })),
  ]
}

function nameOf({ article, language }: Pick<Placed, 'article' | 'language'>): string {
  return `${language} ${article}`
}

function isSame(a: Placed, b: Placed): boolean {
  return a.hash === b.hash && a.published === b.published && a.rank === b.rank
}
