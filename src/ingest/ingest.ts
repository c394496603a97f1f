import type { SkippedFiles } from '../domain/refresh-report.ts'
import type { FileContent, FileMark } from '../store/files.ts'
import type { StoreReader } from '../store/port.ts'
import { grouped, jobOf, obstaclesIn, type Part } from './jobs.ts'
import { findLosses, type SourceLoss } from './missing.ts'
import { type SourceReader, SourceTimeout } from './reader.ts'
import { isEmptied, type Job, skippedAs, type TouchedFile } from './readings.ts'
import { type KnownRecords, withRecords } from './record-reader.ts'
import { createScan, type ScannedSources } from './scan.ts'

/** One part of the changes since the last refresh. */
export type IngestedPart = {
  readonly changed: readonly FileContent[]
  /** Files with a new time and the same bytes. */
  readonly touched: readonly TouchedFile[]
  readonly vanished: readonly string[]
  /** Comes with the last part. */
  readonly missing: readonly SourceLoss[]
  /** Comes with the part that ends a look at all files. */
  readonly skipped?: readonly SkippedFiles[]
}

export type KnownFiles = Pick<StoreReader, 'fileMarks' | 'isKnownPath' | 'fileCount'> & KnownRecords

export type Changes = {
  /** Ingests every file, because settings that intake depends on have changed. */
  readonly all: boolean
  /** Sources whose loss an operator has confirmed. */
  readonly confirmed: ReadonlySet<string>
  /** The files and folders that were saved since the last refresh; `undefined` if that is not known. */
  readonly saved?: readonly string[] | undefined
}

/** Finds and ingests changed files for a refresh. */
export type Ingest = {
  /** Names of the sources. */
  readonly sources: readonly string[]
  /** Texts that articles depend on beside their files. If one changes, all files must be ingested again. */
  dependencies(): Promise<readonly string[]>
  /** Cancels pending requests. */
  release(): void
  /** Changed files in parts, so that memory holds only a few of them. */
  changes(known: KnownFiles, changes: Changes): AsyncIterable<IngestedPart>
}

export type IngestOptions = {
  readonly sources: ScannedSources
  readonly reader: SourceReader
  readonly progress?: ((checkedCount: number, totalCount: number) => void) | undefined
}

/** Parts that are ingested while an earlier one is saved. */
const PARTS_AHEAD = 2

/** Reads files whose time or size changed, and ingests those whose bytes changed. */
export function createIngest({ sources, reader, progress }: IngestOptions): Ingest {
  const ingest: Ingest = {
    sources: sources.map(({ name }) => name),
    dependencies: () => reader.dependencies(),
    release: () => reader.release(),
    changes: async function* (known, { all, confirmed, saved }) {
      const allSources = withRecords(reader, sources, known)
      const scan = createScan(sources, allSources, saved)
      const totalCount = progress && !saved ? await countFiles(sources, allSources) : 0
      const knownCount = await known.fileCount()
      /** Known files that vanished since the scan (`null`), or that were emptied. */
      const lost = new Map<string, FileContent | null>()
      let knownSeenCount = 0
      let checkedCount = 0
      const ingestPart = async (
        source: number,
        part: Part,
        marks: ReadonlyMap<string, FileMark>,
      ): Promise<IngestedPart> => {
        const jobs = part.flatMap((found) => jobOf(found, source, marks.get(found.file), all))
        const readings = await allSources.ingestFiles(jobs).catch((error: Error) => {
          if (!(error instanceof SourceTimeout)) throw error
          scan.absences.set(source, 'silent')
          return []
        })
        const marksNow = new Map([
          ...marks,
          ...readings.flatMap((read) => (read ? [[read.file, read.mark] as const] : [])),
        ])
        for (const { file } of part) {
          const reason = skippedAs(marksNow.get(file) ?? { hash: '' })
          if (reason) scan.skipped.add(source, reason, file)
        }
        const present = readings.filter((reading, index) => {
          const { file } = jobs[index] as Job
          const mark = marks.get(file)
          if (reading === null) lost.set(file, null)
          else if (mark && 'variants' in reading && isEmptied(reading) && !isEmptied({ mark })) {
            lost.set(file, reading)
            scan.countEmptied(source)
          } else return true
          return false
        })
        checkedCount += part.length
        if (!saved) progress?.(checkedCount, totalCount)
        return { ...grouped([...obstaclesIn(part, marks), ...present]), vanished: [], missing: [] }
      }
      const pending: Promise<IngestedPart>[] = []
      try {
        for (const source of sources.keys()) {
          for await (const part of scan.parts(source)) {
            const marks = await known.fileMarks(part.map(({ file }) => file))
            knownSeenCount += marks.size
            const readings = ingestPart(source, part, marks)
            // Handles the rejection: the consumer may stop iterating before this is awaited.
            readings.catch(() => undefined)
            pending.push(readings)
            if (pending.length > PARTS_AHEAD) yield await (pending.shift() as Promise<IngestedPart>)
          }
        }
        for (const readings of pending) yield await readings
      } finally {
        reader.release()
      }
      if (saved) {
        const unseen = saved.filter((file) => !scan.isThere(file))
        // Most unseen paths are the temporary files of editors.
        const areKnown = await Promise.all(unseen.map((path) => known.isKnownPath(path)))
        // Only a scan of all files decides whether files vanished or their source is missing.
        if (lost.size > 0 || scan.absences.size > 0 || areKnown.includes(true))
          yield* ingest.changes(known, { all, confirmed })
        return
      }
      yield { changed: [], touched: [], vanished: [], missing: [], skipped: scan.skipped.all() }
      // Usually all known files were seen. The store then need not list them.
      if (knownSeenCount === knownCount && lost.size === 0 && scan.absences.size === 0) return
      const marks = await known.fileMarks()
      const isThere = (file: string): boolean => scan.isThere(file) && !lost.has(file)
      const released = [...marks.keys()].filter((file) => scan.released.has(file))
      const evidence = { isThere, ...scan.counts(), confirmed }
      const losses = findLosses(scan.sources(), new Set(marks.keys()).difference(scan.released), evidence)
      const { missing } = losses
      const vanished = [...losses.vanished, ...released]
      // An emptied file stays known, so that it is reported and not read again.
      const changed = vanished.flatMap((file) => lost.get(file) ?? [])
      yield { changed, touched: [], vanished: vanished.filter((file) => !lost.get(file)), missing }
    },
  }
  return ingest
}

async function countFiles(sources: readonly unknown[], reader: Pick<SourceReader, 'scan'>): Promise<number> {
  let count = 0
  for (const source of sources.keys()) {
    try {
      for await (const part of reader.scan(source)) count += part.length
    } catch {
      // The scan that follows reports the error.
    }
  }
  return count
}
