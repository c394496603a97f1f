import { FORMATS, type Format } from '../domain/feed-key.ts'
import type { Pool } from './cache-pools.ts'
import { ENCODINGS, type Encoding } from './encodings.ts'

/** What documents have cost since the program began. Plain integers: whoever wants to know reads them. */
export type DocumentCounts = {
  /** Whole documents that were composed. */
  readonly compositions: Record<Format, number>
  /** Bodies that were encoded: of feeds, and of what is made whole at once. */
  readonly compressions: Record<Exclude<Encoding, 'identity'>, number>
  /** How often a feed's body was at hand when it was asked for, and how often not. */
  readonly requests: Readonly<Record<Pool, { hit: number; miss: number }>>
}

export function noCounts(requests: DocumentCounts['requests']): DocumentCounts {
  return {
    compositions: nothingOf(FORMATS),
    compressions: nothingOf(ENCODINGS.filter((encoding) => encoding !== 'identity')),
    requests,
  }
}

function nothingOf<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}
