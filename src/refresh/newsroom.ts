import type { Quarantined } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { SkippedFiles, SuccessReport } from '../domain/refresh-report.ts'
import type { MissingSource } from '../domain/sources.ts'
import { editionIn, type Published, withLanguagesOf } from '../editions/published.ts'
import type { Head } from '../store/head.ts'
import { failureOutcome, type RefreshOutcome, saveReport, successOutcome } from './outcome.ts'
import type { RefreshOptions, RefreshParts } from './plan.ts'
import { type Problems, problemsIn } from './problems.ts'
import { refresh } from './refresh.ts'

/** Holds the current edition and prepares the next one. Runs one refresh at a time. */
export type Newsroom = {
  current(): Published | undefined
  outdated(): OutdatedEdition
  lastOutcome(): RefreshOutcome | undefined
  /** As of the last successful refresh. */
  quarantine(): readonly Quarantined[]
  /** Their names are confidential: show them only to authenticated operators. */
  unpublishedFiles(): ReadonlySet<string>
  missingSources(): readonly MissingSource[]
  /** Files below the sources that are no articles, as of the last successful refresh. */
  skippedFiles(): readonly SkippedFiles[]
  /** Number of refreshes of the store; `undefined` before the first. */
  refreshCount(): number | undefined
  /** Serves the edition in the store unless it is outdated. */
  follow(): Promise<void>
  /**
   * Joins the running refresh, or starts one. Rejects if it fails; `current` then stays.
   * `takeOver`: whether to replace an edition that another version of the program made. `saved`: the only files to look
   * at. A refresh that looks at all of them waits for one that does not.
   */
  refresh(takeOver?: boolean, saved?: RefreshOptions['saved']): Promise<SuccessReport>
  /** Waits for the running refresh and follow, if any. */
  whenSettled(): Promise<void>
  /** Aborts the running refresh, if any. The next one continues from what was committed. */
  stop(): Promise<void>
}

/** The difference that makes the store's edition outdated for this process; false if it is not. */
export type OutdatedEdition = false | 'program' | 'settings'

/** Called after every refresh. `problems` and `skipped` have only those that are new. */
export type Observer = (
  outcome: RefreshOutcome,
  problems: readonly Quarantined[],
  skipped: readonly SkippedFiles[],
) => void

/** Called for editions that other processes committed; with `behind` if the edition is outdated. */
export type Follower = (edition: Edition | 'behind') => void

/** `currentParts` reads the settings again. */
export function createNewsroom(
  currentParts: () => RefreshParts,
  observe: Observer = () => undefined,
  onFollow: Follower = () => undefined,
): Newsroom {
  let parts = currentParts()
  let published: Published | undefined
  let outcome: RefreshOutcome | undefined
  let problems: Problems = { quarantine: [], unpublished: new Set(), missing: [], skipped: [] }
  let inFlight: Promise<SuccessReport> | undefined
  let looksAtAll = false
  let following: Promise<void> | undefined
  let followRequested = false
  let outdated: OutdatedEdition = false
  let refreshes: number | undefined
  const stopping = new AbortController()

  const serveWith = (next: RefreshParts): void => {
    parts = next
    parts.onServed?.()
  }

  const run = async (takeOver: boolean, saved: RefreshOptions['saved']): Promise<SuccessReport> => {
    const startMs = performance.now()
    const timing = () => ({ at: parts.now(), milliseconds: Math.round(performance.now() - startMs) })
    try {
      // Answered by the reader process: this process reads the same folder next and must not hang.
      await parts.incoming.dependencies()
      const nextParts = currentParts()
      const next = await refresh(nextParts, withLanguagesOf(published, nextParts.site), {
        signal: stopping.signal,
        takeOver,
        saved,
      })
      const knownProblems = new Set([...problems.quarantine, ...problems.skipped].map((one) => JSON.stringify(one)))
      const isNew = (problem: object): boolean => !knownProblems.has(JSON.stringify(problem))
      published = { ...next.published, since: parts.now() }
      serveWith(nextParts)
      outdated = false
      problems = next.problems
      refreshes = next.refreshes
      const success = successOutcome(next, timing())
      outcome = success
      observe(success, problems.quarantine.filter(isNew), problems.skipped.filter(isNew))
      await saveReport(parts.store, success, stopping.signal)
      return success
    } catch (error) {
      if (stopping.signal.aborted) throw error
      outcome = failureOutcome(error as Error, timing())
      observe(outcome, [], [])
      await saveReport(parts.store, outcome, stopping.signal)
      throw error
    }
  }

  /** Loads the store's edition. A refresh of this process that commits in the meantime takes precedence. */
  const follow = async (): Promise<void> => {
    await inFlight?.catch(() => undefined)
    const before = published
    const wasOutdated = outdated
    const refreshesBefore = refreshes
    const loaded = await parts.store.snapshot(async (reader) => {
      const head = await reader.head()
      // The process that refreshes may not have read the new settings yet.
      let inStore: Published | undefined
      for (const candidate of head ? new Set([currentParts(), parts]) : []) {
        inStore = await editionIn(candidate, reader, head as Head, withLanguagesOf(before, candidate.site))
        if (!inStore) continue
        serveWith(candidate)
        break
      }
      refreshes = head?.refreshes
      outdated = !inStore && head !== undefined && (head.program === parts.program ? 'settings' : 'program')
      if (!head || !inStore || inStore === published || published !== before) return undefined
      published = { ...inStore, since: parts.now() }
      problems = await problemsIn(reader, inStore.context, parts.problems, head)
      return inStore
    })
    // A process whose clock is behind may refresh without changing the head's instant: its refresh is reported, too.
    const { edition } = loaded ?? (refreshes === refreshesBefore ? undefined : published) ?? {}
    if (outdated) {
      if (!wasOutdated) onFollow('behind')
    } else if (edition) onFollow(edition)
  }

  const whenSettled = async (): Promise<void> => {
    await following?.catch(() => undefined)
    while (inFlight) await inFlight.catch(() => undefined)
  }

  return {
    current: () => published,
    outdated: () => outdated,
    lastOutcome: () => outcome,
    quarantine: () => problems.quarantine,
    unpublishedFiles: () => problems.unpublished,
    missingSources: () => problems.missing,
    skippedFiles: () => problems.skipped,
    refreshCount: () => refreshes,
    follow: () => {
      followRequested = true
      following ??= (async () => {
        while (followRequested && !stopping.signal.aborted) {
          followRequested = false
          await follow()
        }
      })().finally(() => {
        following = undefined
      })
      return following
    },
    refresh: (takeOver = true, saved) => {
      if (inFlight && (saved || looksAtAll)) return inFlight
      looksAtAll = !saved
      const start = () => run(takeOver, saved)
      const running = (inFlight?.then(start, start) ?? start()).finally(() => {
        if (inFlight === running) inFlight = undefined
      })
      inFlight = running
      return running
    },
    whenSettled,
    stop: () => {
      stopping.abort(new AppError('not_ready', 'The program is stopping'))
      return whenSettled()
    },
  }
}
