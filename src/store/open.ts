import type { Inspection } from './inspection.ts'
import type { Store } from './port.ts'
import { inspectPostgres, openPostgresStore, postgresTables } from './postgres/store.ts'
import type { StoreObserver } from './sqlite/connections.ts'
import { copySqliteStore, filledSqliteStore } from './sqlite/copy.ts'
import { inspectSqlite } from './sqlite/inspect.ts'
import { openSqliteStore } from './sqlite/store.ts'

const TABLES = [
  ...['head', 'begun', 'files', 'variants', 'twins', 'quarantine', 'placements', 'feeds', 'months'],
  ...['withdrawals', 'tombstones', 'counts'],
]

/**
 * Opens the store that a `POLYFEED_STORE` address names: `sqlite:PATH`, `sqlite::memory:`, `postgres://…`. `observe` receives
 * what an operator must know of it.
 */
export async function openStore(address: string, observe: StoreObserver = () => undefined): Promise<Store> {
  const file = sqliteFile(address)
  return file === undefined ? openPostgresStore(address) : openSqliteStore(file, observe)
}

/** What a store holds now, in memory: whatever is done to it, the store stays as it is. Empty where there is none yet. */
export async function copyStore(address: string): Promise<Store> {
  const file = sqliteFile(address)
  return file === undefined ? filledSqliteStore(await postgresTables(address, TABLES)) : copySqliteStore(file)
}

/** What is in a store, as far as it can be read: nothing is written, nothing is made. */
export async function inspectStore(address: string): Promise<Inspection> {
  const file = sqliteFile(address)
  return file === undefined ? inspectPostgres(address) : inspectSqlite(file)
}

/** The file of a SQLite address, `:memory:` too; `undefined` for a database of another kind. */
export function sqliteFile(address: string): string | undefined {
  return address.startsWith('sqlite:') ? address.slice('sqlite:'.length) : undefined
}
