/** The standard error of a count is 1.04 / √1024, which is 3 %. */
const REGISTERS = 1024
const INDEX_BITS = Math.log2(REGISTERS)

/** A digit of base 36 holds a rank: 23 at most for 32 bits. */
const RADIX = 36

/**
 * HyperLogLog (Flajolet et al. 2007): sketches of several processes merge into that of all their clients. A text with
 * one digit per register; empty for no clients. `clients` are hashes, repeated or not. `salt` must be the same in sketches that are merged.
 */
export function sketchOf(clients: readonly Iterable<number>[], salt: number): string {
  const ranks = new Uint8Array(REGISTERS)
  let isEmpty = true
  for (const some of clients) {
    for (const client of some) {
      isEmpty = false
      const hash = mixed(client ^ salt)
      const index = hash >>> (32 - INDEX_BITS)
      // The sentinel bit limits the rank if all remaining bits are 0.
      const rank = Math.clz32((hash << INDEX_BITS) | (1 << (INDEX_BITS - 1))) + 1
      if (rank > (ranks[index] as number)) ranks[index] = rank
    }
  }
  return isEmpty ? '' : Array.from(ranks, (rank) => rank.toString(RADIX)).join('')
}

export function mergeSketches(a: string, b: string): string {
  if (a === '' || b === '' || a === b) return a || b
  let merged = ''
  // Digits are in the order of their values.
  for (let index = 0; index < REGISTERS; index++)
    merged += (a[index] as string) > (b[index] as string) ? a[index] : b[index]
  return merged
}

/** The estimated number of clients. */
export function clientsIn(sketch: string): number {
  if (sketch === '') return 0
  let sum = 0
  let zeros = 0
  for (const digit of sketch) {
    const rank = Number.parseInt(digit, RADIX)
    sum += 2 ** -rank
    if (rank === 0) zeros++
  }
  const estimate = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum
  // Linear counting is more exact for few clients.
  const isSmall = estimate <= 2.5 * REGISTERS && zeros > 0
  return Math.round(isSmall ? REGISTERS * Math.log(REGISTERS / zeros) : estimate)
}

/** The finalizer of MurmurHash3: FNV-1a alone leaves the high bits of similar texts similar. */
function mixed(hash: number): number {
  let bits = hash
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
