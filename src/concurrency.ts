import { setImmediate } from 'node:timers/promises'
import pLimit from 'p-limit'

/** A long loop yields after this much work. A request may wait that long for each loop that is running. */
const WORK_MS = 4

/** Requests get this multiple of the time that a loop has worked, so that all loops together keep a quarter of it. */
const PAUSE_PER_WORK = 3
/** For a loop that nobody waits for. */
export const PATIENT = 20
/** A loop that waited for a database has worked less than it took. */
const PAUSE_MIN_MS = 12
const PAUSE_MAX_MS = 150

/** An event loop turn shorter than this had nothing to do. */
const IDLE_TURN_MS = 0.2

/** The loops of this process resume one by one, because together they would take a single turn of the event loop. */
let lastPause: Promise<unknown> = Promise.resolve()

/** Returns when no requests are waiting, or after some turns of the event loop. */
async function pauseFor(wantedMs: number): Promise<void> {
  const pausedAt = performance.now()
  const longestMs = Math.min(PAUSE_MAX_MS, Math.max(PAUSE_MIN_MS, wantedMs))
  let turnEndedAt = pausedAt
  // One turn of the event loop answers one request per connection, however many are waiting.
  for (let idle = false; !idle && turnEndedAt - pausedAt < longestMs; ) {
    await setImmediate()
    const now = performance.now()
    idle = now - turnEndedAt < IDLE_TURN_MS
    turnEndedAt = now
  }
}

/**
 * Returns a function for long loops: `await` its result at each step, so that requests are answered in between.
 * Its promise rejects with the signal's reason after an abort.
 */
export function createYield(signal?: AbortSignal, pausePerWork = PAUSE_PER_WORK): () => Promise<void> | undefined {
  let resumedAt = performance.now()
  const yieldToRequests = async (): Promise<void> => {
    await pauseFor(pausePerWork * (performance.now() - resumedAt))
    signal?.throwIfAborted()
    resumedAt = performance.now()
  }
  const isDue = (): boolean => performance.now() - resumedAt > WORK_MS
  return () => {
    if (!isDue()) return undefined
    const next = lastPause.then(() => (isDue() ? yieldToRequests() : undefined))
    lastPause = next.catch(() => undefined)
    return next
  }
}

/**
 * Runs at most `count` tasks at a time. Each starts after a pause: otherwise a fast database lets all tasks run in one
 * turn of the event loop, and no request is answered.
 */
export function limitConcurrency(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(count)
  const yieldToRequests = createYield()
  return (work) =>
    limit(async () => {
      await (yieldToRequests() ?? setImmediate())
      return work()
    })
}

/** Processes the items in groups of `width`, each group concurrently. */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let group: T[] = []
  for (const item of items) {
    group.push(item)
    if (group.length < width) continue
    await allSettledOrThrow(group.map(work))
    group = []
  }
  await allSettledOrThrow(group.map(work))
}

/** Like `Promise.all`, but rejects only when nothing is running any more, so that a rollback is safe. */
export async function allSettledOrThrow(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw result.reason
  }
}
