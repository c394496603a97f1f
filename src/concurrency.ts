import { setImmediate } from 'node:timers/promises'
import pLimit from 'p-limit'

/** A long loop yields after this much work. A request may wait that long for each loop that is running. */
const WORK_MS = 4

/** The longest pause. A long loop keeps at least a quarter of the time. */
const PAUSE_MAX_MS = 12

/** An event loop turn shorter than this had nothing to do. */
const IDLE_TURN_MS = 0.2

/**
 * Returns a function for long loops: `await` its result at each step, so that requests are answered in between.
 * Its promise rejects with the signal's reason after an abort.
 */
export function createYield(signal?: AbortSignal): () => Promise<void> | undefined {
  let resumedAt = performance.now()
  const yieldToRequests = async (): Promise<void> => {
    const pausedAt = performance.now()
    let turnEndedAt = pausedAt
    // One turn of the event loop answers one request per connection, however many are waiting.
    for (let idle = false; !idle && turnEndedAt - pausedAt < PAUSE_MAX_MS; ) {
      await setImmediate()
      const now = performance.now()
      idle = now - turnEndedAt < IDLE_TURN_MS
      turnEndedAt = now
    }
    signal?.throwIfAborted()
    resumedAt = turnEndedAt
  }
  const isDue = (): boolean => performance.now() - resumedAt > WORK_MS
  let last: Promise<unknown> = Promise.resolve()
  return () => {
    if (!isDue()) return undefined
    // Concurrent steps resume one by one, because together they would take a single turn of the event loop.
    const next = last.then(() => (isDue() ? yieldToRequests() : undefined))
    last = next.catch(() => undefined)
    return next
  }
}

/**
 * Runs at most `count` tasks at a time. Each starts in its own turn of the event loop: otherwise a fast database lets
 * all tasks run in one turn, and no request is answered.
 */
export function limitConcurrency(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(count)
  return (work) => limit(() => setImmediate().then(work))
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
