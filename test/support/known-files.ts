import type { KnownFiles } from '../../src/ingest/ingest.ts'
import type { FileMark } from '../../src/store/files.ts'

/** What a store knows that has these marks of files and no records. */
export function knownFiles(marks: ReadonlyMap<string, FileMark> = new Map()): KnownFiles {
  return {
    fileMarks: async (files = [...marks.keys()]) => new Map([...marks].filter(([file]) => files.includes(file))),
    isKnownPath: async (path) => [...marks.keys()].some((file) => `${file}/`.startsWith(`${path}/`)),
    fileCount: async () => marks.size,
    recordStamps: async () => [],
    recordBodies: async () => new Map(),
  }
}
