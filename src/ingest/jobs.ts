import { type SourceFile, Unreadable, type Unscanned } from '../sources/record.ts'
import type { FileContent, FileMark } from '../store/files.ts'
import { hasSameDates } from './hashed-dates.ts'
import { brokenFile, type Job, type Reading, type TouchedFile } from './readings.ts'

/** The files and obstacles that a scan finds, in parts. */
export type Found = SourceFile | Unscanned
export type Part = readonly Found[]

/** The job of a file that is new or changed; none for an obstacle. */
export function jobOf(found: Found, source: number, mark: FileMark | undefined, all: boolean): Job | [] {
  if ('problem' in found) return []
  const { stamp, dates } = found
  const isUnchanged = mark?.modified === stamp.modified && mark.size === stamp.size && hasSameDates(mark.hash, dates)
  return isUnchanged && !all ? [] : { ...found, source, hash: all ? undefined : mark?.hash }
}

/** Obstacles are quarantined under their path. Known ones are not saved again. */
export function obstaclesIn(part: Part, marks: ReadonlyMap<string, FileMark>): FileContent[] {
  return part.flatMap((found) => {
    if (!('problem' in found)) return []
    const { file, problem } = found
    const mark = { modified: -1, size: 0, hash: `${problem.reason} ${problem.message}` }
    if (marks.get(file)?.hash === mark.hash) return []
    return brokenFile(file, mark, new Unreadable(problem.reason, problem.place, problem.message))
  })
}

export function grouped(readings: readonly Reading[]) {
  const present = readings.filter((reading) => reading !== null)
  const changed = present.filter((reading): reading is FileContent => 'variants' in reading)
  return { changed, touched: present.filter((reading): reading is TouchedFile => !('variants' in reading)) }
}
