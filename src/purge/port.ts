/** Tells the caches in front of this server which documents have changed. */
export type Purger = {
  /**
   * Queues the changed keys of an edition and returns at once. Outcomes are logged, never thrown. Without keys, it only
   * retries those that failed before.
   */
  purge(keys: readonly string[], revision: number): void
  /** Waits until all queued keys have been sent or given up. */
  settled(): Promise<void>
  /** Waits for queued keys a few seconds, then gives them up. */
  close(): Promise<void>
}

/** One request: keys of one or more editions, of which `revision` is the last. */
export type Purge = { readonly keys: readonly string[]; readonly revision: number }

/** Sends a purge once. Returns the response's status; rejects if there is no response. */
export type SendPurge = (purge: Purge, signal: AbortSignal) => Promise<number>
