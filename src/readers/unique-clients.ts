/** How much is kept, over all crowds that share it. */
export type Capacity = { taken: number; readonly most: number }

/** Different clients, of this generation and the one before: whoever was last seen two generations ago is forgotten. */
export type UniqueCounter = {
  /** By a hash; where there is no room left nobody new is added. */
  add(client: number): void
  /** Different clients of both generations. */
  size(): number
  /** A generation is over. */
  turn(): void
  clear(): void
}

export function createUniqueCounter(room: Capacity): UniqueCounter {
  let current = new Set<number>()
  let previous = new Set<number>()
  /** How many are in both. */
  let back = 0
  const turn = (): void => {
    room.taken -= previous.size
    previous = current
    current = new Set()
    back = 0
  }
  return {
    add: (client) => {
      if (current.has(client) || room.taken >= room.most) return
      current.add(client)
      room.taken++
      if (previous.has(client)) back++
    },
    size: () => current.size + previous.size - back,
    turn,
    clear: () => {
      turn()
      turn()
    },
  }
}
