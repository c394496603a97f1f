import { describe } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { contentContract } from './store-content.ts'
import { feedsContract } from './store-feeds.ts'
import { historyContract } from './store-history.ts'
import { monthsContract } from './store-months.ts'
import { transactionContract } from './store-transactions.ts'
import { unionsContract } from './store-unions.ts'

/** What every adapter of the Store port holds. `open` gives an empty store, which is closed when its test is over. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    describe('transactions', () => transactionContract(open))
    describe('files and their articles', () => contentContract(open))
    describe('placements, feeds and the head', () => feedsContract(open))
    describe('unions of placements', () => unionsContract(open))
    describe('withdrawals', () => historyContract(open))
    describe('months and what is due', () => monthsContract(open))
  })
}
