import { linkSync, rmSync, statSync } from 'node:fs'
import { backup, type DatabaseSync } from 'node:sqlite'
import { AppError } from '../domain/errors.ts'
import {
  BUSY,
  codeOf,
  explained,
  openAlone,
  openDatabase,
  openReading,
  openUntouched,
  SCHEMA,
  versionOf,
} from './sqlite-database.ts'

/** Something an operator must know of the store, as a sentence. */
export type StoreObserver = (event: string) => void

/** The two connections to a store in a file, exchanged when the file is another, or can be written again. */
export type Connections = {
  /** For readers: always there. */
  reading(): DatabaseSync
  /** For the writer. Brings the file back where it was deleted. @throws AppError `store_unusable` where nothing can be written */
  writing(): Promise<DatabaseSync>
  /** Takes over a file that was put in the place of ours, and looks whether ours can be written again. */
  look(): Promise<void>
  close(): void
}

type Opened = { readonly reading: DatabaseSync; readonly writing: DatabaseSync | undefined; readonly file: string }

/** Looks between two tries to open a store for writing that could not be. */
const LOOKS_BETWEEN_TRIES = 20

/**
 * A store that cannot be written (a full disk, a read-only one) but holds an edition is opened for reading: it is served,
 * and each refresh tries again. `whenUnread` lets the connections be exchanged when nobody reads.
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
  let told: string | undefined
  /** A store that stays away is told of once. */
  const tell = (event: string): void => {
    if (event !== told) observe(event)
    told = event
  }

  const reopen = async (): Promise<void> => {
    const next = openBoth(location)
    await whenUnread(() => {
      const before = opened
      opened = next
      // SQLite sees that its file has gone, and leaves the log of the new one alone (databaseIsUnmoved).
      before.reading.close()
      before.writing?.close()
    })
  }
  const recover = async (writing: DatabaseSync): Promise<void> => {
    tell(
      `POLYFEED_STORE sqlite:${location} was deleted while it was in use: it is written again from what this process has open`,
    )
    const copy = `${location}.${process.pid}.recovered`
    try {
      await backup(writing, copy)
      // SQLite leaves the log of a file that is gone: it must not be taken for the new file's.
      if (identityOf(location) === undefined)
        for (const end of ['-wal', '-shm']) rmSync(location + end, { force: true })
      // Of several processes, the first one's copy stays.
      linkSync(copy, location)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw explained(location, error, 'cannot be written again')
    } finally {
      rmSync(copy, { force: true })
    }
  }
  /** One at a time, whoever asks. */
  const settle = (): Promise<void> => {
    recovering ??= (async () => {
      const file = identityOf(location)
      // Without a connection that can be copied, an empty store must not take the place of the one that is gone.
      if (file === undefined && !opened.writing) return
      if (file === undefined && opened.writing) await recover(opened.writing)
      else if (file !== opened.file) tell(`POLYFEED_STORE sqlite:${location} is another file now: it is taken over`)
      if (identityOf(location) === opened.file && opened.writing) return
      const wasReadOnly = opened.writing === undefined
      await reopen()
      if (wasReadOnly) tell(`POLYFEED_STORE sqlite:${location} can be written again`)
      told = undefined
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
      throw new AppError('store_unusable', `POLYFEED_STORE sqlite:${location} is gone, and could only be read`)
    },
    look: async () => {
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
    observe(`${(error as AppError).message}. The edition in it is served; refreshes fail until it can be written`)
    return { reading, writing: undefined, file: file as string }
  }
}

function openBoth(location: string): Opened {
  const writing = openDatabase(location)
  // A transaction of another process must not keep the whole program waiting.
  writing.exec('PRAGMA busy_timeout = 0')
  expectWritable(writing, location)
  return { reading: openReading(location), writing, file: identityOf(location) as string }
}

/** SQLite opens a file that it may not write for reading, and says so at the first write. @throws AppError */
function expectWritable(database: DatabaseSync, location: string): void {
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK')
  } catch (error) {
    if (codeOf(error) === BUSY) return
    database.close()
    throw explained(location, error, 'cannot be opened')
  }
}

/**
 * The store for reading alone, where it is whole, of this program's schema, and has an edition. On a full disk SQLite cannot
 * make the files that it keeps beside a log; where the log is empty, the file can be read without them.
 */
function readable(location: string): DatabaseSync | undefined {
  const isLogEmpty = (statSync(`${location}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0
  const alone = (): DatabaseSync => openAlone(location)
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

/** The file that lies at a path; `undefined` where none does. */
function identityOf(location: string): string | undefined {
  try {
    const { dev, ino } = statSync(location)
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
