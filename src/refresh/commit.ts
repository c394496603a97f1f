import { monthOf } from '../domain/calendar.ts'
import type { Edition } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import { withFeeds } from '../domain/feed-index.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import { forgetVersions } from '../editions/feed-versions.ts'
import { feedsIn, type Published } from '../editions/published.ts'
import { changedKeys, type Movement } from '../editions/surrogate-keys.ts'
import type { Head } from '../store/head.ts'
import type { StoreWriter } from '../store/port.ts'
import { between, scopesAfterNoticePeriod, scopesWithoutFeed } from './affected-feeds.ts'
import { quietBackfill } from './backfill.ts'
import { missingSince } from './confirmations.ts'
import { formerTermsIn } from './former-terms.ts'
import { reranked, withNamedHeadlines } from './headlines.ts'
import { type PlacedArticles, placeAll } from './place-articles.ts'
import type { Plan } from './plan.ts'
import { type Problems, problemsIn } from './problems.ts'
import { type FileChanges, Overtaken, type SavedFiles } from './save-files.ts'
import { updateFeeds } from './update-feeds.ts'

/** The next edition as it was committed. */
export type Committed = {
  readonly context: RenderContext
  readonly edition: Edition
  readonly head: Head
  readonly saved: SavedFiles
  readonly fileCount: number
  /** Number of articles placed. */
  readonly articleCount: number
  /** Late entries that only archives show. */
  readonly backfilled: number
  /** The feeds whose documents changed. */
  readonly changedFeeds: readonly FeedState[]
  readonly problems: Problems
  readonly nextDue: number | undefined
  /** Surrogate keys of changed documents; empty without a CDN. */
  readonly changedKeys: readonly string[]
}

/**
 * Writes the next edition, in one transaction: files, placements, feeds, head. `firstPlaced` are the articles that
 * were placed before the first edition.
 * @throws Overtaken
 */
export async function commitEdition(
  writer: StoreWriter,
  planned: Plan,
  changes: FileChanges,
  {
    firstPlaced,
    current,
  }: { readonly firstPlaced: PlacedArticles | undefined; readonly current: Published | undefined },
): Promise<Committed> {
  await requireSameHead(writer, planned.head)
  const saved = await changes.saveIn(writer)
  const plan = await withNamedHeadlines(planned, writer)
  const { context, head, step } = plan
  const { site } = context
  const previousFeeds = await feedsIn(writer, site, current?.edition, head)
  const { articles, scopes, movements } = await placeAffected(writer, plan, saved, firstPlaced)
  const backfilled = await quietBackfill(site, writer, { feeds: previousFeeds, languages: head?.languages }, step.stamp)
  const affected = [...scopes, ...(await scopesWithoutMovement(writer, plan, previousFeeds))]
  const feeds = await updateFeeds(context, writer, previousFeeds, affected, step)
  const feedsNow = withFeeds(previousFeeds, new Map(feeds.map((feed) => [scopeId(feed.scope), feed])))
  const formerTerms = plan.rebuildsAll
    ? await formerTermsIn(feedsNow, site, head?.formerTerms, step.signal)
    : (head?.formerTerms ?? {})
  const next = { ...nextHead(plan, saved, feeds.length > 0), formerTerms }
  await writer.putHead(next)
  await forgetVersions(writer, step.instant)
  const { revision, instant, modified, remade } = next
  const changed = { before: previousFeeds, feeds, movements, last: head, rebuilt: plan.rebuildsAll, instant }
  return {
    edition: {
      ...{ revision, instant, modified, remade, formerTerms, records: plan.records },
      feeds: feedsNow,
      extents: await writer.extents(site.languages),
    },
    ...{ context, head: next, saved, articleCount: articles.size, backfilled },
    fileCount: await writer.fileCount(),
    changedFeeds: feeds.filter(({ scope, version }) => previousFeeds.get(scopeId(scope))?.version !== version),
    problems: await problemsIn(writer, context, plan.problems, next),
    nextDue: await writer.nextDue(instant),
    changedKeys: site.cdn ? await changedKeys(site, changed, writer) : [],
  }
}

async function requireSameHead(writer: StoreWriter, head: Head | undefined): Promise<void> {
  const headInStore = await writer.head()
  if (headInStore?.revision !== head?.revision || headInStore?.instant !== head?.instant) throw new Overtaken()
}

/** Places the articles whose files, embargo, expiry or rank among headlines changed; all articles after a rebuild. */
async function placeAffected(
  writer: StoreWriter,
  { context, head, rebuildsAll, step }: Plan,
  saved: SavedFiles,
  firstPlaced: PlacedArticles | undefined,
): Promise<PlacedArticles & { readonly movements: readonly Movement[] }> {
  const { site, headlines } = context
  const due = head && !rebuildsAll ? await writer.due(...between(head.instant, step.instant)) : await writer.articles()
  const articles = new Set([...saved.articles, ...due, ...reranked(head?.headlines ?? {}, headlines)])
  const movements: Movement[] = []
  // After a rebuild the key of the whole site is purged, so single movements are not collected.
  const onMovement = site.cdn && !rebuildsAll ? (movement: Movement) => void movements.push(movement) : undefined
  // Another process may have saved articles after this one placed the first ones.
  const remaining = firstPlaced ? articles.difference(firstPlaced.articles) : articles
  const scopes = await placeAll(context, writer, remaining, step, onMovement)
  if (head && head.timeZone !== site.timeZone) {
    await writer.recountMonths((published) => monthOf(published, site.timeZone), step.stamp)
  }
  return { articles, scopes: [...(firstPlaced?.scopes ?? []), ...scopes], movements }
}

/** The scopes whose feeds change although no entry in them moved. */
async function scopesWithoutMovement(
  writer: StoreWriter,
  { context, head, rebuildsAll, step }: Plan,
  previousFeeds: Edition['feeds'],
): Promise<Scope[]> {
  return [
    ...(rebuildsAll ? [...previousFeeds.values()].map(({ scope }) => scope) : []),
    ...(head ? await scopesAfterNoticePeriod(context.site, writer, head.instant, step.instant) : []),
    ...scopesWithoutFeed(context, previousFeeds),
  ]
}

function nextHead({ context, head, ...plan }: Plan, saved: SavedFiles, feedsChanged: boolean): Head {
  const { instant, stamp, revision } = plan.step
  const rebuilt = plan.rebuildsAll || !head
  return {
    revision: feedsChanged ? revision : revision - 1,
    instant,
    modified: feedsChanged || rebuilt ? stamp : head.modified,
    remade: rebuilt ? stamp : head.remade,
    fingerprints: plan.fingerprints,
    program: context.program,
    records: plan.records,
    timeZone: context.site.timeZone,
    languages: context.site.languages,
    headlines: Object.fromEntries(context.headlines),
    refreshes: (head?.refreshes ?? 0) + 1,
    skipped: saved.skipped ?? head?.skipped ?? [],
    missing: missingSince(saved.missing, head?.missing ?? [], instant),
  }
}
