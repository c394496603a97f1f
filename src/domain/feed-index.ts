import type { FeedState } from './edition.ts'

/** An edition's feeds by scope. */
export type FeedIndex = ReadonlyMap<string, FeedState>

/** Changes laid over an index, from which on it is worth the while to write the whole of it anew. */
const MANY = 1000

/**
 * An index with some feeds changed or added. It shares all else with the one that it is made from, which stays as it is:
 * what a refresh costs depends on what has changed, not on how many feeds there are.
 */
export function withFeeds(index: FeedIndex, changed: ReadonlyMap<string, FeedState>): FeedIndex {
  if (changed.size === 0) return index
  const [base, over] = index instanceof Layered ? [index.base, index.over] : [index, new Map<string, FeedState>()]
  const changes = new Map([...over, ...changed])
  return changes.size < Math.min(MANY, base.size) ? new Layered(base, changes) : new Map([...base, ...changes])
}

class Layered implements FeedIndex {
  readonly base: FeedIndex
  readonly over: ReadonlyMap<string, FeedState>
  readonly size: number

  constructor(base: FeedIndex, over: ReadonlyMap<string, FeedState>) {
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
