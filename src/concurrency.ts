import { setImmediate } from 'node:timers/promises'
import pLimit from 'p-limit'

/** Milliseconds of work after which others get their turn: a request waits for one of them, beside what is done together. */
const TURN = 4

/** Milliseconds that others have in turn, as long as they have anything to do: a long loop has a quarter of the time at least. */
const OTHERS = 12

/** Milliseconds that a turn of the event loop takes in which nobody had anything to do. */
const NOTHING = 0.2

/**
 * For long loops: `await` what it returns at each step, and requests go on being answered in between.
 * What it returns rejects, with the signal's reason, once that is given.
 */
export function createYield(signal?: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now()
  const others = async (): Promise<void> => {
    const begun = performance.now()
    let last = begun
    // In one turn of the event loop every connection has one request answered, however many more are waiting.
    for (let idle = false; !idle && last - begun < OTHERS; ) {
      await setImmediate()
      const now = performance.now()
      idle = now - last < NOTHING
      last = now
    }
    signal?.throwIfAborted()
    since = last
  }
  return () => (performance.now() - since <= TURN ? undefined : others())
}

/**
 * Lets so many works run at a time. Each begins in a turn of the event loop of its own: a database that answers at once
 * makes of any number of works one that nobody gets in between.
 */
export function limitConcurrency(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(count)
  return (work) => limit(() => setImmediate().then(work))
}

/** Works through all of it, `width` at a time: where each waits for a network, they wait together. */
export async function forEachConcurrently<T>(
  all: Iterable<T>,
  width: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  let group: T[] = []
  for (const one of all) {
    group.push(one)
    if (group.length < width) continue
    await allSettledOrThrow(group.map(work))
    group = []
  }
  await allSettledOrThrow(group.map(work))
}

/** As `Promise.all`, but nothing is still under way when it rejects: a transaction that is rolled back has ended. */
export async function allSettledOrThrow(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw result.reason
  }
}
