import { describe } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { contentContract } from './store-content.ts'
import { feedsContract } from './store-feeds.ts'
import { historyContract } from './store-history.ts'
import { intakeContract } from './store-intake.ts'
import { leasesContract } from './store-leases.ts'
import { monthsContract } from './store-months.ts'
import { refreshesContract } from './store-refreshes.ts'
import { aloneContract, type OpenSame, sharedContract } from './store-shared.ts'
import { transactionContract } from './store-transactions.ts'
import { twinsContract } from './store-twins.ts'
import { unionsContract } from './store-unions.ts'
import { versionsContract } from './store-versions.ts'

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
    describe('files and their articles', () => contentContract(open))
    describe('files that are looked at, and a first intake', () => intakeContract(open))
    describe('files with a twin', () => twinsContract(open, histories))
    describe('names that one may claim', () => leasesContract(open))
    describe('alone', () => aloneContract(open))
    if (openSame) describe('shared', () => sharedContract(openSame))
    describe('placements, feeds and the head', () => feedsContract(open))
    describe('unions of placements', () => unionsContract(open))
    describe('withdrawals', () => historyContract(open))
    describe('months and what is due', () => monthsContract(open))
    describe('refreshes', () => refreshesContract(open))
    describe('versions of feeds, and extents', () => versionsContract(open))
  })
}
