import { linkSync, rmSync, statSync } from 'node:fs'
import { backup, type DatabaseSync } from 'node:sqlite'
import { AppError } from '../../domain/errors.ts'
import {
  BUSY,
  codeOf,
  openDatabase,
  openReading,
  openUntouched,
  openWithoutLog,
  SCHEMA,
  toStoreError,
  versionOf,
} from './database.ts'

/** Receives messages for operators. */
export type StoreObserver = (event: string) => void

/** The two connections to a SQLite file. They are replaced when the file is replaced or becomes writable again. */
export type Connections = {
  reading(): DatabaseSync
  /** Recreates the file if it was deleted. @throws AppError `store_unusable` if the store is not writable */
  writing(): Promise<DatabaseSync>
  /** Reopens the store if its file was replaced or deleted, or if it may have become writable again. */
  checkFile(): Promise<void>
  close(): void
}

type Opened = { readonly reading: DatabaseSync; readonly writing: DatabaseSync | undefined; readonly file: string }

/** A store that was opened for reading only is tried for writing at every 20th look. */
const LOOKS_BETWEEN_TRIES = 20

/**
 * Opens a store that is not writable (on a full or read-only disk) for reading if it has an edition: the edition is
 * served, and each refresh tries again. `whenUnread` calls `exchange` while no reader uses the connection.
 * @throws AppError `store_unusable`
 */
export function openConnections(
  location: string,
  observe: StoreObserver,
  whenUnread: (exchange: () => void) => Promise<void>,
): Connections {
  let opened = open(location, observe)
  let recovering: Promise<void> | undefined
  let looks = 0
  let lastEvent: string | undefined
  /** Reports an event that repeats only once. */
  const report = (event: string): void => {
    if (event !== lastEvent) observe(event)
    lastEvent = event
  }

  const reopen = async (): Promise<void> => {
    const next = openBoth(location)
    await whenUnread(() => {
      const previous = opened
      opened = next
      // SQLite notices that its file was moved, and does not touch the new file's log (databaseIsUnmoved).
      previous.reading.close()
      previous.writing?.close()
    })
  }
  const recover = async (writing: DatabaseSync): Promise<void> => {
    report(`POLYFEED_STORE sqlite:${location} was deleted while it was in use: restoring it from the open connection`)
    const copy = `${location}.${process.pid}.recovered`
    try {
      await backup(writing, copy)
      // SQLite does not remove the log of a deleted file, and would apply it to the new file.
      if (identityOf(location) === undefined)
        for (const suffix of ['-wal', '-shm']) rmSync(location + suffix, { force: true })
      // Fails with EEXIST if another process has already restored the file.
      linkSync(copy, location)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toStoreError(location, error, 'cannot be restored')
    } finally {
      rmSync(copy, { force: true })
    }
  }
  /** Single-flight. */
  const settle = (): Promise<void> => {
    recovering ??= (async () => {
      const file = identityOf(location)
      // Without a connection to copy from, reopening would create an empty store.
      if (file === undefined && !opened.writing) return
      if (file === undefined && opened.writing) await recover(opened.writing)
      else if (file !== opened.file) report(`POLYFEED_STORE sqlite:${location} was replaced: using the new file`)
      if (identityOf(location) === opened.file && opened.writing) return
      const wasReadOnly = opened.writing === undefined
      await reopen()
      if (wasReadOnly) report(`POLYFEED_STORE sqlite:${location} is writable again`)
      lastEvent = undefined
    })().finally(() => {
      recovering = undefined
    })
    return recovering
  }

  return {
    reading: () => opened.reading,
    writing: async () => {
      if (!opened.writing || identityOf(location) !== opened.file) await settle()
      if (opened.writing) return opened.writing
      throw new AppError(
        'store_unusable',
        `POLYFEED_STORE sqlite:${location} was deleted while it was open for reading only: restore it from a backup`,
      )
    },
    checkFile: async () => {
      looks++
      const isOther = identityOf(location) !== opened.file
      if (isOther || (!opened.writing && looks % LOOKS_BETWEEN_TRIES === 0)) await settle()
    },
    close: () => {
      opened.reading.close()
      opened.writing?.close()
    },
  }
}

function open(location: string, observe: StoreObserver): Opened {
  try {
    return openBoth(location)
  } catch (error) {
    const file = identityOf(location)
    const reading = file === undefined ? undefined : readable(location)
    if (!reading) throw error
    observe(`${(error as AppError).message}. Its edition is served; refreshes fail until it is writable`)
    return { reading, writing: undefined, file: file as string }
  }
}

function openBoth(location: string): Opened {
  const writing = openDatabase(location)
  // Waiting in SQLite for another process's transaction would block the event loop.
  writing.exec('PRAGMA busy_timeout = 0')
  expectWritable(writing, location)
  return { reading: openReading(location), writing, file: identityOf(location) as string }
}

/** SQLite opens a read-only file without an error and fails at the first write. @throws AppError */
function expectWritable(database: DatabaseSync, location: string): void {
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK')
  } catch (error) {
    if (codeOf(error) === BUSY) return
    database.close()
    throw toStoreError(location, error, 'cannot be opened')
  }
}

/**
 * Opens a store for reading if it has this program's schema and an edition. On a full disk SQLite cannot create the
 * files that it needs to read a log; if the log is empty, the file is opened without it.
 */
function readable(location: string): DatabaseSync | undefined {
  const isLogEmpty = (statSync(`${location}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0
  const alone = (): DatabaseSync => openWithoutLog(location)
  for (const open of [() => openUntouched(location), ...(isLogEmpty ? [alone] : [])]) {
    let database: DatabaseSync | undefined
    try {
      database = open()
      if (versionOf(database, location) === SCHEMA && database.prepare('SELECT body FROM head').get()) return database
    } catch (error) {
      if (error instanceof AppError) throw error
    }
    database?.close()
  }
  return undefined
}

/** Device and inode of the file at a path; `undefined` if there is none. */
function identityOf(location: string): string | undefined {
  try {
    const { dev, ino } = statSync(location)
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
