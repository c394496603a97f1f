import type { Outbound } from '../outbound/client.ts'
import type { StoredRecord } from '../store/records.ts'

/** The tools of a connector, and the records that it is asked for. */
export type FetchRequest = {
  /** The state that the last successful fetch returned: validators, the incremental key. `undefined` at the first one. */
  readonly state: unknown
  /** `all`: every record, to find out what was deleted. `changes`: those that changed since the last fetch will do. */
  readonly mode: 'all' | 'changes'
  readonly outbound: Outbound
  /** Aborted at the deadline, and at the end of the program. */
  readonly signal: AbortSignal
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Records that the store has: some of them, or the next ones after a key. */
  readonly known: (
    which: readonly string[] | { readonly after: string; readonly limit: number },
  ) => Promise<readonly StoredRecord[]>
}

/** Records of a source, a part at a time, so that memory holds only a few of them. `body: null` is a deletion. */
export type FetchedPart = {
  readonly records: readonly StoredRecord[]
  /** The share of all that came so far, from 0 to 1, if it is known. */
  readonly share?: number | undefined
}

export type FetchEnd = {
  /** For the next fetch. JSON. */
  readonly state: unknown
  /** Whether every record that the source has was given: the others were deleted. */
  readonly isComplete: boolean
  /** Records may have been missed, because others moved between pages: the next fetch is of everything, too. */
  readonly isUnsure?: boolean | undefined
  /** The source asks for no other fetch for this time (Retry-After, Cache-Control). */
  readonly waitMs?: number | undefined
  /** Why a part of the source could not be fetched. The rest counts. */
  readonly problem?: string | undefined
}

/** Reads records from one running system. */
export type Connector = {
  /** Present if every fetch is of everything, because the system cannot tell what changed. */
  readonly isAlwaysFull?: boolean
  /** @throws FetchError */
  fetch(request: FetchRequest): AsyncGenerator<FetchedPart, FetchEnd>
  /** Calls `onChange` when the system says that something changed. Returns a function that ends it. */
  listen?(onChange: () => void): Promise<() => Promise<void>>
}

/** A source that cannot be fetched. Its articles stay as they are. */
export class FetchError extends Error {
  /** The source asks for no other try before this time has passed. */
  readonly waitMs: number | undefined

  constructor(message: string, waitMs?: number) {
    super(message)
    this.waitMs = waitMs
  }
}

/** RFC 9110 §10.2.3: seconds, or a date. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const retryAfter = headers['retry-after'] ?? ''
  const waitMs = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  return waitMs > 0 ? waitMs : undefined
}
