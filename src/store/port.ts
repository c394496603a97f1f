import type { FeedsReader, FeedsWriter } from './feeds.ts'
import type { FilesReader, FilesWriter } from './files.ts'
import type { GuidsReader, GuidsWriter } from './guids.ts'
import type { HeadReader, HeadWriter } from './head.ts'
import type { Leases } from './leases.ts'
import type { MonthsReader, MonthsWriter } from './months.ts'
import type { PlacementsReader, PlacementsWriter } from './placements.ts'
import type { RefreshesReader, RefreshesWriter } from './refreshes.ts'
import type { VariantsReader, VariantsWriter } from './variants.ts'
import type { VersionsReader, VersionsWriter } from './versions.ts'
import type { WithdrawalsReader, WithdrawalsWriter } from './withdrawals.ts'

export type StoreReader = HeadReader &
  FilesReader &
  VariantsReader &
  PlacementsReader &
  MonthsReader &
  WithdrawalsReader &
  GuidsReader &
  FeedsReader &
  VersionsReader &
  RefreshesReader

export type StoreWriter = HeadWriter &
  FilesWriter &
  VariantsWriter &
  PlacementsWriter &
  MonthsWriter &
  WithdrawalsWriter &
  GuidsWriter &
  FeedsWriter &
  VersionsWriter &
  RefreshesWriter

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
