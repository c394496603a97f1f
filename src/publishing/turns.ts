import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work after which others get their turn. */
const TURN = 20

/**
 * For long loops: `await` what it returns at each step, and requests go on being answered in between.
 * What it returns rejects, with the signal's reason, once that is given.
 */
export function takingTurns(signal?: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since <= TURN) return undefined
    return setImmediate().then(() => {
      signal?.throwIfAborted()
      since = performance.now()
    })
  }
}

/** Works through all of it, `width` at a time: where each waits for a network, they wait together. */
export async function severalAtOnce<T>(
  all: Iterable<T>,
  width: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  let group: T[] = []
  for (const one of all) {
    group.push(one)
    if (group.length < width) continue
    await together(group.map(work))
    group = []
  }
  await together(group.map(work))
}

/** As `Promise.all`, but nothing is still under way when it rejects: a transaction that is rolled back has ended. */
export async function together(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw result.reason
  }
}
