import type { Found } from '../sources/record.ts'
import type { Job, Reading } from './readings.ts'

/** Reads the sources for one refresh. */
export type SourceReader = {
  /** Texts that articles depend on beside their files. If one changes, all files must be ingested again. */
  dependencies(): Promise<readonly string[]>
  /** The files of a source, or those of them that were saved, in parts. @throws AppError `source_missing`, {@link SourceTimeout} */
  scan(source: number, saved?: readonly string[]): AsyncIterable<readonly Found[]>
  /** One reading per job, in order. */
  ingestFiles(jobs: readonly Job[]): Promise<readonly Reading[]>
  /** Cancels pending requests. */
  release(): void
}

/** The file system does not answer. */
export class SourceTimeout extends Error {}
