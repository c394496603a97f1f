import { setImmediate } from 'node:timers/promises'
import type { IntakeContext } from '../intake/intake.ts'
import type { Source, SourceFile, Unscanned } from '../sources/record.ts'
import { partsOf } from './parts.ts'
import { type Job, type Reading, takeInWith } from './take-in.ts'

/** Everything that a refresh asks of the sources. The program asks other processes; those, and tests, use {@link readHere}. */
export type SourceReader = {
  /** What files depend on beside themselves, a text per source. Another text means: take in all files again. */
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

/** Reads in this very thread: for the processes of the pool, and for tests. */
export function readHere(sources: readonly Source[], context: IntakeContext): SourceReader {
  const takeIn = takeInWith(sources, context)
  let released = new AbortController()
  return {
    dependencies: async () => sources.map((source) => source.refresh?.() ?? ''),
    scan: async function* (index) {
      yield* partsOf((sources[index] as Source).scan())
    },
    takeIn: async (jobs) => {
      const { signal } = released
      const readings: Reading[] = []
      for (const job of jobs) {
        signal.throwIfAborted()
        readings.push(takeIn(job))
        if (readings.length % 20 === 0) await setImmediate()
      }
      return readings
    },
    release: () => {
      released.abort()
      released = new AbortController()
    },
  }
}
