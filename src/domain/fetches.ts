import type { Instant } from './article.ts'

/** The past fetches of a source, and the one that runs. The store keeps it as JSON; instants are milliseconds since 1970. */
export type FetchState = {
  /** Failed fetches since the last successful one. */
  readonly failures: number
  readonly startedAt?: Instant
  /** The last sign of the fetch that runs; absent if none does. */
  readonly aliveAt?: Instant | undefined
  /** The end of the last successful fetch. */
  readonly fetchedAt?: Instant
  /** The end of the last successful fetch of everything. */
  readonly fullAt?: Instant
  /** The end of the last failed fetch, and its reason. */
  readonly failedAt?: Instant
  readonly error?: string
  /** There is no fetch before. */
  readonly notBefore?: Instant
  /** When somebody asked for a fetch; absent if one has begun since. */
  readonly wantedAt?: Instant
  /** Records that the last successful fetch changed. */
  readonly changed?: number
  /** The state that the connector returned for the next fetch. */
  readonly state?: unknown
}

/** A source in a running system, as operators see it. */
export type SourceStatus = Pick<
  FetchState,
  'failures' | 'fetchedAt' | 'failedAt' | 'error' | 'notBefore' | 'changed'
> & {
  readonly name: string
  readonly type: string
  readonly isFetching: boolean
}
