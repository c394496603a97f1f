import type { Store } from './port.ts'
import { copySqliteStore, openSqliteStore } from './sqlite.ts'

/** Opens the store that a `POLYFEED_STORE` address names: `sqlite:PATH`, `sqlite::memory:`. */
export async function openStore(address: string): Promise<Store> {
  return openSqliteStore(address.slice('sqlite:'.length))
}

/** What a store holds now, in memory: whatever is done to it, the store stays as it is. Empty where there is none yet. */
export async function copyStore(address: string): Promise<Store> {
  return copySqliteStore(address.slice('sqlite:'.length))
}
