import { existsSync } from 'node:fs'
import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import type { StoreFacts } from '../store/inspection.ts'
import { inspectStore, sqliteFile } from '../store/open.ts'
import { backupSqlite, restoreSqlite } from '../store/sqlite/backup.ts'
import { dumpPostgres, restorePostgres } from './postgres-tools.ts'

/** Copies the store into a file. The store may be in use. @throws AppError */
export async function backup(file: string, force: boolean): Promise<number> {
  if (existsSync(file) && !force) throw new AppError('store_unusable', `${file} already exists; --force replaces it`)
  const { store } = readConfig()
  const dbFile = sqliteFileOf(store)
  if (dbFile === undefined) await dumpPostgres(store, file)
  const facts = dbFile === undefined ? (await inspectStore(store)).facts : await backupSqlite(dbFile, file)
  process.stdout.write(`${file} has ${contentOf(facts)}.\n`)
  return 0
}

/** Replaces the store with a backup. The store may be in use. @throws AppError */
export async function restore(file: string, force: boolean): Promise<number> {
  const { store } = readConfig()
  const dbFile = sqliteFileOf(store)
  if (!force && (await hasEdition(store))) {
    throw new AppError('store_unusable', 'POLYFEED_STORE has an edition; --force replaces it with the backup')
  }
  if (dbFile === undefined) await restorePostgres(file, store)
  const facts = dbFile === undefined ? (await inspectStore(store)).facts : await restoreSqlite(file, dbFile)
  process.stdout.write(`Restored ${contentOf(facts)}. Running servers load it within seconds.\n`)
  return 0
}

/** The file of a SQLite store; `undefined` for PostgreSQL. @throws AppError for a store in memory */
function sqliteFileOf(store: string): string | undefined {
  const dbFile = sqliteFile(store)
  if (dbFile !== ':memory:') return dbFile
  throw new AppError('config_invalid', 'POLYFEED_STORE sqlite::memory: has nothing to copy; set a file or a database')
}

/** False if the store cannot be read: then there is nothing to lose. */
async function hasEdition(store: string): Promise<boolean> {
  const { facts } = await inspectStore(store)
  return facts?.head !== undefined
}

function contentOf(facts: StoreFacts | undefined): string {
  if (!facts?.head) return 'no edition'
  const { head, variants, withdrawals } = facts
  return `edition ${head.revision} of ${new Date(head.instant).toISOString()}: ${variants} variants, ${withdrawals} withdrawals`
}
