import { monthOf } from '../domain/calendar.ts'
import { AppError } from '../domain/errors.ts'
import { withFeeds } from '../domain/feed-index.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import { type Making, nextSecond } from '../editions/feed-state.ts'
import { KNOWN_FOR } from '../editions/feed-versions.ts'
import { fingerprintsOf } from '../editions/fingerprints.ts'
import { type EditionParts, feedsIn, type Published } from '../editions/published.ts'
import { changedKeys, type Movement } from '../editions/surrogate-keys.ts'
import type { Incoming } from '../ingest/incoming.ts'
import type { Head, Store, StoreWriter } from '../store/port.ts'
import { between, silencedScopes, unbornScopes } from './affected-feeds.ts'
import { confirmedAmong, missingSince } from './confirmations.ts'
import { type CurrentHeadlines, reranked } from './headlines.ts'
import { type Next, placeAll, placeFirst } from './place-articles.ts'
import { type Problems, problemsIn } from './problems.ts'
import { Overtaken, type Pending, pendingFrom, recordFirst } from './save-files.ts'
import { updateFeeds } from './update-feeds.ts'

/** What a refresh did, in numbers. */
export type RefreshReport = {
  readonly revision: number
  readonly files: { readonly changed: number; readonly vanished: number; readonly known: number }
  /** Articles that were looked at again: their files changed, their time has come, or the settings are others. */
  readonly articles: number
  /** Feeds whose documents are others now, each in three formats. */
  readonly feeds: number
  readonly quarantined: number
  /** Sources whose files are not there as they were; their articles stay as they were. */
  readonly missing: readonly MissingSource[]
  readonly milliseconds: number
}

export type Refreshed = {
  readonly published: Published
  readonly report: RefreshReport
  readonly problems: Problems
  /** How many refreshes the store has had. */
  readonly refreshes: number | undefined
  /** When an article begins or ceases to be shown next, if nothing else changes. */
  readonly nextDue: number | undefined
  /** The feeds whose documents are others now. */
  readonly scopes: readonly Scope[]
  /** By which caches find what is another now; empty where there is no cache to be told. */
  readonly changed: readonly string[]
}

export type RefreshParts = EditionParts & {
  readonly store: Store
  readonly incoming: Incoming
  readonly headlines: () => CurrentHeadlines
  readonly now: () => number
  readonly progress?: Next['progress'] | undefined
}

const TRIES = 3

/** `takeOver`: whether an edition that another program has made is made anew. A signal breaks it off. */
export type Manner = { readonly signal?: AbortSignal | undefined; readonly takeOver?: boolean }

const REPLACED = 'The edition in the store is of another program, to which this process leaves refreshing'

/**
 * Prepares the next edition: reads what changed, puts articles where they belong, brings their feeds up to date.
 * All of it becomes the store's at once; a failure at any step leaves the store and the current edition as they were.
 */
export function refresh(
  parts: RefreshParts,
  current: Published | undefined,
  { signal, takeOver = true }: Manner = {},
): Promise<Refreshed> {
  const attempt = async (left: number): Promise<Refreshed> => {
    try {
      return await refreshOnce(parts, current, takeOver, signal)
    } catch (error) {
      if (!(error instanceof Overtaken) || left === 0) throw error
      return attempt(left - 1)
    }
  }
  // A slow file must not hold up the end of the program.
  const breakOff = (): void => parts.incoming.release()
  signal?.addEventListener('abort', breakOff)
  return parts.store.alone(() => attempt(TRIES), signal).finally(() => signal?.removeEventListener('abort', breakOff))
}

