import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** Copying the log of fewer rows takes less time than starting a thread. */
const THREAD_MIN_ROWS = 10_000

/** SQLite's default: a commit copies a log of so many pages into the file. */
const AUTOMATIC_PAGES = 1000

/**
 * Copies the log of a store into its file (https://www.sqlite.org/wal.html#ckpt). After a large transaction, a thread does
 * it: it waits for the disk, which would block the event loop for up to a second.
 */
export function createCheckpoints(location: string) {
  let running: Promise<void> | undefined
  /** Whether the log grew while a thread copied it. SQLite begins the log anew only when all of it is copied. */
  let isBehind = false
  return {
    /** To be called right before a commit. @returns whether `start` must follow */
    deferFor: (database: DatabaseSync, changedRows: number): boolean => {
      if (changedRows < THREAD_MIN_ROWS) return false
      // Many large transactions follow each other before the first edition. Every other one copies the whole log itself.
      const isDeferred = !running && !isBehind
      isBehind = running !== undefined
      if (isDeferred) database.exec('PRAGMA wal_autocheckpoint = 0')
      return isDeferred
    },
    start: (database: DatabaseSync): void => {
      running = checkpointInThread(location).then(() => {
        running = undefined
        // Not earlier: the next small commit would copy the log while the thread starts.
        if (database.isOpen) database.exec(`PRAGMA wal_autocheckpoint = ${AUTOMATIC_PAGES}`)
      })
    },
    ended: async (): Promise<void> => running,
  }
}

/** Resolves after a failure, too: a later commit copies the log. */
function checkpointInThread(location: string): Promise<void> {
  // As a text, the thread loads no file: for one in TypeScript, Node.js would load a compiler of 20 MB.
  const source = `(${checkpoint})(require('node:worker_threads').workerData, require)`
  return new Promise((resolve) => {
    const thread = new Worker(source, { eval: true, workerData: location })
    thread.once('error', () => resolve()).once('exit', () => resolve())
  })
}

/** Runs alone in its thread: it may use its parameters and globals only. */
function checkpoint(location: string, load: NodeJS.Require): void {
  const { DatabaseSync } = load('node:sqlite') as typeof import('node:sqlite')
  const { setPriority } = load('node:os') as typeof import('node:os')
  const { pathToFileURL } = load('node:url') as typeof import('node:url')
  // setpriority(2): on Linux, only this thread gives way to readers. Elsewhere the whole process would.
  if (process.platform === 'linux') setPriority(19)
  const address = pathToFileURL(location)
  // A file that was deleted meanwhile must not be created.
  address.search = '?mode=rw'
  const database = new DatabaseSync(address)
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_checkpoint(PASSIVE)')
  database.close()
}
