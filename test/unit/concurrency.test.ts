import { expect, test } from 'vitest'
import { createYield, limitConcurrency } from '../../src/concurrency.ts'

/** Keeps the processor busy. */
function work(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

/** Somebody who has something to do in every turn of the event loop. */
function busy(): { turns: number; stop(): void } {
  const others = { turns: 0, stop: () => clearImmediate(next) }
  const turn = (): void => {
    others.turns++
    work(1)
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  return others
}

test('who has worked for long lets others have several turns, as long as they have anything to do', async () => {
  const others = busy()
  const turn = createYield()
  for (let step = 0; step < 10; step++) {
    work(5)
    const before = others.turns
    await turn()
    expect(others.turns - before).toBeGreaterThan(1)
  }
  others.stop()
})

test('who has only just had a turn goes on', () => {
  expect(createYield()()).toBeUndefined()
})

test('a signal ends it at the next turn', async () => {
  const stop = new AbortController()
  const turn = createYield(stop.signal)
  stop.abort(new Error('enough'))
  work(5)
  await expect(turn()).rejects.toThrow('enough')
})

test('so many works run at a time, and all of them end, also where one fails', async () => {
  const inLane = limitConcurrency(2)
  let [running, most] = [0, 0]
  const results = await Promise.allSettled(
    Array.from({ length: 7 }, (_, index) =>
      inLane(async () => {
        most = Math.max(most, ++running)
        await new Promise(setImmediate)
        running--
        if (index === 3) throw new Error('this one')
        return index
      }),
    ),
  )
  expect(most).toBe(2)
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, true, true, true])
})
