/** Clients that all counters together may keep. */
export type Capacity = { used: number; readonly max: number }

/** Counts distinct clients of the current and the previous generation. */
export type UniqueCounter = {
  /** `client` is a hash. Ignored if the capacity is used up. */
  add(client: number): void
  size(): number
  /** Starts a new generation and forgets the one before the last. */
  startGeneration(): void
  clear(): void
}

export function createUniqueCounter(capacity: Capacity): UniqueCounter {
  let current = new Set<number>()
  let previous = new Set<number>()
  /** Clients in both generations. */
  let returning = 0
  const startGeneration = (): void => {
    capacity.used -= previous.size
    previous = current
    current = new Set()
    returning = 0
  }
  return {
    add: (client) => {
      if (current.has(client) || capacity.used >= capacity.max) return
      current.add(client)
      capacity.used++
      if (previous.has(client)) returning++
    },
    size: () => current.size + previous.size - returning,
    startGeneration,
    clear: () => {
      startGeneration()
      startGeneration()
    },
  }
}
