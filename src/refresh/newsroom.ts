import type { Quarantined } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import { editionIn, type Published } from '../editions/published.ts'
import { noteDown } from './history.ts'
import { type Problems, problemsIn } from './problems.ts'
import { type Refreshed, type RefreshParts, type RefreshReport, refresh } from './refresh.ts'

/** How the last refresh went, when it was over, and how long it took. */
export type Outcome = { readonly at: number; readonly milliseconds: number } & (
  | (Pick<Refreshed, 'report' | 'nextDue' | 'scopes' | 'changed'> & { readonly ok: true })
  | { readonly ok: false; readonly error: Error }
)

/** Holds the current edition, and prepares the next one: one at a time, whoever asks. */
export type Newsroom = {
  current(): Published | undefined
  /** The store has an edition that this process may not serve: another program made it, or other settings or texts. */
  behind(): Behind
  last(): Outcome | undefined
  /** What cannot be published, as of the last refresh that succeeded. */
  quarantine(): readonly Quarantined[]
  /** Files of the quarantine of which nothing has been published yet: nobody but the newsroom is told of them. */
  sealed(): ReadonlySet<string>
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
  refresh(takeOver?: boolean): Promise<RefreshReport>
  /** Waits for what is under way, if anything is. */
  settled(): Promise<void>
  /** Breaks off the refresh under way, if any: the next goes on from what it has written down. */
  stop(): Promise<void>
}

/** Whether the store's edition is one that this process may not serve, and what it was made with. */
export type Behind = false | 'program' | 'settings'

/** Hears of every refresh, whoever asked for it; `problems` are those that were not known before. */
export type Observer = (outcome: Outcome, problems: readonly Quarantined[]) => void

/** Hears of editions that another process has made; `behind` where this one may not serve them. */
export type Follower = (edition: Edition | 'behind') => void

export function createNewsroom(
  parts: RefreshParts,
  observe: Observer = () => undefined,
  followed: Follower = () => undefined,
): Newsroom {
  let published: Published | undefined
  let outcome: Outcome | undefined
  let problems: Problems = { quarantine: [], sealed: new Set(), missing: [] }
  let inFlight: Promise<RefreshReport> | undefined
  let following: Promise<void> | undefined
  let toldAgain = false
  let behind: Behind = false
  let refreshes: number | undefined
  const stopping = new AbortController()

  const run = async (takeOver: boolean): Promise<RefreshReport> => {
    const began = performance.now()
    const over = () => ({ at: parts.now(), milliseconds: Math.round(performance.now() - began) })
    try {
      const next = await refresh(parts, published, { signal: stopping.signal, takeOver })
      const known = new Set(problems.quarantine.map((problem) => JSON.stringify(problem)))
      published = next.published
      behind = false
      problems = next.problems
      refreshes = next.refreshes
      const { report, nextDue, scopes, changed } = next
      outcome = { ok: true, ...over(), report, nextDue, scopes, changed }
      observe(
        outcome,
        problems.quarantine.filter((problem) => !known.has(JSON.stringify(problem))),
      )
      await noteDown(parts.store, outcome, stopping.signal)
      return report
    } catch (error) {
      if (stopping.signal.aborted) throw error
      outcome = { ok: false, ...over(), error: error as Error }
      observe(outcome, [])
      await noteDown(parts.store, outcome, stopping.signal)
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
      const found = await editionIn(parts, reader, before)
      const head = await reader.head()
      refreshes = head?.refreshes
      behind = !found && head !== undefined && (head.program === parts.program ? 'settings' : 'program')
      if (!found || found === published || published !== before) return undefined
      published = found
      const { edition, making } = found
      problems = await problemsIn(reader, making, parts.headlines(), edition.instant)
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
    behind: () => behind,
    last: () => outcome,
    quarantine: () => problems.quarantine,
    sealed: () => problems.sealed,
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
