import type { Quarantined } from '../domain/article.ts'
import { filesOf, type Published, type RefreshParts, type RefreshReport, refresh, stored } from './refresh.ts'

/** How the last refresh went. */
export type Outcome =
  | { readonly ok: true; readonly at: number; readonly report: RefreshReport; readonly nextDue: number | undefined }
  | { readonly ok: false; readonly at: number; readonly error: Error }

/** Holds the current edition, and prepares the next one: one at a time, whoever asks. */
export type Newsroom = {
  current(): Published | undefined
  last(): Outcome | undefined
  /** What cannot be published, as of the last refresh that succeeded. */
  quarantine(): readonly Quarantined[]
  /** Files of the quarantine of which nothing has been published yet: nobody but the newsroom is told of them. */
  sealed(): ReadonlySet<string>
  /** Serves what the store was left with, if this program may. */
  restore(): Promise<void>
  /** Joins the refresh that is under way, or begins one. Rejects where it fails; `current` then stays. */
  refresh(): Promise<RefreshReport>
  /** Waits for the refresh under way, if any. */
  settled(): Promise<void>
}

/** Hears of every refresh, whoever asked for it; `problems` are those that were not known before. */
export type Observer = (outcome: Outcome, problems: readonly Quarantined[]) => void

export function createNewsroom(parts: RefreshParts, observe: Observer = () => undefined): Newsroom {
  let published: Published | undefined
  let outcome: Outcome | undefined
  let quarantine: readonly Quarantined[] = []
  let sealed: ReadonlySet<string> = new Set()
  let inFlight: Promise<RefreshReport> | undefined

  const run = async (): Promise<RefreshReport> => {
    try {
      const next = await refresh(parts, published)
      const known = new Set(quarantine.map((problem) => JSON.stringify(problem)))
      published = next.published
      quarantine = next.quarantine
      sealed = next.sealed
      outcome = { ok: true, at: parts.now(), report: next.report, nextDue: next.nextDue }
      observe(
        outcome,
        quarantine.filter((problem) => !known.has(JSON.stringify(problem))),
      )
      return next.report
    } catch (error) {
      outcome = { ok: false, at: parts.now(), error: error as Error }
      observe(outcome, [])
      throw error
    }
  }

  return {
    current: () => published,
    last: () => outcome,
    quarantine: () => quarantine,
    sealed: () => sealed,
    restore: async () => {
      published = await stored(parts)
      quarantine = await parts.store.quarantined()
      sealed = await parts.store.sealed(filesOf(quarantine), published?.edition.instant ?? 0)
    },
    refresh: () => {
      inFlight ??= run().finally(() => {
        inFlight = undefined
      })
      return inFlight
    },
    settled: async () => {
      await inFlight?.catch(() => undefined)
    },
  }
}
