import type { Store } from './port.ts'
import { openPostgresStore, postgresTables } from './postgres.ts'
import { openSqliteStore } from './sqlite.ts'
import { copySqliteStore, filledSqliteStore } from './sqlite-copy.ts'

const TABLES = [
  ...['head', 'begun', 'files', 'variants', 'twins', 'quarantine', 'placements', 'feeds', 'months'],
  ...['withdrawals', 'tombstones'],
]

/** Opens the store that a `POLYFEED_STORE` address names: `sqlite:PATH`, `sqlite::memory:`, `postgres://…`. */
export async function openStore(address: string): Promise<Store> {
  const file = sqliteFile(address)
  return file === undefined ? openPostgresStore(address) : openSqliteStore(file)
}

/** What a store holds now, in memory: whatever is done to it, the store stays as it is. Empty where there is none yet. */
export async function copyStore(address: string): Promise<Store> {
  const file = sqliteFile(address)
  return file === undefined ? filledSqliteStore(await postgresTables(address, TABLES)) : copySqliteStore(file)
}

function sqliteFile(address: string): string | undefined {
  return address.startsWith('sqlite:') ? address.slice('sqlite:'.length) : undefined
}
