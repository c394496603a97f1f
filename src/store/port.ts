import type { Leases } from './leases.ts'
import type { rowsOn } from './rows.ts'

export type StoreWriter = ReturnType<typeof rowsOn>

/** The methods that change nothing. */
const READS = [
  ...(['head', 'fileMarks', 'isKnownPath', 'fileCount', 'startedIntake', 'quarantined', 'unpublishedAmong'] as const),
  ...(['feedIndex', 'feeds', 'versions', 'window', 'select', 'newestBefore', 'changedGuids', 'withdrawn'] as const),
  ...([
    'month',
    'newestMonth',
    'months',
    'scopesIn',
    'extents',
    'refreshes',
    'variantsOf',
    'shownVariants',
    'namedHeadlines',
    'languagesElsewhere',
  ] as const),
  ...(['recordSequence', 'recordsSince', 'recordStamps', 'recordBodies', 'fetchStates', 'fetchState'] as const),
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
    /** PostgreSQL runs one `work` at a time among all processes. SQLite has no lock: `work` detects a faster process. */
    runExclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
    /**
     * Calls `onChange` after a write by this process or another, and sometimes without one.
     * @returns a function that ends it
     */
    follow(onChange: () => void): Promise<() => Promise<void>>
    close(): Promise<void>
  }
