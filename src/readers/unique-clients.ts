/** Clients that all counters together may keep. */
export type Capacity = { taken: number; readonly most: number }

/** Counts distinct clients of the current and the previous generation. */
export type UniqueCounter = {
  /** `client` is a hash. Ignored if the capacity is used up. */
  add(client: number): void
  size(): number
  /** Starts a new generation and forgets the one before the last. */
  turn(): void
  clear(): void
}

export function createUniqueCounter(capacity: Capacity): UniqueCounter {
  let current = new Set<number>()
  let previous = new Set<number>()
  /** Clients in both generations. */
  let returning = 0
  const turn = (): void => {
    capacity.taken -= previous.size
    previous = current
    current = new Set()
    returning = 0
  }
  return {
    add: (client) => {
      if (current.has(client) || capacity.taken >= capacity.most) return
      current.add(client)
      capacity.taken++
      if (previous.has(client)) returning++
    },
    size: () => current.size + previous.size - returning,
    turn,
    clear: () => {
      turn()
      turn()
    },
  }
}
