import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../domain/errors.ts'
import { MIGRATIONS } from './migrations/sqlite.ts'
import type { Store, StoreReader, StoreWriter } from './port.ts'
import { sqliteRows } from './sqlite-rows.ts'

/**
 * A store in one file (or in memory), through `node:sqlite` in WAL mode.
 * One connection serves readers and the writer; a gate keeps readers out while a transaction is open, so that nobody
 * sees half of it. Each call is synchronous inside, which is why a transaction never waits for anything but itself.
 * @throws AppError `store_unusable`
 */
export function openSqliteStore(location: string): Store {
  const database = openDatabase(location)
  const rows = sqliteRows(database)
  const gate = createGate()
  return {
    ...gated(rows, gate),
    snapshot: (work) => gate(() => work(rows)),
    transact: (work) => gate(() => inTransaction(database, () => work(rows))),
    close: () => gate(async () => database.close()),
  }
}

function openDatabase(location: string): DatabaseSync {
  try {
    if (location !== ':memory:') makeFolder(path.dirname(path.resolve(location)))
    const database = new DatabaseSync(location)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000')
    migrate(database, location)
    return database
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE sqlite:${location} cannot be opened: ${(error as Error).message}`,
      {},
      { cause: error },
    )
  }
}

/** `mkdir -p`, one folder at a time: Node's own never comes back where a file system says ENOENT to it, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(path.dirname(folder))
  mkdirSync(folder)
}

function migrate(database: DatabaseSync, location: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (version > MIGRATIONS.length) {
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE sqlite:${location} was written by a newer Polyfeed (schema ${version}, this one knows ${MIGRATIONS.length}): run that version, or name another store`,
    )
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue
    database.exec(`BEGIN IMMEDIATE; ${statements}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

async function inTransaction<T>(database: DatabaseSync, work: () => Promise<T>): Promise<T> {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = await work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** One at a time, in the order of asking: readers and the writer share a connection. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}

function gated(rows: StoreWriter, pass: <T>(work: () => Promise<T>) => Promise<T>): StoreReader {
  return {
    head: () => pass(() => rows.head()),
    fileMarks: () => pass(() => rows.fileMarks()),
    quarantined: () => pass(() => rows.quarantined()),
    feeds: () => pass(() => rows.feeds()),
    window: (scope, limit) => pass(() => rows.window(scope, limit)),
    shown: (placed) => pass(() => rows.shown(placed)),
  }
}
