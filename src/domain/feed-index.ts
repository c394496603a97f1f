import type { FeedState } from './feed.ts'

/** An edition's feeds by `scopeId`. */
export type FeedIndex = Pick<ReadonlyMap<string, FeedState>, 'size' | 'get' | 'has' | 'keys' | 'values'> &
  Iterable<[string, FeedState]>

type Unpack = (scope: string, row: string) => FeedState

/** With more changes, copying the whole index costs less than layers do. */
const MAX_LAYERED_CHANGES = 1000

/** Unpacks a row at its first lookup: most feeds are never looked up, and a row takes a fifth of the memory. */
export function packedFeeds(rows: ReadonlyMap<string, string>, unpack: Unpack): FeedIndex {
  return new LayeredIndex(new Map(rows), new Map(), unpack)
}

/**
 * Returns an index with feeds changed or added. It shares the rest with `index`, which is not mutated: the cost of a
 * refresh depends on the changes, not on the number of feeds.
 */
export function withFeeds(index: FeedIndex, changed: ReadonlyMap<string, FeedState>): FeedIndex {
  if (changed.size === 0) return index
  if (index.size === 0) return changed
  return (index instanceof LayeredIndex ? index : new LayeredIndex(new Map(index), new Map(), noRows)).with(changed)
}

const noRows: Unpack = (scope) => {
  throw new Error(`${scope} is unpacked`)
}

/** Packed or unpacked feeds, with changes that hide them. */
class LayeredIndex implements FeedIndex {
  readonly size: number
  readonly #base: Map<string, string | FeedState>
  readonly #changes: ReadonlyMap<string, FeedState>
  readonly #unpack: Unpack

  constructor(base: Map<string, string | FeedState>, changes: ReadonlyMap<string, FeedState>, unpack: Unpack) {
    this.#base = base
    this.#changes = changes
    this.#unpack = unpack
    this.size = base.size + [...changes.keys()].filter((key) => !base.has(key)).length
  }

  with(changed: ReadonlyMap<string, FeedState>): FeedIndex {
    const changes = new Map([...this.#changes, ...changed])
    return changes.size < Math.min(MAX_LAYERED_CHANGES, this.#base.size)
      ? new LayeredIndex(this.#base, changes, this.#unpack)
      : new LayeredIndex(new Map([...this.#base, ...changes]), new Map(), this.#unpack)
  }

  /** Returns the same object every time: callers compare feeds by identity. */
  get(key: string): FeedState | undefined {
    const row = this.#changes.get(key) ?? this.#base.get(key)
    if (row === undefined || typeof row === 'object') return row
    const feed = this.#unpacked(key, row)
    this.#base.set(key, feed)
    return feed
  }

  has(key: string): boolean {
    return this.#changes.has(key) || this.#base.has(key)
  }

  *keys(): MapIterator<string> {
    yield* this.#base.keys()
    for (const key of this.#changes.keys()) if (!this.#base.has(key)) yield key
    return undefined
  }

  *values(): MapIterator<FeedState> {
    for (const [, feed] of this) yield feed
    return undefined
  }

  /** Does not keep the unpacked feeds. */
  *[Symbol.iterator](): MapIterator<[string, FeedState]> {
    for (const [key, row] of this.#base) yield [key, this.#changes.get(key) ?? this.#unpacked(key, row)]
    for (const entry of this.#changes) if (!this.#base.has(entry[0])) yield entry
    return undefined
  }

  #unpacked(key: string, row: string | FeedState): FeedState {
    return typeof row === 'string' ? this.#unpack(key, row) : row
  }
}
