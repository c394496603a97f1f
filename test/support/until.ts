import { setTimeout } from 'node:timers/promises'

/** Repeats a call until its result is wanted. @throws with the last result after `patience` milliseconds */
export async function until<T>(
  ask: () => T | Promise<T>,
  wanted: (answer: T) => boolean = Boolean,
  patience = 60_000,
): Promise<T> {
  const deadline = performance.now() + patience
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
    if (performance.now() > deadline) throw new Error(`after ${patience} ms it still is ${JSON.stringify(answer)}`)
    await setTimeout(20)
  }
}
