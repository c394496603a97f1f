import { keysThatFit, SITE_KEY, spellKeys } from '../domain/surrogate-key.ts'

/** Fastly accepts 256 keys per request. Servers commonly accept 8 kB per header field. */
const KEYS_MAX = 256
const FIELD_BYTES_MAX = 8000

/** If purges fail until there are more keys than this, the key of all documents replaces them. */
const UNSENT_KEYS_MAX = 20_000

/**
 * Delay between the publication of an edition and its purge. Other replicas publish it within a second; until then, a
 * cache could fetch the old documents from them again. Responses with old documents also arrive before the purge.
 */
const PURGE_DELAY_MS = 2000

const RETRY_DELAYS_MS = [1000, 5000, 25_000]

const CLOSE_TIMEOUT_MS = 4000

/** Tells the caches in front of this server which documents have changed. */
export type Purger = ReturnType<typeof createPurger>

/** One request: keys of one or more editions, of which `revision` is the last. */
export type Purge = { readonly keys: readonly string[]; readonly revision: number }

/** Sends a purge once. Returns the response's status; rejects if there is no response. */
export type SendPurge = (purge: Purge, signal: AbortSignal) => Promise<number>

type PurgerParts = {
  readonly send: SendPurge
  /** The header field for the keys. It determines how they are spelled. */
  readonly header: string
  readonly now: () => number
  /** Rejects when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
  /** Called after each purge. `failed` is the number of keys that were given up, `why` the first reason. */
  readonly observe: (sent: { readonly keys: number; readonly failed: number; readonly why: string | null }) => void
}

/** Sends purges in order, one request at a time. Keys that were given up are sent again with the next purge. */
export function createPurger({ send, header, now, wait, observe }: PurgerParts) {
  const queue: (Purge & { readonly due: number })[] = []
  const stop = new AbortController()
  let unsent: readonly string[] = []
  let running: Promise<void> | undefined

  const sendQueue = async (): Promise<void> => {
    try {
      for (let next = queue[0]; next !== undefined; next = queue[0]) {
        await wait(Math.max(0, next.due - now()), stop.signal)
        const later = queue.findIndex(({ due }, index) => index > 0 && due > now())
        const ready = queue.splice(0, later < 0 ? queue.length : later)
        const keys = [...new Set([...unsent, ...ready.flatMap((purge) => purge.keys)])]
        await deliver(keys.length > UNSENT_KEYS_MAX ? [SITE_KEY] : keys, ready.at(-1)?.revision ?? next.revision)
      }
    } catch {
      // Aborted while waiting: `close` reports the keys that remain.
    } finally {
      running = undefined
    }
  }

  const deliver = async (keys: readonly string[], revision: number): Promise<void> => {
    const failed: string[] = []
    let why: string | null = null
    for (let rest = keys; rest.length > 0; ) {
      const batch = keysThatFit(spellKeys(header, rest), FIELD_BYTES_MAX - header.length, KEYS_MAX)
      // After a failed request, the remaining requests are not retried.
      const problem = await attempt({ keys: batch, revision }, why === null ? RETRY_DELAYS_MS : [])
      if (problem !== null) failed.push(...rest.slice(0, batch.length))
      why ??= problem
      rest = rest.slice(batch.length)
    }
    unsent = failed
    observe({ keys: keys.length, failed: failed.length, why })
  }

  /** Returns the last problem, or `null` on success. */
  const attempt = async (purge: Purge, retryDelaysMs: readonly number[]): Promise<string | null> => {
    let problem = 'given up'
    for (const delayMs of [0, ...retryDelaysMs]) {
      try {
        if (delayMs > 0) await wait(delayMs, stop.signal)
        stop.signal.throwIfAborted()
        const status = await send(purge, stop.signal)
        if (status >= 200 && status < 300) return null
        problem = `status ${status}`
      } catch (error) {
        if (stop.signal.aborted) return problem
        problem = reasonOf(error)
        if ((error as { permanent?: boolean }).permanent) break
      }
    }
    return problem
  }

  return {
    /**
     * Queues the changed keys of an edition and returns at once. Outcomes are logged, never thrown. Without keys, it
     * only retries those that failed before.
     */
    purge: (keys: readonly string[], revision: number): void => {
      if (keys.length === 0 && unsent.length === 0) return
      queue.push({ keys, revision, due: now() + PURGE_DELAY_MS })
      running ??= sendQueue()
    },
    /** Waits until all queued keys have been sent or given up. */
    settled: async (): Promise<void> => running,
    /** Waits for queued keys a few seconds, then gives them up. */
    close: async (): Promise<void> => {
      const deadline = setTimeout(() => stop.abort(), CLOSE_TIMEOUT_MS)
      await running
      clearTimeout(deadline)
      const lostCount = unsent.length + queue.reduce((sum, { keys }) => sum + keys.length, 0)
      if (lostCount > 0) observe({ keys: lostCount, failed: lostCount, why: 'the server was stopped' })
    },
  }
}

/** The client puts the system's code into the error's cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  const { code } = (cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : message
}
