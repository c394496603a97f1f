import type { FeedKey, Format } from '../domain/feed-key.ts'
import type { Encoding } from './encodings.ts'

/** Each pool has its own cache: requests for many months or many combinations evict only documents of their kind. */
export type Pool = 'standing' | 'archive' | 'combined'

export function poolOf({ languages, topic, month }: FeedKey): Pool {
  if (languages.length > 1 || topic.kind === 'combination') return 'combined'
  return month === null ? 'standing' : 'archive'
}

export function poolsOf<T>(create: (pool: Pool) => T): Record<Pool, T> {
  return { standing: create('standing'), archive: create('archive'), combined: create('combined') }
}

export const MIB = 1024 * 1024

/** Counters since the program started. */
export type DocumentCounts = {
  /** Composed feed documents and deltas. */
  readonly compositions: Record<Format, number>
  /** Encoded bodies of feeds, deltas, pages and lists. */
  readonly compressions: Record<Exclude<Encoding, 'identity'>, number>
  /** Requests for feed bodies, by whether the cache had the body. */
  readonly requests: Readonly<Record<Pool, { hit: number; miss: number }>>
}

export function noCounts(): DocumentCounts {
  const requests = poolsOf(() => ({ hit: 0, miss: 0 }))
  return { compositions: { rss: 0, atom: 0, json: 0 }, compressions: { br: 0, zstd: 0, gzip: 0 }, requests }
}
