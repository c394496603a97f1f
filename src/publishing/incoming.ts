import { setImmediate } from 'node:timers/promises'
import { AppError } from '../domain/errors.ts'
import type { IntakeContext } from '../intake/intake.ts'
import type { Source, SourceFile } from '../sources/record.ts'
import type { FileContent, FileMark, StoreReader } from '../store/port.ts'
import type { IntakePool } from './intake-pool.ts'
import { type Job, type Reading, type TakeIn, type Touched, takeInWith } from './taking-in.ts'
import { takingTurns } from './turns.ts'

/** Some of what the store does not know yet. */
export type Readings = {
  readonly changed: readonly FileContent[]
  /** Files whose bytes are the same under a new time stamp. */
  readonly touched: readonly Touched[]
  readonly vanished: readonly string[]
}

/** What the store knows of files. */
export type Known = Pick<StoreReader, 'fileMarks' | 'fileCount'>

/** Where articles come from, as a refresh asks for what is new. */
export type Incoming = {
  /** What articles depend on beside their files: another text than before, and every file is taken in again. */
  dependencies(): readonly string[]
  /**
   * What is not known yet, part by part, so that there never is more of it in memory than a part.
   * `all` takes in every file: the settings that intake depends on have changed.
   */
  changes(known: Known, all: boolean): AsyncIterable<Readings>
}

/** Hears how many files have been looked at, and of how many. */
export type Counted = (done: number, total: number) => void

export type IncomingParts = {
  readonly sources: readonly Source[]
  readonly context: IntakeContext
  /** Where many files are taken in: threads of their own. */
  readonly pool?: Pick<IntakePool, 'open'>
  readonly progress?: Counted | undefined
}

/** Files that are looked at together, and that the store is asked about at once. */
const PART = 500

/** Parts that are taken in while an earlier one is written down: no more of them are in memory. */
const AHEAD = 2

/** So many changed files are taken in here; a thread would not have started by then. */
const FEW = 100

/** Looks at every file's time and size, reads those that differ, and takes in those whose bytes do. */
export function incomingFrom({ sources, context, pool, progress }: IncomingParts): Incoming {
  const takeIn = takeInWith(sources, context)
  const hereUntil =
    (left: AbortSignal): TakeIn =>
    async (jobs) => {
      const readings: Reading[] = []
      for (const job of jobs) {
        left.throwIfAborted()
        readings.push(takeIn(job))
        if (readings.length % 20 === 0) await setImmediate()
      }
      return readings
    }
  return {
    dependencies: () => sources.map((source) => source.refresh?.() ?? ''),
    async *changes(known, all) {
      const before = await known.fileCount()
      const total = progress ? count(found(sources, new Set())) : 0
      const seen = new Set<string>()
      const gone = new Set<string>()
      let knownSeen = 0
      let taken = 0
      let looked = 0
      const left = new AbortController()
      const here = hereUntil(left.signal)
      const ahead: Promise<Readings>[] = []
      let threads: TakeIn | undefined
      const take = async (jobs: readonly Job[], size: number): Promise<Readings> => {
        if (taken > FEW) threads ??= pool?.open()
        const readings = await (threads ?? here)(jobs)
        for (const [index, reading] of readings.entries()) if (reading === null) gone.add((jobs[index] as Job).file)
        looked += size
        progress?.(looked, total)
        return { ...sorted(readings), vanished: [] }
      }
      const turn = takingTurns()
      try {
        for (const part of parts(found(sources, seen), PART)) {
          await turn()
          const marks = await known.fileMarks(part.map(({ file }) => file))
          knownSeen += marks.size
          const jobs = part.flatMap((one) => jobOf(one, marks.get(one.file), all))
          taken += jobs.length
          const readings = take(jobs, part.length)
          // Whoever stops asking leaves it behind.
          readings.catch(() => undefined)
          ahead.push(readings)
          if (ahead.length > AHEAD) yield await (ahead.shift() as Promise<Readings>)
        }
        for (const readings of ahead) yield await readings
      } finally {
        // Whoever stops asking is not read for any more.
        left.abort()
      }
      // Every file that is known was seen: the usual case, and nothing more has to be asked.
      if (knownSeen === before && gone.size === 0) return
      const everything = [...(await known.fileMarks()).keys()]
      const vanished = everything.filter((file) => !seen.has(file) || gone.has(file))
      expectNoAccident(vanished.length, before, seen.size - gone.size, all)
      yield { changed: [], touched: [], vanished }
    },
  }
}

type Found = SourceFile & { readonly source: number }

/** Each file once, by the first source that has it. */
function* found(sources: readonly Source[], seen: Set<string>): Generator<Found> {
  for (const [source, { scan }] of sources.entries()) {
    for (const { file, stamp } of scan()) {
      if (seen.has(file)) continue
      seen.add(file)
      yield { file, stamp, source }
    }
  }
}

function jobOf({ file, stamp, source }: Found, before: FileMark | undefined, all: boolean): Job | [] {
  const same = before?.modified === stamp.modified && before.size === stamp.size
  return same && !all ? [] : { file, stamp, source, hash: all ? undefined : before?.hash }
}

function sorted(readings: readonly Reading[]): Pick<Readings, 'changed' | 'touched'> {
  const changed: FileContent[] = []
  const touched: Touched[] = []
  for (const reading of readings) {
    if (reading === null) continue
    if ('variants' in reading) changed.push(reading)
    else touched.push(reading)
  }
  return { changed, touched }
}

/** Files from which on losing most of them at once is taken for an accident. */
const MANY = 10

/** Nobody deletes half a newsroom at once, but disks go missing: their articles must not be withdrawn for that. */
function expectNoAccident(vanished: number, before: number, there: number, all: boolean): void {
  if (all || vanished < MANY || there >= before / 2) return
  throw new AppError(
    'source_missing',
    `${vanished} of ${before} files of articles are gone at once, which looks like a disk that is not there: nothing was withdrawn. Bring them back; or, where it is meant, take them away in several steps`,
  )
}

function* parts<T>(values: Iterable<T>, size: number): Generator<T[]> {
  let part: T[] = []
  for (const value of values) {
    part.push(value)
    if (part.length < size) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

function count(values: Iterable<unknown>): number {
  let number = 0
  for (const _ of values) number++
  return number
}
