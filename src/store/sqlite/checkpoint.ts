import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** Starting a thread takes as long as copying the log of fewer rows. */
const THREAD_MIN_ROWS = 5000

/** SQLite's default: a commit copies a log of so many pages into the file. */
const AUTOMATIC_PAGES = 1000

/**
 * Moves the checkpoint after a large transaction into a thread: it waits for the disk, and blocks the event loop for up
 * to a second. `deferFor` runs before the commit, `start` after it.
 */
export function createCheckpoints(location: string) {
  let running: Promise<void> | undefined
  return {
    deferFor: (database: DatabaseSync, changedRows: number): boolean => {
      const isDeferred = changedRows >= THREAD_MIN_ROWS
      if (isDeferred) database.exec('PRAGMA wal_autocheckpoint = 0')
      return isDeferred
    },
    start: (database: DatabaseSync): void => {
      database.exec(`PRAGMA wal_autocheckpoint = ${AUTOMATIC_PAGES}`)
      running ??= checkpointInThread(location).finally(() => {
        running = undefined
      })
    },
    ended: async (): Promise<void> => running,
  }
}

/** Resolves after a failure, too: the next commit tries again. */
function checkpointInThread(location: string): Promise<void> {
  // `.ts` in a checkout, `.js` in a package.
  const thread = path.join(import.meta.dirname, `checkpoint-thread${path.extname(import.meta.filename)}`)
  return new Promise((resolve) => {
    new Worker(thread, { workerData: location }).once('error', () => resolve()).once('exit', () => resolve())
  })
}
