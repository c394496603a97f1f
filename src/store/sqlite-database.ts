import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { AppError } from '../domain/errors.ts'
import { MIGRATIONS } from './migrations/sqlite.ts'

/** How many migrations this program knows. */
export const SCHEMA = MIGRATIONS.length

/** Milliseconds that a connection waits for another process before it says that the database is busy. */
const PATIENCE = 5000

/** A database in a file, which is made where it is not there, or in memory; brought to what this program knows. @throws AppError */
export function openDatabase(location: string): DatabaseSync {
  return explaining(location, () => {
    if (location !== ':memory:') makeFolder(path.dirname(path.resolve(location)))
    const database = new DatabaseSync(location)
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}`)
    inWal(database)
    // What a large transaction has written to the log is given back to the disk after it.
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32000')
    migrate(database, location)
    return database
  })
}

// https://www.sqlite.org/rescode.html
export const BUSY = 5
const READ_ONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

/** The primary result code of what SQLite threw: the low byte of the extended one. `undefined` for what others threw. */
export function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number }
  return errcode === undefined ? undefined : errcode & 0xff
}

/** For this one change SQLite does not wait for others itself: processes that start at once may meet in it. */
function inWal(database: DatabaseSync): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; ; waited += 20) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (codeOf(error) !== BUSY || waited >= PATIENCE) throw error
    }
    Atomics.wait(pause, 0, 0, 20)
  }
}

/** A second connection to the same file, for reading: what it reads is of one moment, whatever is written meanwhile. */
export function openReading(location: string): DatabaseSync {
  return explaining(location, () => {
    const database = new DatabaseSync(location, { readOnly: true })
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}; PRAGMA cache_size = -16000`)
    return database
  })
}

/** `mkdir -p`, one folder at a time: Node's own never comes back where a file system says ENOENT to it, as /proc does. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(path.dirname(folder))
  mkdirSync(folder)
}

export function migrate(database: DatabaseSync, location: string, until = SCHEMA): void {
  for (let version = versionOf(database, location); version < until; version++) {
    database.exec('BEGIN IMMEDIATE')
    try {
      // Another process may have been first.
      if (versionOf(database, location) === version) {
        database.exec(`${MIGRATIONS[version]}; PRAGMA user_version = ${version + 1}`)
      }
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}

/** @throws AppError where a newer program has been here */
export function versionOf(database: DatabaseSync, location: string): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (version > SCHEMA) {
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE sqlite:${location} was written by a newer Polyfeed (schema ${version}, this one knows ${SCHEMA}): run that version, or name another store`,
    )
  }
  return version
}

/** @throws AppError `store_unusable` in place of whatever opening throws */
export function explaining<T>(location: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw explained(location, error, 'cannot be opened')
  }
}

/** What SQLite threw, as somebody can act on it; what is of no such kind stays as it is, unless `otherwise` says it. */
export function explained(location: string, error: unknown, otherwise?: string): unknown {
  if (error instanceof AppError) return error
  const { message } = error as Error
  const said = (what: string): AppError =>
    new AppError('store_unusable', `POLYFEED_STORE sqlite:${location} ${what}`, {}, { cause: error })
  switch (codeOf(error)) {
    case CORRUPT:
    case NOT_A_DATABASE:
      return said(`is damaged (${message}), and was left as it is: polyfeed check --store says what can be done`)
    case FULL:
      return said('is on a disk that is full: make room, and the next refresh goes on. Nothing of what it has is lost')
    case READ_ONLY:
    case IO_ERROR:
    case CANNOT_OPEN:
      return said(
        `cannot be ${otherwise ? 'opened' : 'read or written'} (${message}): its disk may be read-only, full or gone`,
      )
    default:
      return otherwise === undefined ? error : said(`${otherwise}: ${message}`)
  }
}

/** The file alone, which nobody writes to: without a log there is nobody else; said so, SQLite leaves nothing beside it. */
export function openUntouched(location: string): DatabaseSync {
  if (!existsSync(`${location}-wal`)) return openAlone(location)
  return new DatabaseSync(pathToFileURL(location), { readOnly: true })
}

/** The file without its log. https://www.sqlite.org/uri.html#uriimmutable */
export function openAlone(location: string): DatabaseSync {
  const address = pathToFileURL(location)
  address.search = '?immutable=1'
  return new DatabaseSync(address, { readOnly: true })
}
