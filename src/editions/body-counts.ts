import { FORMATS, type Format } from '../domain/feed-key.ts'
import type { Pool } from './cache-pools.ts'
import { ENCODINGS, type Encoding } from './encodings.ts'

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
    compositions: zeros(FORMATS),
    compressions: zeros(ENCODINGS.filter((encoding) => encoding !== 'identity')),
    requests,
  }
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}
