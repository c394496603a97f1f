import type { FeedState } from './feed.ts'

/** An edition's feeds by scope. */
export type FeedIndex = ReadonlyMap<string, FeedState>

/** Changes laid over an index, from which on it is worth the while to write the whole of it anew. */
const MANY = 1000

/**
 * An index with some feeds changed or added. It shares all else with the one that it is made from, which stays as it is:
 * what a refresh costs depends on what has changed, not on how many feeds there are.
 */
export function withFeeds(index: FeedIndex, changed: FeedIndex): FeedIndex {
  if (changed.size === 0) return index
  if (index.size === 0) return changed
  const [base, over] = index instanceof Layered ? [index.base, index.over] : [index, new Map<string, FeedState>()]
  const changes = new Map([...over, ...changed])
  if (changes.size < Math.min(MANY, base.size)) return new Layered(base, changes)
  return base instanceof Packed ? base.with(changes) : new Map([...base, ...changes])
}

/**
 * An index of rows, each of which becomes a feed when it is asked for: of a hundred thousand feeds most are not, and a
 * row takes a fifth of the memory.
 */
export function packedFeeds(
  rows: ReadonlyMap<string, string>,
  unpack: (scope: string, row: string) => FeedState,
): FeedIndex {
  return new Packed(new Map(rows), unpack)
}

/** What both kinds of indexes have in common. */
abstract class Index implements FeedIndex {
  abstract readonly size: number
  abstract get(key: string): FeedState | undefined
  abstract has(key: string): boolean
  abstract entries(): MapIterator<[string, FeedState]>

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key
    return undefined
  }

  *values(): MapIterator<FeedState> {
    for (const [, feed] of this.entries()) yield feed
    return undefined
  }

  forEach(work: (feed: FeedState, key: string, index: FeedIndex) => void): void {
    for (const [key, feed] of this.entries()) work(feed, key, this)
  }

  [Symbol.iterator](): MapIterator<[string, FeedState]> {
    return this.entries()
  }
}

class Packed extends Index {
  readonly #rows: Map<string, string | FeedState>
  readonly #unpack: (scope: string, row: string) => FeedState

  constructor(rows: Map<string, string | FeedState>, unpack: (scope: string, row: string) => FeedState) {
    super()
    this.#rows = rows
    this.#unpack = unpack
  }

  get size(): number {
    return this.#rows.size
  }

  /** Always the same object: whether a feed is another is told by that. */
  get(key: string): FeedState | undefined {
    const row = this.#rows.get(key)
    if (typeof row !== 'string') return row
    const feed = this.#unpack(key, row)
    this.#rows.set(key, feed)
    return feed
  }

  has(key: string): boolean {
    return this.#rows.has(key)
  }

  override keys(): MapIterator<string> {
    return this.#rows.keys()
  }

  /** Who looks at all of them keeps none. */
  *entries(): MapIterator<[string, FeedState]> {
    for (const [key, row] of this.#rows) yield [key, typeof row === 'string' ? this.#unpack(key, row) : row]
    return undefined
  }

  with(changes: FeedIndex): Packed {
    return new Packed(new Map([...this.#rows, ...changes]), this.#unpack)
  }
}

class Layered extends Index {
  readonly base: FeedIndex
  readonly over: FeedIndex
  readonly size: number

  constructor(base: FeedIndex, over: FeedIndex) {
    super()
    this.base = base
    this.over = over
    this.size = base.size + [...over.keys()].filter((key) => !base.has(key)).length
  }

  get(key: string): FeedState | undefined {
    return this.over.get(key) ?? this.base.get(key)
  }

  has(key: string): boolean {
    return this.over.has(key) || this.base.has(key)
  }

  *entries(): MapIterator<[string, FeedState]> {
    for (const [key, feed] of this.base) yield [key, this.over.get(key) ?? feed]
    for (const entry of this.over) if (!this.base.has(entry[0])) yield entry
    return undefined
  }
}
