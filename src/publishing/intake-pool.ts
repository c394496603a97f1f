import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import Tinypool from 'tinypool'
import type { IntakeContext } from '../intake/intake.ts'
import type { Task } from './intake-worker.ts'
import { brokenAs, type Job, type Reading, type TakeIn, unreadable } from './taking-in.ts'

// The one module that knows tinypool.

const WORKER = fileURLToPath(new URL('intake-worker.ts', import.meta.url))

/** Files a task: enough that passing them on costs little, few enough that all threads have some. */
const BATCH = 25

/** Megabytes of young objects that a thread may have. */
const YOUNG = 16

/** Milliseconds that a thread waits for more before it goes. */
const IDLE = 2000

export type IntakePool = {
  /** For one refresh: what the files depend on is read once by each thread. */
  open(): TakeIn
  close(): Promise<void>
}

/** Threads that read, parse and clean articles beside the event loop. None is there until it is needed, nor long after. */
export function createIntakePool(context: IntakeContext, data: string): IntakePool {
  let pool: Tinypool | undefined
  let runs = 0
  let closed = false
  const threads = (): Tinypool => {
    if (closed) throw new Error('The threads are gone')
    pool ??= new Tinypool({
      filename: WORKER,
      minThreads: 0,
      maxThreads: availableParallelism(),
      idleTimeout: IDLE,
      // What a file leaves behind goes with the next: more room for it is only more memory.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    })
    return pool
  }
  const done = async (task: Task): Promise<Reading[]> => threads().run(task)

  /** A file that takes its thread down is found by reading the files of its batch one by one, and stops no other. */
  const oneByOne = async (task: Task): Promise<Reading[]> => {
    const readings: Reading[] = []
    for (const job of task.jobs) {
      const [reading = null] = await done({ ...task, jobs: [job] }).catch((error: Error) => {
        if (closed) throw error
        return [broken(job, error)]
      })
      readings.push(reading)
    }
    return readings
  }

  return {
    open: () => {
      const run = ++runs
      return async (jobs) => {
        const tasks: Task[] = []
        for (let start = 0; start < jobs.length; start += BATCH) {
          tasks.push({ run, context, data, jobs: jobs.slice(start, start + BATCH) })
        }
        return (await Promise.all(tasks.map((task) => done(task).catch(() => oneByOne(task))))).flat()
      }
    },
    close: async () => {
      closed = true
      await pool?.destroy()
      pool = undefined
    },
  }
}

function broken({ file, stamp }: Job, error: Error): Reading {
  return brokenAs(
    file,
    { modified: -1, size: stamp.size, hash: '' },
    unreadable(`The file cannot be taken in: ${error.message}.`),
  )
}
