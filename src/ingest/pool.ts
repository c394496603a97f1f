import { availableParallelism } from 'node:os'
import { AppError } from '../domain/errors.ts'
import type { IntakeContext } from '../intake/intake.ts'
import { Unreadable } from '../sources/record.ts'
import { BOUNDS, type Bounds, Ended, type IntakeProcess, startIntakeProcess } from './process.ts'
import { type SourceReader, Unanswered } from './reader.ts'
import { brokenAs, type Job, type Reading, unreadable } from './take-in.ts'
import type { Request, Settings } from './worker.ts'

/** Files and bytes a request: enough that passing them on costs little, few enough that all processes have some. */
const BATCH_FILES = 25
const BATCH_BYTES = 2_000_000

/** Milliseconds that an idle process waits for more. */
const IDLE_MS = 2000

/** Files of one source that may go unanswered before the refresh leaves the rest of it for the next one. */
const UNANSWERED_MAX = 3

/** Processes that read sources beside the server: none is there until it is needed, nor long after. */
export type IntakePool = {
  reader(context: IntakeContext, data: string): SourceReader
  close(): Promise<void>
}

export function createIntakePool(bounds: Partial<Bounds> = {}): IntakePool {
  const idle: { readonly process: IntakeProcess; readonly timer: NodeJS.Timeout }[] = []
  const living = new Set<IntakeProcess>()
  const waiting: (() => void)[] = []
  let busy = 0
  let runs = 0
  let closed = false

  const started = (): IntakeProcess => {
    const process = startIntakeProcess({ ...BOUNDS, ...bounds })
    for (const one of living) if (!one.isAlive()) living.delete(one)
    living.add(process)
    return process
  }
  const taken = async (): Promise<IntakeProcess> => {
    if (busy >= availableParallelism()) await new Promise<void>((resolve) => waiting.push(resolve))
    if (closed) throw new Error('the intake processes are closed')
    busy++
    for (let rest = idle.pop(); rest; rest = idle.pop()) {
      clearTimeout(rest.timer)
      if (rest.process.isAlive()) return rest.process
    }
    return started()
  }
  const givenBack = (process: IntakeProcess): void => {
    busy--
    const end = (): void => {
      idle.splice(
        idle.findIndex((one) => one.process === process),
        1,
      )
      process.kill()
    }
    if (process.isAlive()) idle.push({ process, timer: setTimeout(end, IDLE_MS).unref() })
    waiting.shift()?.()
  }
  /** `under` collects the processes that work for one refresh. */
  const ask = async (
    under: Set<IntakeProcess>,
    settings: Settings,
    request: Request,
    onPart?: (part: never) => void,
  ): Promise<unknown> => {
    const process = await taken()
    under.add(process)
    try {
      return await process.ask(settings, request, onPart)
    } finally {
      under.delete(process)
      givenBack(process)
    }
  }

  const reader = (context: IntakeContext, data: string): SourceReader => {
    let settings: Settings = { run: ++runs, context, data }
    let under = new Set<IntakeProcess>()
    let unanswered = new Map<number, number>()
    const takenIn = (jobs: readonly Job[]) =>
      ask(under, settings, { kind: 'take-in', jobs }) as Promise<readonly Reading[]>

    /** Where one file of a batch ends its process, the files are read one by one: that finds it, and stops no other. */
    const oneByOne = async (jobs: readonly Job[]): Promise<Reading[]> => {
      const mine = under
      const readings: Reading[] = []
      for (const job of jobs) {
        expectAnswers(job.source)
        const [reading = null] = await takenIn([job]).catch((error: Error) => {
          if (closed || mine !== under) throw error
          return [failed(job, error)]
        })
        readings.push(reading)
      }
      return readings
    }
    const failed = (job: Job, error: Error): Reading => {
      const { file, stamp, source } = job
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
    const expectAnswers = (source: number): void => {
      if ((unanswered.get(source) ?? 0) >= UNANSWERED_MAX) throw new Unanswered('its files do not answer')
    }
    const batch = async (jobs: readonly Job[]): Promise<readonly Reading[]> => {
      const mine = under
      if (jobs[0]) expectAnswers(jobs[0].source)
      return takenIn(jobs).catch((error: Error) => {
        if (closed || mine !== under || !(error instanceof Ended || error instanceof Unanswered)) throw error
        return oneByOne(jobs)
      })
    }

    return {
      dependencies: () => {
        settings = { run: ++runs, context, data }
        unanswered = new Map()
        return ask(under, settings, { kind: 'dependencies' }).catch((error: Error) => {
          if (!(error instanceof Unanswered)) throw error
          throw new AppError('source_missing', `The newsroom's folder does not answer: ${error.message}`)
        }) as Promise<readonly string[]>
      },
      scan: (source) => scanned((onPart) => ask(under, settings, { kind: 'scan', source }, onPart)),
      takeIn: async (jobs) => (await Promise.all(batchesOf(jobs).map(batch))).flat(),
      release: () => {
        for (const process of under) process.kill()
        under = new Set()
      },
    }
  }

  return {
    reader,
    close: async () => {
      closed = true
      for (const resolve of waiting.splice(0)) resolve()
      for (const { timer } of idle) clearTimeout(timer)
      await Promise.all([...living].map((process) => process.end()))
    },
  }
}

/** The parts that a request calls back with, as an iterable. */
async function* scanned<T>(begin: (onPart: (part: never) => void) => Promise<unknown>): AsyncGenerator<T> {
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
function batchesOf(jobs: readonly Job[]): Job[][] {
  const batches: Job[][] = []
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
