import { AppError } from '../domain/errors.ts'
import type { IntakeContext } from '../intake/intake.ts'
import { Unreadable } from '../sources/record.ts'
import type { IntakePool } from './pool.ts'
import { Ended, type IntakeProcess } from './process.ts'
import { type SourceReader, Unanswered } from './reader.ts'
import { brokenAs, type Job, type Reading, unreadable } from './take-in.ts'
import type { Request, Settings } from './worker.ts'

/** Files and bytes a request: enough that passing them on costs little, few enough that all processes have some. */
const BATCH_FILES = 25
const BATCH_BYTES = 2_000_000

/** Files of one source that may go unanswered before the refresh leaves the rest of it for the next one. */
const UNANSWERED_MAX = 3

let runs = 0

/** Reads sources by the processes of a pool. */
export function readRemotely(pool: IntakePool, context: IntakeContext, data: string): SourceReader {
  let settings: Settings = { run: ++runs, context, data }
  /** The processes that work for this refresh; another set once it is released. */
  let group = new Set<IntakeProcess>()
  let unanswered = new Map<number, number>()
  const isReleased = (mine: Set<IntakeProcess>): boolean => mine !== group || pool.isClosed()
  /** Once more where the process ended for no fault of the request: the system may have had no memory for it. */
  const ask = async (request: Request, onPart?: (part: never) => void): Promise<unknown> => {
    const mine = group
    try {
      return await pool.ask(settings, request, mine, onPart)
    } catch (error) {
      if (!(error instanceof Ended) || error.isCostly || isReleased(mine)) throw error
      return pool.ask(settings, request, mine, onPart)
    }
  }
  const readings = (jobs: readonly Job[]) => ask({ kind: 'take-in', jobs }) as Promise<readonly Reading[]>
  const expectAnswers = (source: number): void => {
    if ((unanswered.get(source) ?? 0) >= UNANSWERED_MAX) throw new Unanswered('its files do not answer')
  }

  const batch = async (jobs: readonly [Job, ...Job[]]): Promise<readonly Reading[]> => {
    const mine = group
    expectAnswers(jobs[0].source)
    return readings(jobs).catch((error: Error) => {
      if (isReleased(mine) || !(error instanceof Ended || error instanceof Unanswered)) throw error
      return oneByOne(jobs)
    })
  }

  /** Where one file of a batch ends its process, the files are read one by one: that finds it, and stops no other. */
  const oneByOne = async (jobs: readonly Job[]): Promise<Reading[]> => {
    const mine = group
    const read: Reading[] = []
    for (const job of jobs) {
      expectAnswers(job.source)
      const [reading = null] = await readings([job]).catch((error: Error) => {
        if (isReleased(mine)) throw error
        return [failed(job, error)]
      })
      read.push(reading)
    }
    return read
  }

  const failed = ({ file, stamp, source }: Job, error: Error): Reading => {
    if (error instanceof AppError) throw error
    if (error instanceof Ended && error.isCostly) {
      // The same bytes would cost as much again: the file is read once it is another.
      const problem = new Unreadable('too_costly', '', `The file cannot be taken in: ${error.message}.`)
      return brokenAs(file, { ...stamp, hash: '' }, problem)
    }
    if (error instanceof Unanswered) unanswered.set(source, (unanswered.get(source) ?? 0) + 1)
    const mark = { modified: -1, size: stamp.size, hash: '' }
    return brokenAs(file, mark, unreadable(`The file cannot be read: ${error.message}.`))
  }

  return {
    dependencies: async () => {
      settings = { run: ++runs, context, data }
      unanswered = new Map()
      try {
        return (await ask({ kind: 'dependencies' })) as readonly string[]
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error
        throw new AppError('source_missing', `The newsroom's folder does not answer: ${error.message}`)
      }
    },
    scan: (source) => partsOf((onPart) => ask({ kind: 'scan', source }, onPart)),
    takeIn: async (jobs) => (await Promise.all(batchesOf(jobs).map(batch))).flat(),
    release: () => {
      for (const process of group) process.kill()
      group = new Set()
    },
  }
}

/** The parts that a request calls back with, as an iterable. */
async function* partsOf<T>(begin: (onPart: (part: never) => void) => Promise<unknown>): AsyncGenerator<T> {
  const parts: T[] = []
  let wake = (): void => undefined
  let over = false
  const done = begin((part: T) => {
    parts.push(part)
    wake()
  }).finally(() => {
    over = true
    wake()
  })
  done.catch(() => undefined)
  while (!over || parts.length > 0) {
    const part = parts.shift()
    if (part !== undefined) yield part
    else
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  await done
}

/** None has more files or bytes than a request may have. */
function batchesOf(jobs: readonly Job[]): [Job, ...Job[]][] {
  const batches: [Job, ...Job[]][] = []
  let bytes = 0
  for (const job of jobs) {
    const last = batches.at(-1)
    bytes += job.stamp.size
    if (last && last.length < BATCH_FILES && bytes <= BATCH_BYTES) last.push(job)
    else {
      batches.push([job])
      bytes = job.stamp.size
    }
  }
  return batches
}
