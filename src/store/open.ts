import type { Store } from './port.ts'
import { openSqliteStore } from './sqlite.ts'

/** Opens the store that a `POLYFEED_STORE` address names: `sqlite:PATH`, `sqlite::memory:`. */
export async function openStore(address: string): Promise<Store> {
  return openSqliteStore(address.slice('sqlite:'.length))
}
