import { describe } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { contentContract } from './store-content.ts'
import { feedsContract } from './store-feeds.ts'
import { transactionContract } from './store-transactions.ts'

/** What every adapter of the Store port holds. `open` gives an empty store, which is closed when its test is over. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    describe('transactions', () => transactionContract(open))
    describe('files and their articles', () => contentContract(open))
    describe('placements, feeds and the head', () => feedsContract(open))
  })
}
