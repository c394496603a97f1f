import type { Quarantined } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import type { Edition, FeedState } from '../domain/edition.ts'
import { scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { IntakeContext } from '../intake/intake.ts'
import type { Source } from '../sources/record.ts'
import type { Head, Store, StoreReader, StoreWriter } from '../store/port.ts'
import { between, silencedScopes, unbornScopes } from './affected.ts'
import { type Making, nextSecond } from './feed-state.ts'
import { fingerprintsOf } from './fingerprints.ts'
import { type CurrentHeadlines, reranked, unknownHeadlines } from './headlines.ts'
import { placeAll } from './placing.ts'
import { type Readings, readSources } from './reading.ts'
import { updateFeeds } from './update-feeds.ts'

/** An edition with what its documents are made with: swapped as one. */
export type Published = { readonly edition: Edition; readonly making: Making }

/** What a refresh did, in numbers. */
export type RefreshReport = {
  readonly revision: number
  readonly files: { readonly changed: number; readonly vanished: number; readonly known: number }
  /** Articles that were looked at again: their files changed, their time has come, or the settings are others. */
  readonly articles: number
  /** Feeds whose documents are others now, each in three formats. */
  readonly feeds: number
  readonly quarantined: number
  readonly milliseconds: number
}

export type Refreshed = {
  readonly published: Published
  readonly report: RefreshReport
  /** All that could not be published, from this refresh or an earlier one. */
  readonly quarantine: readonly Quarantined[]
  /** Files of the quarantine of which nothing has been published yet: not even their names are. */
  readonly sealed: ReadonlySet<string>
  /** When an article begins or ceases to be shown next, if nothing else changes. */
  readonly nextDue: number | undefined
}

export type RefreshParts = {
  readonly site: Site
  readonly store: Store
  readonly sources: readonly Source[]
  readonly context: IntakeContext
  /** The texts as they are now. */
  readonly catalog: () => Catalog
  readonly headlines: () => CurrentHeadlines
  /** A hash over the program itself. */
  readonly program: string
  readonly now: () => number
}

/**
 * Prepares the next edition: reads what changed, puts articles where they belong, brings their feeds up to date.
 * All of it becomes the store's at once; a failure at any step leaves the store and the current edition as they were.
 */
export async function refresh(parts: RefreshParts, current: Published | undefined): Promise<Refreshed> {
  const started = performance.now()
  const { site, store } = parts
  const headlines = parts.headlines()
  const making = makingOf(parts, headlines)
  const fingerprints = fingerprintsOf(
    parts.context,
    making,
    parts.sources.map((source) => source.refresh?.() ?? ''),
  )
  const head = await store.head()
  const known = await store.fileMarks()
  const readings = await readSources(
    parts.sources,
    parts.context,
    known,
    head?.fingerprints.intake !== fingerprints.intake,
  )
  // Where another process has refreshed the same store, what this one remembers is no longer what is there.
  const remembered = current?.edition.revision === head?.revision ? current?.edition.feeds : undefined
  const before = remembered ?? (await feedsIn(store, site))
  const remade = head?.fingerprints.publishing !== fingerprints.publishing
  const instant = instantAfter(head?.instant ?? 0, parts.now())

  const stamp = nextSecond(head?.modified, instant)

  const done = await store.transact(async (writer) => {
    const touched = await record(writer, readings)
    const due = head && !remade ? await writer.due(...between(head.instant, instant)) : await writer.articles()
    const articles = new Set([...touched, ...due, ...reranked(head?.headlines ?? {}, making.headlines)])
    const moved = await placeAll(making, writer, articles, instant, stamp)
    if (head?.timeZone !== site.timeZone) {
      await writer.recountMonths((published) => monthOf(published, site.timeZone), stamp)
    }
    const affected = [
      ...moved,
      ...(remade ? [...before.values()].map(({ scope }) => scope) : []),
      ...(head ? await silencedScopes(site, writer, head.instant, instant) : []),
      ...unbornScopes(making, before),
    ]
    const feeds = await updateFeeds(making, writer, before, affected, instant, stamp)
    const anything = feeds.length > 0 || remade || !head
    const next: Head = {
      revision: (head?.revision ?? 0) + (feeds.length > 0 ? 1 : 0),
      instant,
      modified: anything ? stamp : head.modified,
      remade: remade || !head ? stamp : head.remade,
      fingerprints,
      timeZone: site.timeZone,
      headlines: Object.fromEntries(making.headlines),
    }
    await writer.putHead(next)
    const unknown = await unknownHeadlines(writer, making.headlines)
    const quarantine = [
      ...(await writer.quarantined()),
      ...making.catalog.texts.problems,
      ...headlines.problems,
      ...unknown,
    ]
    const sealed = await writer.sealed(filesOf(quarantine), instant)
    return { articles, feeds, next, quarantine, sealed, nextDue: await writer.nextDue(instant) }
  })

  const { revision, modified, remade: remadeAt } = done.next
  const report = {
    revision,
    files: {
      changed: readings.changed.length,
      vanished: readings.vanished.length,
      known: known.size + readings.added - readings.vanished.length,
    },
    articles: done.articles.size,
    feeds: done.feeds.filter(({ scope, version }) => before.get(scopeId(scope))?.version !== version).length,
    quarantined: done.quarantine.length,
    milliseconds: Math.round(performance.now() - started),
  }
  const edition = { revision, instant, modified, remade: remadeAt, feeds: replaced(before, done.feeds) }
  const { quarantine, sealed, nextDue } = done
  return { published: { edition, making }, report, quarantine, sealed, nextDue }
}

function makingOf({ site, catalog, program }: RefreshParts, { blocks }: CurrentHeadlines): Making {
  return { site, catalog: catalog(), headlines: blocks, program }
}

const DAY = 24 * 60 * 60 * 1000

/**
 * A clock that is set back a little does not take back what was published. One that had been days ahead had no business
 * with what it let out: embargoes hold again.
 */
function instantAfter(last: number, now: number): number {
  return last - now > DAY ? now : Math.max(last, now)
}

/** The edition that the store was left with, where it was made by this program under these settings. */
export async function stored(parts: RefreshParts): Promise<Published | undefined> {
  const { site, store } = parts
  const head = await store.head()
  const making = makingOf(parts, parts.headlines())
  if (!head || head.fingerprints.publishing !== fingerprintsOf(parts.context, making, []).publishing) return undefined
  const { revision, instant, modified, remade } = head
  return { edition: { revision, instant, modified, remade, feeds: await feedsIn(store, site) }, making }
}

/** The files that problems are in, each once. */
export function filesOf(quarantine: readonly Quarantined[]): string[] {
  return [...new Set(quarantine.map(({ file }) => file))]
}

async function feedsIn(store: StoreReader, site: Site): Promise<Edition['feeds']> {
  const feeds = (await store.feeds()).filter(({ scope }) => site.languages.includes(scope.language))
  return new Map(feeds.map((feed) => [scopeId(feed.scope), feed]))
}

async function record(store: StoreWriter, { changed, touched, vanished }: Readings): Promise<string[]> {
  const articles: string[] = []
  for (const file of vanished) articles.push(...(await store.dropFile(file)))
  for (const content of changed) articles.push(...(await store.putFile(content)))
  for (const { file, mark } of touched) await store.touchFile(file, mark)
  return articles
}

function replaced(before: Edition['feeds'], changed: readonly FeedState[]): Edition['feeds'] {
  if (changed.length === 0) return before
  return new Map([...before, ...changed.map((feed) => [scopeId(feed.scope), feed] as const)])
}
