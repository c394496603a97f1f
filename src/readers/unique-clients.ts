/** Clients that all counters together may keep. */
export type Capacity = { used: number; readonly max: number }

export type UniqueCounter = ReturnType<typeof createUniqueCounter>

/** Counts distinct clients of the current and the previous generation. */
export function createUniqueCounter(capacity: Capacity) {
  let current = new Set<number>()
  let previous = new Set<number>()
  /** Clients in both generations. */
  let returning = 0
  /** Starts a new generation and forgets the one before the last. */
  const startGeneration = (): void => {
    capacity.used -= previous.size
    previous = current
    current = new Set()
    returning = 0
  }
  return {
    /** `client` is a hash. Returns whether it is new in this generation; not if the capacity is used up. */
    add: (client: number): boolean => {
      if (current.has(client) || capacity.used >= capacity.max) return false
      current.add(client)
      capacity.used++
      if (previous.has(client)) returning++
      return true
    },
    size: (): number => current.size + previous.size - returning,
    /** The clients of both generations. */
    generations: (): { readonly current: ReadonlySet<number>; readonly previous: ReadonlySet<number> } => ({
      current,
      previous,
    }),
    startGeneration,
  }
}
