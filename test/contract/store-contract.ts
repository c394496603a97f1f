import { describe } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { duplicatesContract } from './store-duplicates.ts'
import { feedsContract } from './store-feeds.ts'
import { filesContract } from './store-files.ts'
import { firstIntakeContract } from './store-first-intake.ts'
import { lateEntriesContract } from './store-late-entries.ts'
import { leasesContract } from './store-leases.ts'
import { monthsContract } from './store-months.ts'
import { placementsContract } from './store-placements.ts'
import { refreshesContract } from './store-refreshes.ts'
import { aloneContract, type OpenSame, sharedContract } from './store-shared.ts'
import { transactionContract } from './store-transactions.ts'
import { unionsContract } from './store-unions.ts'
import { variantsContract } from './store-variants.ts'
import { versionsContract } from './store-versions.ts'
import { withdrawalsContract } from './store-withdrawals.ts'

export type StoreContract = {
  /** Gives an empty store, which is closed when its test is over. */
  readonly open: () => Promise<Store>
  /** Gives what opens one empty store as often as it is asked, where several processes may share it. */
  readonly openSame?: () => Promise<OpenSame>
  /** How many histories of files with twins are tried. */
  readonly histories?: number
}

/** What every adapter of the Store port holds. */
export function storeContract(name: string, { open, openSame, histories = 60 }: StoreContract): void {
  describe(name, () => {
    describe('transactions', () => transactionContract(open))
    describe('files', () => filesContract(open))
    describe('first intake', () => firstIntakeContract(open))
    describe('duplicates', () => duplicatesContract(open, histories))
    describe('variants', () => variantsContract(open))
    describe('placements', () => placementsContract(open))
    describe('unions of placements', () => unionsContract(open))
    describe('months', () => monthsContract(open))
    describe('withdrawals', () => withdrawalsContract(open))
    describe('late entries', () => lateEntriesContract(open))
    describe('feeds and the head', () => feedsContract(open))
    describe('versions and extents', () => versionsContract(open))
    describe('refreshes', () => refreshesContract(open))
    describe('leases', () => leasesContract(open))
    describe('alone', () => aloneContract(open))
    if (openSame) describe('several processes', () => sharedContract(openSame))
  })
}
