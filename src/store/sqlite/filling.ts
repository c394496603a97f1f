import { once } from 'node:events'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { type Collection, fillingStatements, isComplete } from '../first-placements.ts'
import { sqlOn } from './sql.ts'

/** Fewer rows are filled in before a thread has started. */
export const THREAD_MIN_ROWS = 50_000

/** Runs in a transaction. */
export async function fill(database: DatabaseSync, collection: Collection): Promise<boolean> {
  const filled = await isComplete(sqlOn(database), collection)
  if (filled) database.exec(fillingStatements(collection))
  return filled
}

/** The statements take seconds. Meanwhile this process answers requests. */
export async function fillInThread(location: string, collection: Collection): Promise<boolean> {
  // `.ts` in a checkout, `.js` in a package.
  const thread = path.join(import.meta.dirname, `filling-thread${path.extname(import.meta.filename)}`)
  const [filled] = await once(new Worker(thread, { workerData: { location, collection } }), 'message')
  return filled
}
