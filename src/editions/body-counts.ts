import type { Format } from '../domain/feed-key.ts'
import type { Pool } from './cache-pools.ts'
import type { Encoding } from './encodings.ts'

/** Counters since the program started. */
export type DocumentCounts = {
  /** Composed feed documents and deltas. */
  readonly compositions: Record<Format, number>
  /** Encoded bodies of feeds, deltas, pages and lists. */
  readonly compressions: Record<Exclude<Encoding, 'identity'>, number>
  /** Requests for feed bodies, by whether the cache had the body. */
  readonly requests: Readonly<Record<Pool, { hit: number; miss: number }>>
}

export function noCounts(requests: DocumentCounts['requests']): DocumentCounts {
  return {
    compositions: { rss: 0, atom: 0, json: 0 },
    compressions: { br: 0, zstd: 0, gzip: 0 },
    requests,
  }
}
