import type { FeedState } from './feed.ts'

/** An edition's feeds by `scopeId`. */
export type FeedIndex = ReadonlyMap<string, FeedState>

/** With more changes, copying the whole index costs less than layers do. */
const MAX_LAYERED_CHANGES = 1000

/**
 * Returns an index with feeds changed or added. It shares the rest with `index`, which is not mutated: the cost of a
 * refresh depends on the changes, not on the number of feeds.
 */
export function withFeeds(index: FeedIndex, changed: FeedIndex): FeedIndex {
  if (changed.size === 0) return index
  if (index.size === 0) return changed
  const [base, earlier] = index instanceof Layered ? [index.base, index.changes] : [index, new Map<string, FeedState>()]
  const changes = new Map([...earlier, ...changed])
  if (changes.size < Math.min(MAX_LAYERED_CHANGES, base.size)) return new Layered(base, changes)
  return base instanceof Packed ? base.with(changes) : new Map([...base, ...changes])
}

/** Unpacks a row at its first lookup: most feeds are never looked up, and a row takes a fifth of the memory. */
export function packedFeeds(
  rows: ReadonlyMap<string, string>,
  unpack: (scope: string, row: string) => FeedState,
): FeedIndex {
  return new Packed(new Map(rows), unpack)
}

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

  /** Returns the same object every time: callers compare feeds by identity. */
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

  /** Does not keep the unpacked feeds. */
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
  readonly changes: FeedIndex
  readonly size: number

  constructor(base: FeedIndex, changes: FeedIndex) {
    super()
    this.base = base
    this.changes = changes
    this.size = base.size + [...changes.keys()].filter((key) => !base.has(key)).length
  }

  get(key: string): FeedState | undefined {
    return this.changes.get(key) ?? this.base.get(key)
  }

  has(key: string): boolean {
    return this.changes.has(key) || this.base.has(key)
  }

  *entries(): MapIterator<[string, FeedState]> {
    for (const [key, feed] of this.base) yield [key, this.changes.get(key) ?? feed]
    for (const entry of this.changes) if (!this.base.has(entry[0])) yield entry
    return undefined
  }
}
