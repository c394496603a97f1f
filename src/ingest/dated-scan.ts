import type { Source } from '../sources/record.ts'
import type { SourceReader } from './reader.ts'

/** Adds the dates that are not in the files to the files that a scan finds, and what is wrong with these dates. */
export function datedScan(
  sources: readonly Pick<Source, 'name' | 'readDates'>[],
  reader: Pick<SourceReader, 'scan'>,
): SourceReader['scan'] {
  return async function* (index, saved) {
    const { name, readDates } = sources[index] as Source
    const dating = await readDates?.()
    for await (const part of reader.scan(index, saved)) {
      yield part.map((found) => (dating && 'stamp' in found ? { ...found, dates: dating.datesOf(found) } : found))
    }
    // After the scan: a source that is missing has no other problem.
    if (!dating?.problem) return
    yield [{ file: name, problem: { ...dating.problem.toQuarantined(name), severity: 'warning' as const } }]
  }
}
