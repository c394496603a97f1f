import { setTimeout } from 'node:timers/promises'

/** Asks again until the answer is one that is wanted, and gives it. @throws with the last answer, once patience is over */
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
