/** Returns numbers from 0 to 1, the same on every machine and in every run. */
export type Random = () => number

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number; both ends are included. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1))
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T
}

/** `count` different choices. */
export function someOf<T>(random: Random, choices: readonly T[], count: number): T[] {
  const remaining = [...choices]
  return Array.from({ length: Math.min(count, remaining.length) }, () => {
    return remaining.splice(Math.floor(random() * remaining.length), 1)[0] as T
  })
}