async function refreshOnce(
  parts: RefreshParts,
  current: Published | undefined,
  takeOver: boolean,
  signal: AbortSignal | undefined,
): Promise<Refreshed> {
  const started = performance.now()
  const { site, store, incoming } = parts
  // First, and in another process: a folder that does not answer must not hold up what this process reads itself.
  const dependencies = await incoming.dependencies()
  const headlines = parts.headlines()
  const making: Making = { site, catalog: parts.catalog(), headlines: headlines.blocks, program: parts.program }
  const fingerprints = fingerprintsOf(parts.context, making, dependencies)
  const head = await store.head()
  if (!takeOver && head && head.program !== parts.program) throw new AppError('not_ready', REPLACED)
  // Nobody is served from a store without an edition: what is taken in need not wait for the rest.
  const first = head ? undefined : await recordFirst(store, incoming, fingerprints.intake, signal)
  const all = head?.fingerprints.intake !== fingerprints.intake
  const confirmed = await confirmedAmong(store, head?.missing ?? [], parts.now())
  const pending = head && (await pendingFrom(store, incoming, { all, confirmed }, signal))
  const remade = head?.fingerprints.publishing !== fingerprints.publishing
  const instant = instantAfter(head?.instant ?? 0, parts.now())
  const stamp = nextSecond(head?.modified, instant)
  const revision = (head?.revision ?? 0) + 1

  const at = { instant, stamp, revision, signal, progress: parts.progress }
  const placed = head ? undefined : await placeFirst(making, store, at)

  const work = async (writer: StoreWriter) => {
    const now = await writer.head()
    if (now?.revision !== head?.revision || now?.instant !== head?.instant) throw new Overtaken()
    const recorded = first ?? (await (pending as Pending).recordIn(writer))
    const before = await feedsIn(writer, site, current?.edition, head)
    const due = head && !remade ? await writer.due(...between(head.instant, instant)) : await writer.articles()
    const articles = new Set([...recorded.articles, ...due, ...reranked(head?.headlines ?? {}, making.headlines)])
    // Where all is another, it is not told by the piece.
    const movements: Movement[] = []
    const told = site.cdn && !remade ? (movement: Movement) => void movements.push(movement) : undefined
    // All of them, or (at a first refresh) what another process has taken in in the meantime.
    const left = placed ? articles.difference(placed.articles) : articles
    const moved = [...(placed?.moved ?? []), ...(await placeAll(making, writer, left, at, told))]
    if (head && head.timeZone !== site.timeZone) {
      await writer.recountMonths((published) => monthOf(published, site.timeZone), stamp)
    }
    const affected = [
      ...moved,
      ...(remade ? [...before.values()].map(({ scope }) => scope) : []),
      ...(head ? await silencedScopes(site, writer, head.instant, instant) : []),
      ...unbornScopes(making, before),
    ]
    const feeds = await updateFeeds(making, writer, before, affected, at)
    const anything = feeds.length > 0 || remade || !head
    const next: Head = {
      revision: feeds.length > 0 ? revision : revision - 1,
      instant,
      modified: anything ? stamp : head.modified,
      remade: remade || !head ? stamp : head.remade,
      fingerprints,
      program: parts.program,
      timeZone: site.timeZone,
      headlines: Object.fromEntries(making.headlines),
      refreshes: (head?.refreshes ?? 0) + 1,
      missing: missingSince(recorded.missing, head?.missing ?? [], instant),
    }
    await writer.putHead(next)
    const problems = await problemsIn(writer, making, headlines, instant)
    const known = await writer.fileCount()
    const turn = { before, feeds, movements, last: head, remade, instant }
    const changed = site.cdn ? await changedKeys(site, turn, writer) : []
    await writer.forgetVersions(instant - KNOWN_FOR)
    return {
      ...{ before, articles, recorded, known, feeds, next, problems, changed },
      extents: await writer.extents(site.languages),
      nextDue: await writer.nextDue(instant),
    }
  }
  const done = await store.transact(work, signal).finally(() => pending?.release())

  const { before, feeds, next, problems, nextDue, recorded, extents } = done
  const others = feeds.filter(({ scope, version }) => before.get(scopeId(scope))?.version !== version)
  const report = {
    revision: next.revision,
    files: { changed: recorded.changed, vanished: recorded.vanished, known: done.known },
    articles: done.articles.size,
    feeds: others.length,
    quarantined: problems.quarantine.length,
    missing: problems.missing,
    milliseconds: Math.round(performance.now() - started),
  }
  const edition = {
    ...{ revision: next.revision, instant, modified: next.modified, remade: next.remade },
    feeds: withFeeds(before, new Map(feeds.map((feed) => [scopeId(feed.scope), feed]))),
    extents,
  }
  const scopes = others.map(({ scope }) => scope)
  return {
    ...{ published: { edition, making }, report, problems, nextDue, scopes, changed: done.changed },
    refreshes: next.refreshes,
  }
}

const DAY = 24 * 60 * 60 * 1000

/**
 * A clock that is set back a little does not take back what was published. One that had been days ahead had no business
 * with what it let out: embargoes hold again.
 */
function instantAfter(last: number, now: number): number {
  return last - now > DAY ? now : Math.max(last, now)
}
