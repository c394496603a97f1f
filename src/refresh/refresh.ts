import { withoutWarnings } from '../domain/article.ts'
import type { Scope } from '../domain/feed-key.ts'
import { type RefreshCounts, sumOf } from '../domain/refresh-report.ts'
import type { Published } from '../editions/published.ts'
import { type Committed, commitEdition } from './commit.ts'
import { withNamedHeadlines } from './headlines.ts'
import { placeFirst } from './place-articles.ts'
import { planRefresh, type RefreshOptions, type RefreshParts } from './plan.ts'
import type { Problems } from './problems.ts'
import { Overtaken, readChanges } from './save-files.ts'

export type Refreshed = {
  readonly published: Published
  readonly counts: RefreshCounts
  readonly problems: Problems
  /** Refreshes of the store so far. */
  readonly refreshes: number | undefined
  /** The next end of an embargo or an article's expiry. */
  readonly nextDue: number | undefined
  /** The scopes of the feeds whose documents changed. */
  readonly scopes: readonly Scope[]
  /** Surrogate keys of changed documents; empty without a CDN. */
  readonly changedKeys: readonly string[]
}

const RETRIES_MAX = 3

/**
 * Prepares the next edition and commits it. A failure at any step leaves the store and the current edition unchanged.
 * Processes that share a store take turns.
 */
export function refresh(
  parts: RefreshParts,
  current: Published | undefined,
  options: RefreshOptions = {},
): Promise<Refreshed> {
  const { signal } = options
  const attempt = async (retries: number): Promise<Refreshed> => {
    try {
      return await refreshOnce(parts, current, options)
    } catch (error) {
      if (!(error instanceof Overtaken) || retries === 0) throw error
      return attempt(retries - 1)
    }
  }
  // A slow file must not delay the end of the program.
  const stopReading = (): void => parts.incoming.release()
  signal?.addEventListener('abort', stopReading)
  return parts.store
    .runExclusively(() => attempt(RETRIES_MAX), signal)
    .finally(() => signal?.removeEventListener('abort', stopReading))
}

async function refreshOnce(
  parts: RefreshParts,
  current: Published | undefined,
  options: RefreshOptions,
): Promise<Refreshed> {
  const { store } = parts
  const { signal } = options
  const plan = await planRefresh(parts, options)
  const changes = await readChanges(parts, plan)
  const firstPlaced = plan.head
    ? undefined
    : await placeFirst((await withNamedHeadlines(plan, store)).context, store, plan.step)
  const committed = await store
    .transact((writer) => commitEdition(writer, plan, changes, { firstPlaced, current }), signal)
    .finally(() => changes.release())
  return refreshed(committed)
}

function refreshed(committed: Committed): Refreshed {
  const { context, edition, head, saved, problems, nextDue, changedKeys, changedFeeds, backfilled } = committed
  return {
    published: { edition, context },
    counts: {
      revision: edition.revision,
      files: { changed: saved.changed, vanished: saved.vanished, known: committed.fileCount },
      articles: committed.articleCount,
      feeds: changedFeeds.length,
      quarantined: withoutWarnings(problems.quarantine).length,
      skipped: sumOf(problems.skipped),
      backfilled,
      missing: problems.missing,
    },
    scopes: changedFeeds.map(({ scope }) => scope),
    ...{ refreshes: head.refreshes, problems, nextDue, changedKeys },
  }
}
