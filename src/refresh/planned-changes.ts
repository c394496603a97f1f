import { type FeedKey, keyOf, type Scope, scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { unionOf } from '../editions/selection.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'

/** `moved`: the same entry at another place of the feed. `removed`: it leaves the feed without a withdrawal. */
export const CHANGES = ['new', 'changed', 'moved', 'withdrawn', 'removed'] as const

export type EntryChange = {
  readonly kind: (typeof CHANGES)[number]
  /** The new placement; the old one if the entry is withdrawn or removed. */
  readonly placed: Placed
}

/** A feed whose documents or archive documents change. */
export type FeedChange = {
  readonly key: FeedKey
  readonly entries: readonly EntryChange[]
  /** The feed's own title, date or links changed, or the program or its settings did. */
  readonly channelChanged: boolean
}

const NO_LIMIT = Number.MAX_SAFE_INTEGER

/** Compares the feeds of the store `before` with those of an edition in the store `after`, entry by entry. */
export async function changesBetween(
  before: StoreReader,
  after: StoreReader,
  { edition, context: { site } }: Published,
): Promise<FeedChange[]> {
  const previousFeeds = new Map((await before.feeds()).map((feed) => [scopeId(feed.scope), feed]))
  const changes: FeedChange[] = []
  for (const [id, { scope, version, touched }] of edition.feeds) {
    const previous = previousFeeds.get(id)
    if (previous?.touched === touched) continue
    const entries = await entryChanges(site, before, after, scope)
    const channelChanged = previous?.version !== version
    if (entries.length > 0 || channelChanged) changes.push({ key: keyOf(scope), entries, channelChanged })
  }
  return changes
}

async function entryChanges(site: Site, before: StoreReader, after: StoreReader, scope: Scope): Promise<EntryChange[]> {
  const oldEntries = await before.window(scope, NO_LIMIT)
  const newEntries = await after.window(scope, NO_LIMIT)
  const oldByVariant = new Map(oldEntries.map((placed) => [variantKey(placed), placed]))
  const newKeys = new Set(newEntries.map(variantKey))
  const withdrawnKeys = new Set((await after.withdrawn(unionOf(site, keyOf(scope)), NO_LIMIT)).map(variantKey))
  return [
    ...newEntries.flatMap((placed): EntryChange[] => {
      const previous = oldByVariant.get(variantKey(placed))
      if (!previous) return [{ kind: 'new', placed }]
      if (previous.hash !== placed.hash) return [{ kind: 'changed', placed }]
      const isAtSamePlace = previous.published === placed.published && previous.rank === placed.rank
      return isAtSamePlace ? [] : [{ kind: 'moved', placed }]
    }),
    ...oldEntries
      .filter((placed) => !newKeys.has(variantKey(placed)))
      .map(
        (placed): EntryChange => ({ kind: withdrawnKeys.has(variantKey(placed)) ? 'withdrawn' : 'removed', placed }),
      ),
  ]
}

export function variantKey({ article, language }: Pick<Placed, 'article' | 'language'>): string {
  return `${language} ${article}`
}
