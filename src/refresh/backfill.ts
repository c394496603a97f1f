import type { Instant } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { Head } from '../store/head.ts'
import type { PlacementsWriter } from '../store/placements.ts'

/**
 * Takes batches of late entries out of subscription documents (`backfill` in site.yaml): an import would push out the
 * news. In a new feed nothing is late.
 * @returns the number of late entries that only archives show
 */
export async function quietBackfill(
  { backfill, feeds }: Pick<Site, 'backfill' | 'feeds'>,
  writer: Pick<PlacementsWriter, 'scopesWithLate' | 'forgetLate'>,
  previous: Pick<Edition, 'feeds'> & { readonly languages: Head['languages'] },
  added: Instant,
): Promise<number> {
  const isBatch: Record<Site['backfill'], (entries: number, items: number) => boolean> = {
    announce: () => false,
    quiet: () => true,
    auto: (entries, items) => entries > items / 2,
  }
  const late = await writer.scopesWithLate(added, 0)
  const isNew = ({ scope }: { readonly scope: Scope }): boolean =>
    !previous.feeds.has(scopeId(scope)) || previous.languages?.includes(scope.language) === false
  const [inNewFeeds, inKnownFeeds] = [late.filter(isNew), late.filter((one) => !isNew(one))]
  const quiet = inKnownFeeds.filter(({ scope, entries }) => isBatch[backfill](entries, feeds[scope.kind].items))
  for (const { scope } of [...inNewFeeds, ...quiet]) await writer.forgetLate(scope, added)
  return quiet.reduce((sum, { entries }) => sum + entries, 0)
}
