import type { FeedsReader, FeedsWriter } from './feeds.ts'
import type { FilesReader, FilesWriter } from './files.ts'
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
  FeedsReader &
  VersionsReader &
  RefreshesReader

export type StoreWriter = HeadWriter &
  FilesWriter &
  VariantsWriter &
  PlacementsWriter &
  MonthsWriter &
  WithdrawalsWriter &
  FeedsWriter &
  VersionsWriter &
  RefreshesWriter

/** Where articles and editions live. `variantsOf` and `shown` fill in `returned` from its memory. One contract suite is run on every adapter. */
export type Store = StoreReader &
  Leases & {
    /**
     * All of `work` becomes visible at once, or (when it throws) nothing of it. One at a time.
     * `signal` ends the waiting for others.
     */
    transact<T>(work: (store: StoreWriter) => Promise<T>, signal?: AbortSignal): Promise<T>
    /** Several reads of one moment: no transaction comes between them. */
    snapshot<T>(work: (store: StoreReader) => Promise<T>): Promise<T>
    /** Of however many processes that share the store, one at a time: the others wait, or find that they were overtaken. */
    alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
    /**
     * Calls `told` whenever somebody may have written, this process or another; now and then for nothing.
     * @returns what ends it
     */
    follow(told: () => void): Promise<() => Promise<void>>
    close(): Promise<void>
  }
