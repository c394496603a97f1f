import type { Instant, Quarantined } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import type { Headlines } from '../domain/site.ts'
import { recordFile } from '../domain/sources.ts'
import { nextSecond, type RenderContext } from '../editions/feed-state.ts'
import { fingerprintsOf } from '../editions/fingerprints.ts'
import type { EditionParts } from '../editions/published.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { Head } from '../store/head.ts'
import type { Store } from '../store/port.ts'
import { confirmedSources } from './confirmations.ts'

export type RefreshParts = EditionParts & {
  readonly store: Store
  readonly incoming: Ingest
  readonly headlines: Headlines
  /** Why a change of site.yaml has no effect. */
  readonly problems: readonly Quarantined[]
  /** Called when an edition that these parts made is served. */
  readonly onServed?: () => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly progress?: Step['progress'] | undefined
}

export type RefreshOptions = {
  readonly signal?: AbortSignal | undefined
  /** Whether to replace an edition that another version of the program made. */
  readonly takeOver?: boolean
  /** The files and folders that were saved since the last refresh, if they are known: no others are looked at. */
  readonly saved?: readonly string[] | undefined
}

/** The instant, the date and the number of the next edition. */
export type Step = {
  /** The instant of the edition before; `undefined` for the first edition. */
  readonly lastEdition: Instant | undefined
  readonly instant: Instant
  /** A whole second: the `Last-Modified` of everything that this refresh changes. */
  readonly stamp: Instant
  readonly revision: number
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((step: 'articles' | 'feeds', done: number, total: number) => void) | undefined
}

/** The decisions of a refresh before it reads a source. */
export type Plan = {
  /** The edition in the store; `undefined` before the first. */
  readonly head: Head | undefined
  readonly context: RenderContext
  readonly problems: readonly Quarantined[]
  readonly fingerprints: Head['fingerprints']
  /** The settings that intake depends on changed: every file is read again. */
  readonly readsAll: boolean
  /** Settings, texts or program changed: every article is placed again and every feed is dated anew. */
  readonly rebuildsAll: boolean
  /** Missing sources whose losses an operator confirmed. */
  readonly confirmed: ReadonlySet<string>
  /** The only files and folders that this refresh reads; `undefined` for all. */
  readonly saved: readonly string[] | undefined
  /** The last write of records that this refresh includes. */
  readonly records: number
  readonly step: Step
}

const REPLACED = 'Another version of the program made the edition in the store; this process leaves refreshes to it'

/** @throws AppError `not_ready` if another version of the program made the edition and `takeOver` is false */
export async function planRefresh(
  parts: RefreshParts,
  { takeOver = true, saved, signal }: RefreshOptions,
): Promise<Plan> {
  const { site, headlines, problems, store, incoming, program } = parts
  // Asked of the reader process, and first: this process reads the same folders below and must not hang.
  const dependencies = await incoming.dependencies()
  const context: RenderContext = { site, catalog: parts.catalog(), headlines, program }
  const fingerprints = fingerprintsOf(parts.intakeContext, context, dependencies)
  const head = await store.head()
  if (!takeOver && head && head.program !== program) throw new AppError('not_ready', REPLACED)
  const instant = instantAfter(head?.instant ?? 0, parts.now())
  const step: Step = {
    lastEdition: head?.instant,
    instant,
    stamp: nextSecond(head?.modified, instant),
    revision: (head?.revision ?? 0) + 1,
    ...{ signal, progress: parts.progress },
  }
  const readsAll = head?.fingerprints.intake !== fingerprints.intake
  const missing = head?.missing ?? []
  // Read first: what is written from here on, the next refresh includes.
  const records = await store.recordSequence()
  return {
    ...{ head, context, problems, fingerprints, step, readsAll, records },
    rebuildsAll: head?.fingerprints.publishing !== fingerprints.publishing,
    confirmed: await confirmedSources(store, missing, parts.now()),
    // Only a scan of all files finds out whether a missing source is back.
    saved: !saved || readsAll || missing.length > 0 ? undefined : await withNewRecords(saved, head, parts),
  }
}

/** More records are found by a scan of all. */
const NEW_RECORDS_MAX = 20_000

/**
 * The saved files, and the records that were written since the last edition; `undefined` if these are too many, or if a
 * source dropped records: perhaps by accident, which only a look at all of them can tell.
 */
async function withNewRecords(
  saved: readonly string[],
  head: Head | undefined,
  { store, incoming }: Pick<RefreshParts, 'store' | 'incoming'>,
): Promise<readonly string[] | undefined> {
  const records = await store.recordsSince(head?.records ?? 0, NEW_RECORDS_MAX)
  const isDrop = ({ source, key }: (typeof records)[number]): boolean => source === '' && incoming.sources.includes(key)
  return records.length === NEW_RECORDS_MAX || records.some(isDrop) ? undefined : [...saved, ...records.map(recordFile)]
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * A clock set back by less than a day does not withdraw published articles. A clock that was more than a day ahead
 * published too early: embargoes hold again.
 */
function instantAfter(last: Instant, now: Instant): Instant {
  return last - now > DAY_MS ? now : Math.max(last, now)
}
