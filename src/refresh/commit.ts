import { type Instant, withoutWarnings } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import type { Edition } from '../domain/edition.ts'
import { withFeeds } from '../domain/feed-index.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import { type RefreshCounts, sumOf } from '../domain/refresh-report.ts'
import { forgetVersions } from '../editions/feed-versions.ts'
import { feedsIn, type Published } from '../editions/published.ts'
import { changedKeys, type Movement } from '../editions/surrogate-keys.ts'
import type { Head } from '../store/head.ts'
import type { StoreWriter } from '../store/port.ts'
import { quietBackfill } from './backfill.ts'
import { missingSince } from './confirmations.ts'
import { formerTermsIn } from './former-terms.ts'
import { reranked, withNamedHeadlines } from './headlines.ts'
import { type PlacedArticles, placeAll } from './place-articles.ts'
import type { Plan } from './plan.ts'
import { problemsIn } from './problems.ts'
import { pushChanges } from './push-changes.ts'
import { type FileChanges, Overtaken, type SavedFiles } from './save-files.ts'
import { updateFeeds } from './update-feeds.ts'

export type Refreshed = Awaited<ReturnType<typeof commitEdition>>

/**
 * Writes the next edition, in one transaction: files, placements, feeds, head. `firstPlaced` are the articles that
 * were placed before the first edition.
 * @throws Overtaken
 */
export async function commitEdition(
  writer: StoreWriter,
  planned: Plan,
  changes: FileChanges,
  before: { readonly firstPlaced: PlacedArticles | undefined; readonly current: Published | undefined },
) {
  await requireSameHead(writer, planned.head)
  const saved = await changes.saveIn(writer)
  const plan = await withNamedHeadlines(planned, writer)
  const { context, head, step } = plan
  const { site } = context
  const previousFeeds = await feedsIn(writer, site, before.current?.edition, head)
  const { articles, scopes, movements } = await placeAffected(writer, plan, saved, before.firstPlaced)
  const backfilled = await quietBackfill(site, writer, { feeds: previousFeeds, languages: head?.languages }, step.stamp)
  const affected = [...scopes, ...(await scopesWithoutMovement(writer, plan, previousFeeds))]
  const feeds = await updateFeeds(context, writer, previousFeeds, affected, step)
  const feedsNow = withFeeds(previousFeeds, new Map(feeds.map((feed) => [scopeId(feed.scope), feed])))
  const formerTerms = plan.rebuildsAll
    ? await formerTermsIn(feedsNow, site, head?.formerTerms, step.signal)
    : (head?.formerTerms ?? {})
  const formerLanguages = plan.rebuildsAll
    ? (await writer.feedLanguages()).filter((language) => !site.languages.includes(language))
    : (head?.formerLanguages ?? [])
  const next = { ...nextHead(plan, saved, feeds.length > 0), formerTerms, formerLanguages }
  await writer.putHead(next)
  if (!head) await writer.stopCollecting()
  await forgetVersions(writer, step.instant)
  const { revision, instant, modified, remade } = next
  const changed = { before: previousFeeds, feeds, movements, last: head, rebuilt: plan.rebuildsAll, revision, instant }
  const edition: Edition = {
    ...{ revision, instant, modified, remade, formerTerms, formerLanguages, records: plan.records },
    feeds: feedsNow,
    extents: await writer.extents(site.languages),
  }
  const changedFeeds = feeds.filter(({ scope, version }) => previousFeeds.get(scopeId(scope))?.version !== version)
  await pushChanges(writer, site, changed)
  const problems = await problemsIn(writer, context, plan.problems, next)
  const counts: RefreshCounts = {
    revision,
    files: { changed: saved.changed, vanished: saved.vanished, known: await writer.fileCount() },
    articles: articles.size,
    feeds: changedFeeds.length,
    quarantined: withoutWarnings(problems.quarantine).length,
    skipped: sumOf(problems.skipped),
    backfilled,
    missing: problems.missing,
  }
  return {
    ...{ published: { edition, context } satisfies Published, counts, problems },
    /** Refreshes of the store so far. */
    refreshes: next.refreshes,
    /** The next end of an embargo or an article's expiry. */
    nextDue: await writer.nextDue(instant),
    /** The scopes of the feeds whose documents changed. */
    scopes: changedFeeds.map(({ scope }) => scope),
    /** Surrogate keys of changed documents; empty without a CDN. */
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
  const { site, headlines } = context
  const { keep } = site.withdrawals
  // Each language has feeds of all articles and of headlines, even without entries.
  const always = site.languages.flatMap((language): Scope[] => [
    { language, kind: 'all' },
    ...[...headlines.keys()].map((term) => ({ language, kind: 'headlines', term }) as const),
  ])
  return [
    ...(rebuildsAll ? [...previousFeeds.values()].map(({ scope }) => scope) : []),
    // Their withdrawals reached the end of the notice period.
    ...(head ? await writer.withdrawnFrom(...between(head.instant - keep, step.instant - keep)) : []),
    ...always.filter((scope) => !previousFeeds.has(scopeId(scope))),
  ]
}

/** Two instants in ascending order: the clock may have been set back. */
function between(a: Instant, b: Instant): [Instant, Instant] {
  return [Math.min(a, b), Math.max(a, b)]
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
