import { AppError } from '../domain/errors.ts'
import type { MissingReason } from '../domain/sources.ts'
import type { Source } from '../sources/record.ts'
import type { Found, Part } from './jobs.ts'
import { type SourceReader, SourceTimeout } from './reader.ts'
import { createSkipCounts } from './skip-counts.ts'

export type ScannedSources = readonly Pick<Source, 'name' | 'prefix' | 'pattern' | 'readDates' | 'parseRecord'>[]

/** Scans the sources and records what it finds. A file that several sources find belongs to the first one. */
export function createScan(
  sources: ScannedSources,
  reader: Pick<SourceReader, 'scan'>,
  saved: readonly string[] | undefined,
) {
  /** Adds the dates that are not in the files to the files that a scan finds, and what is wrong with these dates. */
  const scanSource: SourceReader['scan'] = async function* (index, saved) {
    const { name, readDates } = sources[index] as Source
    const dating = await readDates?.()
    for await (const part of reader.scan(index, saved)) {
      yield part.map((found) => (dating && 'stamp' in found ? { ...found, dates: dating.datesOf(found) } : found))
    }
    // After the scan: a source that is missing has no other problem.
    if (!dating?.problem) return
    yield [{ file: name, problem: { ...dating.problem.toQuarantined(name), severity: 'warning' as const } }]
  }
  const scannedFiles = new Set<string>()
  const obstacles: string[] = []
  const seenCounts = new Map<string, number>()
  const emptiedCounts = new Map<string, number>()
  const countIn = (counts: Map<string, number>, source: number): void => {
    const { name } = sources[source] as Source
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const absences = new Map<number, MissingReason>()
  const skipped = createSkipCounts(sources)
  /** Files that are there, but no articles by the site's languages or by their names. They count as deleted, not as lost. */
  const released = new Set<string>()
  return {
    ...{ absences, skipped, released },
    counts: () => ({ seen: seenCounts, emptied: emptiedCounts }),
    countEmptied: (source: number): void => countIn(emptiedCounts, source),
    sources: () =>
      sources.map(({ name, prefix, parseRecord }, index) => ({
        ...{ name, prefix, absence: absences.get(index), isRunning: parseRecord !== undefined },
      })),
    /** Files below an obstacle cannot be seen, so they count as present. A warning is no obstacle. */
    isThere: (file: string): boolean =>
      scannedFiles.has(file) || obstacles.some((folder) => file.startsWith(`${folder}/`)),
    parts: async function* (source: number): AsyncGenerator<Part> {
      try {
        for await (const part of scanSource(source, saved)) {
          const unseen: Found[] = []
          for (const entry of part) {
            if ('skipped' in entry) {
              skipped.add(source, entry.skipped, entry.file)
              if (entry.skipped === 'language' || entry.skipped === 'page') released.add(entry.file)
            } else if (!scannedFiles.has(entry.file)) unseen.push(entry)
          }
          for (const entry of unseen) {
            scannedFiles.add(entry.file)
            if ('problem' in entry) obstacles.push(...(entry.problem.severity ? [] : [entry.file]))
            else {
              countIn(seenCounts, source)
              skipped.addRead(source)
            }
          }
          yield unseen
        }
      } catch (error) {
        if (error instanceof SourceTimeout) absences.set(source, 'silent')
        else if (error instanceof AppError && error.code === 'source_missing') absences.set(source, 'gone')
        else throw error
      }
    },
  }
}
