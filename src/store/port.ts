import type { Collection } from './first-placements.ts'
import type { Leases } from './leases.ts'
import type { outboxOn } from './outbox.ts'
import type { rowsOn } from './rows.ts'
import type { topicsOn } from './topics.ts'

export type StoreWriter = ReturnType<typeof rowsOn>

export type Outbox = ReturnType<typeof outboxOn> & ReturnType<typeof topicsOn>

/** The methods that change nothing. */
const READS = [
  ...(['head', 'fileMarks', 'isKnownPath', 'fileCount', 'startedIntake', 'quarantined', 'unpublishedAmong'] as const),
  ...(['feedIndex', 'feedLanguages', 'feeds', 'versions', 'window', 'select', 'newestBefore', 'entryCounts'] as const),
  ...(['changedGuids', 'withdrawn', 'dailyRows', 'dailyRowsOf', 'byDate', 'titlesAndScopes'] as const),
  ...([
    'month',
    'newestMonths',
    'months',
    'scopesIn',
    'extents',
    'refreshes',
    'conditions',
    'placementsOf',
    'withdrawalsOf',
    'filesOf',
    'articlesNamed',
    'variantsOf',
    'shownVariants',
    'titleOf',
    'fileOf',
    'namedHeadlines',
    'languagesElsewhere',
  ] as const),
  ...(['recordSequence', 'recordsSince', 'recordStamps', 'recordBodies', 'fetchStates', 'fetchState'] as const),
  ...(['nextToSend', 'countRows', 'subscriptions', 'failingRows', 'outboxDepths', 'subscribedTopics'] as const),
] as const satisfies readonly (keyof StoreWriter)[]

export type StoreReader = Pick<StoreWriter, (typeof READS)[number]>

/** Runs each read through `pass`, which waits for a gate or handles errors. */
export function readerThrough(pass: <T>(read: (rows: StoreReader) => Promise<T>) => Promise<T>): StoreReader {
  type Read = (...values: readonly unknown[]) => Promise<unknown>
  const methods = READS.map((name) => {
    const read: Read = (...values) => pass((rows) => (rows[name] as Read)(...values))
    return [name, read]
  })
  return Object.fromEntries(methods) as StoreReader
}

/** Stores articles and editions. One contract suite runs on every adapter. */
export type Store = StoreReader &
  Leases & {
    /**
     * Runs `work` in a transaction: if it throws, nothing is written. One transaction runs at a time.
     * `signal` aborts waiting for other transactions.
     */
    transact<T>(work: (store: StoreWriter) => Promise<T>, signal?: AbortSignal): Promise<T>
    /** All reads of `work` see the same state. */
    snapshot<T>(work: (store: StoreReader) => Promise<T>): Promise<T>
    /** Updates the statistics of files and variants: without them PostgreSQL reads a whole table for 500 of its rows. */
    analyze(): Promise<void>
    /**
     * Makes the collected placements those of the store, before the first edition. Takes seconds per million.
     * @returns whether it did: not if another process made an edition or collects placements, too
     */
    fillPlacements(collection: Collection): Promise<boolean>
    /** Does not wait for transactions of refreshes, if the database permits it: each statement is its own transaction. */
    outbox<T>(work: (rows: Outbox) => Promise<T>): Promise<T>
    /** PostgreSQL runs one `work` at a time among all processes. SQLite has no lock: `work` detects a faster process. */
    runExclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
    /**
     * Calls `onChange` after a write by this process or another, and sometimes without one.
     * @returns a function that ends it
     */
    follow(onChange: () => void): Promise<() => Promise<void>>
    close(): Promise<void>
  }
