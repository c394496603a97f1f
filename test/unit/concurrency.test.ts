import { expect, test } from 'vitest'
import { createYield, limitConcurrency } from '../../src/concurrency.ts'

/** Keeps the processor busy. */
function work(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

/** Other work in every turn of the event loop. */
function startOtherWork(): { turns: number; stop(): void } {
  const otherWork = { turns: 0, stop: () => clearImmediate(next) }
  const turn = (): void => {
    otherWork.turns++
    work(1)
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  return otherWork
}

test('yields several turns to other work after working for long', async () => {
  const otherWork = startOtherWork()
  const maybeYield = createYield()
  for (let step = 0; step < 10; step++) {
    work(5)
    await maybeYield()
  }
  otherWork.stop()
  // One turn per step at least; a busy machine may use up a whole pause in one turn.
  expect(otherWork.turns).toBeGreaterThan(10)
})

test('does not yield again immediately', () => {
  expect(createYield()()).toBeUndefined()
})

test('rejects at the next yield after an abort', async () => {
  const stop = new AbortController()
  const maybeYield = createYield(stop.signal)
  stop.abort(new Error('enough'))
  work(5)
  await expect(maybeYield()).rejects.toThrow('enough')
})

test('limits concurrent tasks and completes all, even if one fails', async () => {
  const runLimited = limitConcurrency(2)
  let [running, most] = [0, 0]
  const results = await Promise.allSettled(
    Array.from({ length: 7 }, (_, index) =>
      runLimited(async () => {
        most = Math.max(most, ++running)
        await new Promise(setImmediate)
        running--
        if (index === 3) throw new Error('one task fails')
        return index
      }),
    ),
  )
  expect(most).toBe(2)
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, true, true, true])
})
