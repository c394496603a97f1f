import type { Quarantined } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import type { SuccessReport } from '../domain/refresh-report.ts'
import { editionIn, type Published } from '../editions/published.ts'
import { failed, type RefreshOutcome, saveReport, succeeded } from './outcome.ts'
import type { RefreshParts } from './plan.ts'
import { type Problems, problemsIn } from './problems.ts'
import { refresh } from './refresh.ts'

/** Holds the current edition, and prepares the next one: one at a time, whoever asks. */
export type Newsroom = {
  current(): Published | undefined
  /** The store has an edition that this process may not serve: another program made it, or other settings or texts. */
  outdated(): OutdatedEdition
  last(): RefreshOutcome | undefined
  /** What cannot be published, as of the last refresh that succeeded. */
  quarantine(): readonly Quarantined[]
  /** Files of the quarantine of which nothing has been published yet: nobody but the newsroom is told of them. */
  unpublishedFiles(): ReadonlySet<string>
  /** Sources whose files are not there as they were; their articles stay as they were. */
  missing(): readonly MissingSource[]
  /** How many refreshes the store has had; `undefined` before the first. */
  refreshes(): number | undefined
  /** Serves the edition that the store has, if this program may: as it was left, or as another process has made it. */
  follow(): Promise<void>
  /**
   * Joins the refresh that is under way, or begins one. Rejects where it fails; `current` then stays.
   * Without `takeOver` it fails where another program has made the edition in the store.
   */
  refresh(takeOver?: boolean): Promise<SuccessReport>
  /** Waits for what is under way, if anything is. */
  settled(): Promise<void>
  /** Breaks off the refresh under way, if any: the next goes on from what it has written down. */
  stop(): Promise<void>
}

/** Whether the store's edition is one that this process may not serve, and what it was made with. */
export type OutdatedEdition = false | 'program' | 'settings'

/** Hears of every refresh, whoever asked for it; `problems` are those that were not known before. */
export type Observer = (outcome: RefreshOutcome, problems: readonly Quarantined[]) => void

/** Hears of editions that another process has made; `behind` where this one may not serve them. */
export type Follower = (edition: Edition | 'behind') => void

export function createNewsroom(
  parts: RefreshParts,
  observe: Observer = () => undefined,
  followed: Follower = () => undefined,
): Newsroom {
  let published: Published | undefined
  let outcome: RefreshOutcome | undefined
  let problems: Problems = { quarantine: [], unpublished: new Set(), missing: [] }
  let inFlight: Promise<SuccessReport> | undefined
  let following: Promise<void> | undefined
  let toldAgain = false
  let behind: OutdatedEdition = false
  let refreshes: number | undefined
  const stopping = new AbortController()

  const run = async (takeOver: boolean): Promise<SuccessReport> => {
    const startMs = performance.now()
    const timing = () => ({ at: parts.now(), milliseconds: Math.round(performance.now() - startMs) })
    try {
      const next = await refresh(parts, published, { signal: stopping.signal, takeOver })
      const known = new Set(problems.quarantine.map((problem) => JSON.stringify(problem)))
      published = next.published
      behind = false
      problems = next.problems
      refreshes = next.refreshes
      const success = succeeded(next, timing())
      outcome = success
      observe(
        success,
        problems.quarantine.filter((problem) => !known.has(JSON.stringify(problem))),
      )
      await saveReport(parts.store, success, stopping.signal)
      return success
    } catch (error) {
      if (stopping.signal.aborted) throw error
      outcome = failed(error as Error, timing())
      observe(outcome, [])
      await saveReport(parts.store, outcome, stopping.signal)
      throw error
    }
  }

  /** Takes over what another process has made; what this one makes in the meantime counts. */
  const follow = async (): Promise<void> => {
    await inFlight?.catch(() => undefined)
    const before = published
    const wasBehind = behind
    const refreshesBefore = refreshes
    const next = await parts.store.snapshot(async (reader) => {
      const head = await reader.head()
      const found = head && (await editionIn(parts, reader, head, before))
      refreshes = head?.refreshes
      behind = !found && head !== undefined && (head.program === parts.program ? 'settings' : 'program')
      if (!head || !found || found === published || published !== before) return undefined
      published = found
      problems = await problemsIn(reader, found.context, parts.headlines(), head)
      return found
    })
    // A refresh that changed nothing, by a process whose clock is behind, is one all the same.
    const same = refreshes === refreshesBefore ? undefined : published
    const seen = next ?? same
    if (behind) {
      if (!wasBehind) followed('behind')
    } else if (seen) followed(seen.edition)
  }

  const settled = async (): Promise<void> => {
    await inFlight?.catch(() => undefined)
    await following?.catch(() => undefined)
  }

  return {
    current: () => published,
    outdated: () => behind,
    last: () => outcome,
    quarantine: () => problems.quarantine,
    unpublishedFiles: () => problems.unpublished,
    missing: () => problems.missing,
    refreshes: () => refreshes,
    follow: () => {
      toldAgain = true
      following ??= (async () => {
        while (toldAgain && !stopping.signal.aborted) {
          toldAgain = false
          await follow()
        }
      })().finally(() => {
        following = undefined
      })
      return following
    },
    refresh: (takeOver = true) => {
      inFlight ??= run(takeOver).finally(() => {
        inFlight = undefined
      })
      return inFlight
    },
    settled,
    stop: () => {
      stopping.abort(new AppError('not_ready', 'The program is stopping'))
      return settled()
    },
  }
}
