import { describe } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { dailyContract } from './store-daily.ts'
import { duplicatesContract } from './store-duplicates.ts'
import { feedsContract } from './store-feeds.ts'
import { filesContract } from './store-files.ts'
import { firstIntakeContract } from './store-first-intake.ts'
import { firstPlacementsContract } from './store-first-placements.ts'
import { guidsContract } from './store-guids.ts'
import { lateEntriesContract } from './store-late-entries.ts'
import { leasesContract } from './store-leases.ts'
import { monthsContract } from './store-months.ts'
import { outboxContract, sharedOutboxContract } from './store-outbox.ts'
import { placementsContract } from './store-placements.ts'
import { recordsContract } from './store-records.ts'
import { conditionsContract } from './store-conditions.ts'
import { refreshesContract } from './store-refreshes.ts'
import { aloneContract, type OpenSame, sharedContract } from './store-shared.ts'
import { transactionContract } from './store-transactions.ts'
import { unionsContract } from './store-unions.ts'
import { variantsContract } from './store-variants.ts'
import { versionsContract } from './store-versions.ts'
import { withdrawalsContract } from './store-withdrawals.ts'

export type StoreContract = {
  /** Opens an empty store and closes it after the test. */
  readonly open: () => Promise<Store>
  /** Returns a function that opens the same store repeatedly, if processes can share it. */
  readonly openSame?: () => Promise<OpenSame>
  /** Number of random histories for the duplicates test. */
  readonly histories?: number
}

/** The contract of every adapter of the Store port. */
export function storeContract(name: string, { open, openSame, histories = 60 }: StoreContract): void {
  describe(name, () => {
    describe('transactions', () => transactionContract(open))
    describe('files', () => filesContract(open))
    describe('first intake', () => firstIntakeContract(open))
    describe('duplicates', () => duplicatesContract(open, histories))
    describe('variants', () => variantsContract(open))
    describe('placements', () => placementsContract(open))
    describe('unions of placements', () => unionsContract(open))
    describe('first placements', () => firstPlacementsContract(open))
    describe('months', () => monthsContract(open))
    describe('withdrawals', () => withdrawalsContract(open))
    describe('guids', () => guidsContract(open))
    describe('late entries', () => lateEntriesContract(open))
    describe('feeds and the head', () => feedsContract(open))
    describe('versions and extents', () => versionsContract(open))
    describe('records', () => recordsContract(open))
    describe('refreshes', () => refreshesContract(open))
    describe('conditions', () => conditionsContract(open))
    describe('daily counts', () => dailyContract(open))
    describe('leases', () => leasesContract(open))
    describe('outbox', () => outboxContract(open))
    describe('runExclusively', () => aloneContract(open))
    if (openSame) {
      describe('several processes', () => {
        sharedContract(openSame)
        sharedOutboxContract(openSame)
      })
    }
  })
}
