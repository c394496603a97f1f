import { existsSync } from 'node:fs'
import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import type { StoreFacts } from '../store/inspection.ts'
import { inspectStore, sqliteFile } from '../store/open.ts'
import { backupSqlite, restoreSqlite } from '../store/sqlite/backup.ts'
import { dumpPostgres, restorePostgres } from './postgres-tools.ts'

/** Copies the store, which may be in use, into a file. @throws AppError */
export async function backup(file: string, force: boolean): Promise<number> {
  if (existsSync(file) && !force) throw new AppError('store_unusable', `${file} is there already: --force replaces it`)
  const { store } = readConfig()
  const location = locationOf(store)
  if (location === undefined) await dumpPostgres(store, file)
  const facts = location === undefined ? (await inspectStore(store)).facts : await backupSqlite(location, file)
  process.stdout.write(`${file} has ${contentOf(facts)}.\n`)
  return 0
}

/** Puts a backup in the place of the store, which may be in use. @throws AppError */
export async function restore(file: string, force: boolean): Promise<number> {
  const { store } = readConfig()
  const location = locationOf(store)
  if (!force && (await hasEdition(store))) {
    throw new AppError('store_unusable', 'POLYFEED_STORE has an edition: --force puts the backup in its place')
  }
  if (location === undefined) await restorePostgres(file, store)
  const facts = location === undefined ? (await inspectStore(store)).facts : await restoreSqlite(file, location)
  process.stdout.write(`Restored ${contentOf(facts)}. A server that runs takes it over within seconds.\n`)
  return 0
}

/** The file of a SQLite store; `undefined` for PostgreSQL. @throws AppError for one in memory */
function locationOf(store: string): string | undefined {
  const location = sqliteFile(store)
  if (location !== ':memory:') return location
  throw new AppError('config_invalid', 'POLYFEED_STORE sqlite::memory: has nothing to copy: name a file or a database')
}

/** A store that cannot be read has none that could be lost. */
async function hasEdition(store: string): Promise<boolean> {
  const { facts } = await inspectStore(store)
  return facts?.head !== undefined
}

function contentOf(facts: StoreFacts | undefined): string {
  if (!facts?.head) return 'no edition'
  const { head, variants, withdrawals } = facts
  return `edition ${head.revision} of ${new Date(head.instant).toISOString()}: ${variants} variants, ${withdrawals} withdrawals`
}
