import { existsSync } from 'node:fs'
import { type Head, headOn } from './head.ts'
import type { Inspection } from './inspection.ts'
import { TABLES } from './migrations.ts'
import type { Store } from './port.ts'
import { inspectPostgres, openPostgresStore, postgresTables } from './postgres/store.ts'
import type { StoreObserver } from './sqlite/connections.ts'
import { copySqliteStore, filledSqliteStore } from './sqlite/copy.ts'
import { openUntouched } from './sqlite/database.ts'
import { inspectSqlite } from './sqlite/inspect.ts'
import { sqlOn } from './sqlite/sql.ts'
import { openSqliteStore } from './sqlite/store.ts'

/**
 * Opens the store at a `POLYFEED_STORE` address: `sqlite:PATH`, `sqlite::memory:`, `postgres://…`. `observe` receives
 * messages for operators.
 */
export async function openStore(address: string, observe: StoreObserver = () => undefined): Promise<Store> {
  const file = sqliteFile(address)
  return file === undefined ? openPostgresStore(address) : openSqliteStore(file, observe)
}

/**
 * Copies a store into memory: writing to the copy does not change the store. Empty if there is no store yet. Without
 * bodies, which only SQLite can leave out, the copy shows feeds, placements and titles.
 */
export async function copyStore(address: string, hasBodies = true): Promise<Store> {
  const file = sqliteFile(address)
  return file === undefined
    ? filledSqliteStore(await postgresTables(address, TABLES))
    : copySqliteStore(file, hasBodies)
}

/** Checks a store. Writes and creates nothing. */
export async function inspectStore(address: string): Promise<Inspection> {
  const file = sqliteFile(address)
  return file === undefined ? inspectPostgres(address) : inspectSqlite(file)
}

/** The head of a store, if there is one. Writes and creates nothing. */
export async function headIn(address: string): Promise<Head | undefined> {
  const file = sqliteFile(address)
  if (file === undefined) {
    const [row] = [...((await postgresTables(address, ['head'])).get('head') ?? [])] as { readonly body: string }[]
    return row && JSON.parse(row.body)
  }
  if (file === ':memory:' || !existsSync(file)) return undefined
  const database = openUntouched(file)
  try {
    return await headOn(sqlOn(database)).head()
  } finally {
    database.close()
  }
}

/** The file of a SQLite address, or `:memory:`; `undefined` for other databases. */
export function sqliteFile(address: string): string | undefined {
  return address.startsWith('sqlite:') ? address.slice('sqlite:'.length) : undefined
}
