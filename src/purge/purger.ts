import { fitting, SITE_KEY, spelledIn } from '../domain/surrogate-key.ts'
import type { Purge, Purger, Send } from './port.ts'

/** Fastly takes 256 keys a request; 8 kB is what servers read of one field. */
const MOST_KEYS = 256
const MOST_BYTES = 8000

/** Keys that wait because nobody takes them: from here on one key for all documents is less trouble. */
const MOST_WAITING = 20_000

/**
 * Milliseconds between the swap and the purge. Other replicas swap within a second of each other: what a cache is told
 * to forget, it must not learn anew from one that has not yet. It also lets answers under way arrive before.
 */
const SETTLE = 2000

/** Milliseconds before a purge that failed is tried again. */
const BACK_OFF = [1000, 5000, 25_000]

/** Milliseconds that what is under way has at the end. */
const GRACE = 4000

export type PurgerParts = {
  readonly send: Send
  /** The name of the field that has the keys: it decides how they are spelled. */
  readonly header: string
  readonly now: () => number
  /** Resolves after so many milliseconds; rejects where it is told to stop. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
  /** Hears of every purge that has been sent (`failed` 0) or was given up in part: how many keys failed, and why. */
  readonly observe: (sent: { readonly keys: number; readonly failed: number; readonly why: string | null }) => void
}

/** Purges are sent in order, one request at a time. What fails for good goes with the next. */
export function createPurger({ send, header, now, wait, observe }: PurgerParts): Purger {
  const waiting: { readonly keys: readonly string[]; readonly revision: number; readonly due: number }[] = []
  const stop = new AbortController()
  let unsent: readonly string[] = []
  let working: Promise<void> | undefined

  const work = async (): Promise<void> => {
    try {
      for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
        await wait(Math.max(0, first.due - now()), stop.signal)
        const later = waiting.findIndex(({ due }, index) => index > 0 && due > now())
        const ready = waiting.splice(0, later < 0 ? waiting.length : later)
        const keys = [...new Set([...unsent, ...ready.flatMap((one) => one.keys)])]
        await deliver(keys.length > MOST_WAITING ? [SITE_KEY] : keys, ready.at(-1)?.revision ?? first.revision)
      }
    } catch {
      // Stopped while it waited: what is left is told of in `close`.
    } finally {
      working = undefined
    }
  }

  const deliver = async (keys: readonly string[], revision: number): Promise<void> => {
    const failed: string[] = []
    let why: string | null = null
    for (let rest = keys; rest.length > 0; ) {
      const spelled = spelledIn(header, rest)
      const part = fitting(spelled, MOST_BYTES - header.length, MOST_KEYS)
      // Where one request of a purge has failed for good, the others need not be waited for as long.
      const problem = await attempt({ keys: part, revision }, why === null ? BACK_OFF : [])
      if (problem !== null) failed.push(...rest.slice(0, part.length))
      why ??= problem
      rest = rest.slice(part.length)
    }
    unsent = failed
    observe({ keys: keys.length, failed: failed.length, why })
  }

  /** What went wrong at last; `null` where it was taken. */
  const attempt = async (purge: Purge, pauses: readonly number[]): Promise<string | null> => {
    let problem = 'given up'
    for (const pause of [0, ...pauses]) {
      try {
        if (pause > 0) await wait(pause, stop.signal)
        stop.signal.throwIfAborted()
        const status = await send(purge, stop.signal)
        if (status >= 200 && status < 300) return null
        problem = `status ${status}`
      } catch (error) {
        if (stop.signal.aborted) return problem
        problem = reasonOf(error)
      }
    }
    return problem
  }

  return {
    purge: (keys, revision) => {
      if (keys.length === 0 && unsent.length === 0) return
      waiting.push({ keys, revision, due: now() + SETTLE })
      working ??= work()
    },
    settled: async () => {
      await working
    },
    close: async () => {
      const deadline = setTimeout(() => stop.abort(), GRACE)
      await working
      clearTimeout(deadline)
      const lost = unsent.length + waiting.reduce((sum, { keys }) => sum + keys.length, 0)
      if (lost > 0) observe({ keys: lost, failed: lost, why: 'the server was stopped' })
    },
  }
}

/** `fetch` hides what went wrong in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  const { code } = (cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : message
}
