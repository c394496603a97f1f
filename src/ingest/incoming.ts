import { AppError } from '../domain/errors.ts'
import type { Absence } from '../domain/missing-source.ts'
import { type Source, type SourceFile, Unreadable, type Unscanned } from '../sources/record.ts'
import type { FileContent, FileMark, StoreReader } from '../store/port.ts'
import { judge, type Missing } from './missing.ts'
import { type SourceReader, Unanswered } from './reader.ts'
import { brokenAs, type Job, type Reading, type Touched } from './take-in.ts'

/** Some of what the store does not know yet. */
export type Readings = {
  readonly changed: readonly FileContent[]
  /** Files whose bytes are the same under a new time stamp. */
  readonly touched: readonly Touched[]
  readonly vanished: readonly string[]
  /** Sources that have lost files which are held; told with the last part. */
  readonly missing: readonly Missing[]
}

/** What the store knows of files. */
export type Known = Pick<StoreReader, 'fileMarks' | 'fileCount'>

export type Changes = {
  /** Takes in every file: the settings that intake depends on have changed. */
  readonly all: boolean
  /** Sources whose lost files an operator has confirmed to be gone. */
  readonly confirmed: ReadonlySet<string>
}

/** Where articles come from, as a refresh asks for what is new. */
export type Incoming = {
  /** The names of the sources. */
  readonly sources: readonly string[]
  /** Texts of everything that articles depend on beside their files. Another text means: take in all files again. */
  dependencies(): Promise<readonly string[]>
  /** Breaks off what is under way. */
  release(): void
  /** Files that the store does not know yet, part by part, so that memory never holds more than a few parts. */
  changes(known: Known, changes: Changes): AsyncIterable<Readings>
}

export type IncomingParts = {
  readonly sources: readonly Pick<Source, 'name' | 'prefix'>[]
  readonly reader: SourceReader
  /** Receives how many files have been looked at, and of how many. */
  readonly progress?: ((done: number, total: number) => void) | undefined
}

/** Parts that are taken in while an earlier one is written down. */
const AHEAD = 2

/** Looks at every file's time and size, reads those that differ, and takes in those whose bytes do. */
export function incomingFrom({ sources, reader, progress }: IncomingParts): Incoming {
  return {
    sources: sources.map(({ name }) => name),
    dependencies: () => reader.dependencies(),
    release: () => reader.release(),
    changes: async function* (known, { all, confirmed }) {
      const scan = createScan(sources, reader)
      const total = progress ? await countFiles(sources, reader) : 0
      const knownCount = await known.fileCount()
      const gone = new Set<string>()
      let knownSeen = 0
      let looked = 0
      const take = async (source: number, part: Part, marks: ReadonlyMap<string, FileMark>): Promise<Readings> => {
        const jobs = part.flatMap((found) => jobOf(found, source, marks.get(found.file), all))
        const readings = await reader.takeIn(jobs).catch((error: Error) => {
          if (!(error instanceof Unanswered)) throw error
          scan.absences.set(source, 'silent')
          return []
        })
        for (const [index, reading] of readings.entries()) if (reading === null) gone.add((jobs[index] as Job).file)
        looked += part.length
        progress?.(looked, total)
        return { ...sorted([...obstaclesIn(part, marks), ...readings]), vanished: [], missing: [] }
      }
      const ahead: Promise<Readings>[] = []
      try {
        for (const source of sources.keys()) {
          for await (const part of scan.parts(source)) {
            const marks = await known.fileMarks(part.map(({ file }) => file))
            knownSeen += marks.size
            const readings = take(source, part, marks)
            // Unhandled here, because the consumer may stop iterating before it is awaited.
            readings.catch(() => undefined)
            ahead.push(readings)
            if (ahead.length > AHEAD) yield await (ahead.shift() as Promise<Readings>)
          }
        }
        for (const readings of ahead) yield await readings
      } finally {
        reader.release()
      }
      // Every known file was seen: the usual case, and the store need not be asked for all of them.
      if (knownSeen === knownCount && gone.size === 0 && scan.absences.size === 0) return
      const marks = await known.fileMarks()
      const isThere = (file: string): boolean => scan.isThere(file) && !gone.has(file)
      const judged = judge(scan.sources(), marks.keys(), { isThere, seen: scan.counts(), confirmed })
      yield { changed: [], touched: [], ...judged }
    },
  }
}

type Found = SourceFile | Unscanned
type Part = readonly Found[]

/** Walks through the sources, each file once, by the first source that has it, and remembers what it saw. */
function createScan(sources: IncomingParts['sources'], reader: SourceReader) {
  const seen = new Set<string>()
  const obstacles: string[] = []
  const counts = new Map<string, number>()
  const absences = new Map<number, Absence>()
  return {
    absences,
    counts: (): ReadonlyMap<string, number> => counts,
    sources: () => sources.map(({ name, prefix }, index) => ({ name, prefix, absence: absences.get(index) })),
    /** Files behind an obstacle cannot be seen, and count as there. */
    isThere: (file: string): boolean => seen.has(file) || obstacles.some((folder) => file.startsWith(`${folder}/`)),
    parts: async function* (source: number): AsyncGenerator<Part> {
      const { name } = sources[source] as Source
      try {
        for await (const part of reader.scan(source)) {
          const fresh = part.filter(({ file }) => !seen.has(file))
          for (const found of fresh) {
            seen.add(found.file)
            if ('problem' in found) obstacles.push(found.file)
            else counts.set(name, (counts.get(name) ?? 0) + 1)
          }
          yield fresh
        }
      } catch (error) {
        if (error instanceof Unanswered) absences.set(source, 'silent')
        else if (error instanceof AppError && error.code === 'source_missing') absences.set(source, 'gone')
        else throw error
      }
    },
  }
}

async function countFiles(sources: readonly unknown[], reader: SourceReader): Promise<number> {
  let total = 0
  for (const source of sources.keys()) {
    try {
      for await (const part of reader.scan(source)) total += part.length
    } catch {
      // The scan that follows says what is wrong.
    }
  }
  return total
}

function jobOf(found: Found, source: number, before: FileMark | undefined, all: boolean): Job | [] {
  if ('problem' in found) return []
  const { file, stamp } = found
  const same = before?.modified === stamp.modified && before.size === stamp.size
  return same && !all ? [] : { file, stamp, source, hash: all ? undefined : before?.hash }
}

/** Obstacles are quarantined by name, and written to the store once. */
function obstaclesIn(part: Part, marks: ReadonlyMap<string, FileMark>): FileContent[] {
  return part.flatMap((found) => {
    if (!('problem' in found)) return []
    const { file, problem } = found
    const mark = { modified: -1, size: 0, hash: `${problem.reason} ${problem.message}` }
    if (marks.get(file)?.hash === mark.hash) return []
    return brokenAs(file, mark, new Unreadable(problem.reason, problem.place, problem.message))
  })
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
