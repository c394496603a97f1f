import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { AppError } from '../../domain/errors.ts'
import { SQLITE_MIGRATIONS } from '../migrations.ts'

export const SCHEMA = SQLITE_MIGRATIONS.length

/** How long a connection waits for another process's lock. */
const BUSY_TIMEOUT_MS = 5000

/** Opens or creates a database in a file or in memory, and migrates it. @throws AppError */
export function openDatabase(location: string): DatabaseSync {
  return withStoreErrors(location, () => {
    if (location !== ':memory:') makeFolder(path.dirname(path.resolve(location)))
    const database = new DatabaseSync(location)
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    enableWal(database)
    // The size limit truncates the log after a large transaction. A commit writes up to 8 MB of cached pages at once.
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8000')
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

/** SQLite's primary result code: the low byte of the extended one. `undefined` for other errors. */
export function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number }
  return errcode === undefined ? undefined : errcode & 0xff
}

/** SQLite ignores `busy_timeout` when it changes the journal mode, and several processes may start at the same time. */
function enableWal(database: DatabaseSync): void {
  const sleepCell = new Int32Array(new SharedArrayBuffer(4))
  for (let waitedMs = 0; ; waitedMs += 20) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (codeOf(error) !== BUSY || waitedMs >= BUSY_TIMEOUT_MS) throw error
    }
    Atomics.wait(sleepCell, 0, 0, 20)
  }
}

/** Opens a read-only connection. In WAL mode a read sees one state, whatever other connections write. */
export function openReading(location: string): DatabaseSync {
  return withStoreErrors(location, () => {
    const database = new DatabaseSync(location, { readOnly: true })
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA cache_size = -16000`)
    return database
  })
}

/** Like `mkdir -p`. Node's recursive mkdir never returns on file systems that answer ENOENT, such as /proc. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(path.dirname(folder))
  mkdirSync(folder)
}

function migrate(database: DatabaseSync, location: string): void {
  for (let version = versionOf(database, location); version < SCHEMA; version++) {
    database.exec('BEGIN IMMEDIATE')
    try {
      // Another process may have migrated it in the meantime.
      if (versionOf(database, location) === version) {
        database.exec(`${SQLITE_MIGRATIONS[version]}; PRAGMA user_version = ${version + 1}`)
      }
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}

/** @throws AppError if a newer program has migrated the database */
export function versionOf(database: DatabaseSync, location: string, schema = 'main'): number {
  const version = Number(database.prepare(`PRAGMA ${schema}.user_version`).get()?.user_version)
  if (version > SCHEMA) {
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE sqlite:${location} was written by a newer Polyfeed (schema ${version}; this version supports up to ${SCHEMA}): run the newer version or set another store`,
    )
  }
  return version
}

/** @throws AppError `store_unusable` in place of any error of `open` */
export function withStoreErrors<T>(location: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw toStoreError(location, error, 'cannot be opened')
  }
}

/** Turns storage errors of SQLite, or all errors if `failure` is given, into an AppError. */
export function toStoreError(location: string, error: unknown, failure?: string): unknown {
  if (error instanceof AppError) return error
  const { message } = error as Error
  const unusable = (problem: string): AppError =>
    new AppError('store_unusable', `POLYFEED_STORE sqlite:${location} ${problem}`, {}, { cause: error })
  switch (codeOf(error)) {
    case CORRUPT:
    case NOT_A_DATABASE:
      return unusable(`is damaged (${message}) and was not changed: run polyfeed check --store to see what to do`)
    case FULL:
      return unusable('is on a full disk: free some space, and the next refresh continues. No stored data is lost')
    case READ_ONLY:
    case IO_ERROR:
    case CANNOT_OPEN:
      return unusable(
        `cannot be ${failure ? 'opened' : 'read or written'} (${message}): the disk may be read-only, full or missing`,
      )
    default:
      return failure === undefined ? error : unusable(`${failure}: ${message}`)
  }
}

/** Opens a file for reading. */
export function openUntouched(location: string): DatabaseSync {
  return new DatabaseSync(untouchedAddress(location), { readOnly: true })
}

/** Without a log no other process uses the file, and SQLite need not create files beside it. */
export function untouchedAddress(location: string): URL {
  const address = pathToFileURL(location)
  address.search = existsSync(`${location}-wal`) ? '?mode=ro' : '?immutable=1'
  return address
}

/** Opens a file and ignores its log. https://www.sqlite.org/uri.html#uriimmutable */
export function openWithoutLog(location: string): DatabaseSync {
  const address = pathToFileURL(location)
  address.search = '?immutable=1'
  return new DatabaseSync(address, { readOnly: true })
}
