import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { LRUCache } from 'lru-cache'
import { AppError } from '../domain/errors.ts'
import { rowsOn } from './content-rows.ts'
import { MIGRATIONS } from './migrations/sqlite.ts'
import type { Store } from './port.ts'
import { readerThrough } from './reader.ts'
import type { Sql, Value } from './sql.ts'

/**
 * A store in one file (or in memory), through `node:sqlite` in WAL mode.
 * One connection serves readers and the writer; a gate keeps readers out while a transaction is open, so that nobody
 * sees half of it. Each call is synchronous inside, which is why a transaction never waits for anything but itself.
 * @throws AppError `store_unusable`
 */
export function openSqliteStore(location: string): Store {
  return storeOn(openDatabase(location))
}

/**
 * A store in memory with what another one holds. That one is only read, and not made where it is not there.
 * @throws AppError `store_unusable`
 */
export function copySqliteStore(location: string): Store {
  if (location === ':memory:' || !existsSync(location)) return openSqliteStore(':memory:')
  return storeOn(opened(location, () => copied(location)))
}

/** A store in memory with the rows of another adapter's tables. */
export function filledSqliteStore(tables: ReadonlyMap<string, readonly object[]>): Store {
  const database = openDatabase(':memory:')
  database.exec('BEGIN')
  for (const [table, rows] of tables) {
    const columns = Object.keys(rows[0] ?? {})
    if (columns.length === 0) continue
    const insert = database.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    for (const row of rows) insert.run(...(Object.values(row) as Value[]))
  }
  database.exec('COMMIT')
  return storeOn(database)
}

function storeOn(database: DatabaseSync): Store {
  const rows = rowsOn(sqlOn(database))
  const gate = createGate()
  return {
    ...readerThrough((read) => gate(() => read(rows))),
    snapshot: (work) => gate(() => work(rows)),
    transact: (work) => gate(() => inTransaction(database, () => work(rows))),
    close: () => gate(async () => database.close()),
  }
}

/** Statements are prepared when they are first run, and kept: those of unions are as many as anybody asks for. */
const STATEMENTS = 300

function sqlOn(database: DatabaseSync): Sql {
  const prepared = new LRUCache<string, StatementSync>({ max: STATEMENTS })
  return {
    async all<R extends object>(text: string, ...values: readonly Value[]): Promise<R[]> {
      let statement = prepared.get(text)
      if (!statement) {
        statement = database.prepare(text)
        prepared.set(text, statement)
      }
      return statement.all(...values) as R[]
    },
  }
}

function openDatabase(location: string): DatabaseSync {
  return opened(location, () => {
    if (location !== ':memory:') makeFolder(path.dirname(path.resolve(location)))
    const database = new DatabaseSync(location)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000')
    migrate(database, location)
    return database
  })
}

/** Table by table, at one moment, and then brought to what this program knows. */
function copied(location: string): DatabaseSync {
  const address = pathToFileURL(location)
  // Without a log there is nobody else; said so, SQLite leaves no files of its own beside it.
  if (!existsSync(`${location}-wal`)) address.search = '?immutable=1'
  const original = new DatabaseSync(address, { readOnly: true })
  try {
    original.exec('PRAGMA busy_timeout = 5000; BEGIN')
    const database = new DatabaseSync(':memory:')
    migrate(database, location, versionOf(original, location))
    const tables = original.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[]
    database.exec('BEGIN')
    for (const { name } of tables) {
      const rows = original.prepare(`SELECT * FROM ${name}`)
      rows.setReturnArrays(true)
      let insert: StatementSync | undefined
      for (const row of rows.iterate() as Iterable<unknown>) {
        const values = row as SQLInputValue[]
        insert ??= database.prepare(`INSERT INTO ${name} VALUES (${values.map(() => '?').join(', ')})`)
        insert.run(...values)
      }
    }
    database.exec('COMMIT')
    migrate(database, location)
    return database
  } finally {
    original.close()
  }
}

/** @throws AppError `store_unusable` in place of whatever opening throws */
function opened(location: string, open: () => DatabaseSync): DatabaseSync {
  try {
    return open()
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

function migrate(database: DatabaseSync, location: string, until = MIGRATIONS.length): void {
  const version = versionOf(database, location)
  for (const [index, statements] of MIGRATIONS.slice(0, until).entries()) {
    if (index < version) continue
    database.exec(`BEGIN IMMEDIATE; ${statements}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

function versionOf(database: DatabaseSync, location: string): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (version > MIGRATIONS.length) {
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE sqlite:${location} was written by a newer Polyfeed (schema ${version}, this one knows ${MIGRATIONS.length}): run that version, or name another store`,
    )
  }
  return version
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
