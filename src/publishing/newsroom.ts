import type { RefreshReport } from './refresh.ts'
import { type Published, type RefreshParts, refresh, stored } from './refresh.ts'

/** How the last refresh went. */
export type Outcome =
  | { readonly ok: true; readonly at: number; readonly report: RefreshReport }
  | { readonly ok: false; readonly at: number; readonly error: Error }

/** Holds the current edition, and prepares the next one: one at a time, whoever asks. */
export type Newsroom = {
  current(): Published | undefined
  last(): Outcome | undefined
  /** Serves what the store was left with, if this program may. */
  restore(): Promise<void>
  /** Joins the refresh that is under way, or begins one. Rejects where it fails; `current` then stays. */
  refresh(): Promise<RefreshReport>
  /** Waits for the refresh under way, if any. */
  settled(): Promise<void>
}

export function createNewsroom(parts: RefreshParts): Newsroom {
  let published: Published | undefined
  let outcome: Outcome | undefined
  let inFlight: Promise<RefreshReport> | undefined

  const run = async (): Promise<RefreshReport> => {
    try {
      const next = await refresh(parts, published)
      published = next.published
      outcome = { ok: true, at: parts.now(), report: next.report }
      return next.report
    } catch (error) {
      outcome = { ok: false, at: parts.now(), error: error as Error }
      throw error
    }
  }

  return {
    current: () => published,
    last: () => outcome,
    restore: async () => {
      published = await stored(parts)
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
