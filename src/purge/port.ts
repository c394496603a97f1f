/** Tells the caches in front of this server what of theirs is another now. */
export type Purger = {
  /**
   * Hands over the keys of an edition's changes, be there none, and returns at once; what becomes of them is logged,
   * never thrown.
   */
  purge(keys: readonly string[], revision: number): void
  /** Waits until everything handed over has been sent or given up. */
  settled(): Promise<void>
  /** Gives what is under way a bounded time, then gives it up. */
  close(): Promise<void>
}

/** A purge as it is sent: a part of the keys of one edition or several, up to the revision. */
export type Purge = { readonly keys: readonly string[]; readonly revision: number }

/** Sends one purge once. Returns the answer's status; rejects where there was none. */
export type Send = (purge: Purge, signal: AbortSignal) => Promise<number>
