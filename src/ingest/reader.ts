import type { SourceFile, Unscanned } from '../sources/record.ts'
import type { Job, Reading } from './take-in.ts'

/** Everything that a refresh asks of the sources. */
export type SourceReader = {
  /** Texts of everything that files depend on beside themselves, one per source. Another text means: take in all files again. */
  dependencies(): Promise<readonly string[]>
  /** The files of a source, part by part. @throws AppError `source_missing`, {@link Unanswered} */
  scan(source: number): AsyncIterable<readonly (SourceFile | Unscanned)[]>
  /** One reading per job, in their order. */
  takeIn(jobs: readonly Job[]): Promise<readonly Reading[]>
  /** The refresh needs no more: requests under way are broken off. */
  release(): void
}

/** The file system does not answer. */
export class Unanswered extends Error {}
