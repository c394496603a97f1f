import { AppError } from '../domain/errors.ts'
import type { IntakeContext } from '../intake/intake.ts'
import { Unreadable } from '../sources/record.ts'
import type { IntakePool } from './pool.ts'
import { type IntakeProcess, ProcessEnded } from './process.ts'
import { type SourceReader, SourceTimeout } from './reader.ts'
import { brokenFile, type Job, type Reading, unreadable } from './readings.ts'
import type { Request, Settings } from './requests.ts'

/** Limits of a request: few messages, but work for all processes. */
const BATCH_FILES = 25
const BATCH_BYTES = 2_000_000

/** After this many unanswered files of a source, its other files wait for the next refresh. */
const UNANSWERED_MAX = 3

let lastRun = 0

/** Reads sources in the processes of a pool. */
export function createRemoteReader(pool: IntakePool, context: IntakeContext, data: string): SourceReader {
  let settings: Settings = { run: ++lastRun, context, data }
  /** The processes that work for this refresh. `release` replaces the set. */
  let group = new Set<IntakeProcess>()
  let unanswered = new Map<number, number>()
  const isReleased = (ownGroup: Set<IntakeProcess>): boolean => ownGroup !== group || pool.isClosed()
  /** Retries once if the process ended within its limits: the system may have run out of memory. */
  const ask = async (request: Request, onPart?: (part: never) => void): Promise<unknown> => {
    const ownGroup = group
    try {
      return await pool.ask(settings, request, ownGroup, onPart)
    } catch (error) {
      if (!(error instanceof ProcessEnded) || error.exceededLimit || isReleased(ownGroup)) throw error
      return pool.ask(settings, request, ownGroup, onPart)
    }
  }
  const ingest = (jobs: readonly Job[]) => ask({ kind: 'ingest', jobs }) as Promise<readonly Reading[]>
  const assertAnswers = (source: number): void => {
    if ((unanswered.get(source) ?? 0) >= UNANSWERED_MAX) throw new SourceTimeout('too many of its files did not answer')
  }

  const ingestBatch = async (jobs: readonly [Job, ...Job[]]): Promise<readonly Reading[]> => {
    const ownGroup = group
    assertAnswers(jobs[0].source)
    return ingest(jobs).catch((error: Error) => {
      if (isReleased(ownGroup) || !(error instanceof ProcessEnded || error instanceof SourceTimeout)) throw error
      return ingestOneByOne(jobs)
    })
  }

  /** Finds the file of a batch that ends the process, and ingests the others. */
  const ingestOneByOne = async (jobs: readonly Job[]): Promise<Reading[]> => {
    const ownGroup = group
    const readings: Reading[] = []
    for (const job of jobs) {
      assertAnswers(job.source)
      const [reading = null] = await ingest([job]).catch((error: Error) => {
        if (isReleased(ownGroup)) throw error
        return [failedReading(job, error)]
      })
      readings.push(reading)
    }
    return readings
  }

  const failedReading = ({ file, stamp, source }: Job, error: Error): Reading => {
    if (error instanceof AppError) throw error
    if (error instanceof ProcessEnded && error.exceededLimit) {
      // The same bytes would exceed the limit again. The mark prevents that until the file changes.
      const problem = new Unreadable('too_costly', '', `The file cannot be processed: ${error.message}.`)
      return brokenFile(file, { ...stamp, hash: '' }, problem)
    }
    if (error instanceof SourceTimeout) unanswered.set(source, (unanswered.get(source) ?? 0) + 1)
    const mark = { modified: -1, size: stamp.size, hash: '' }
    return brokenFile(file, mark, unreadable(`The file cannot be read: ${error.message}.`))
  }

  return {
    dependencies: async () => {
      settings = { run: ++lastRun, context, data }
      unanswered = new Map()
      try {
        return (await ask({ kind: 'dependencies' })) as readonly string[]
      } catch (error) {
        if (!(error instanceof SourceTimeout)) throw error
        throw new AppError('source_missing', `The newsroom's folder does not answer: ${error.message}`)
      }
    },
    scan: (source, saved) => iterateParts((onPart) => ask({ kind: 'scan', source, saved }, onPart)),
    ingestFiles: async (jobs) => (await Promise.all(batchesOf(jobs).map(ingestBatch))).flat(),
    release: () => {
      for (const process of group) process.kill()
      group = new Set()
      pool.endIdle()
    },
  }
}

/** Turns the calls of `onPart` into an iterable. */
async function* iterateParts<T>(request: (onPart: (part: never) => void) => Promise<unknown>): AsyncGenerator<T> {
  const parts: T[] = []
  let wake = (): void => undefined
  let isDone = false
  const completion = request((part: T) => {
    parts.push(part)
    wake()
  }).finally(() => {
    isDone = true
    wake()
  })
  completion.catch(() => undefined)
  while (!isDone || parts.length > 0) {
    const part = parts.shift()
    if (part !== undefined) yield part
    else
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  await completion
}

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
