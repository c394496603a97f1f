import { createHash } from 'node:crypto'
import { type IntakeContext, intake } from '../intake/intake.ts'
import { cannotRead } from '../sources/files.ts'
import { type Source, type Stamp, Unreadable } from '../sources/record.ts'
import type { FileContent, FileMark } from '../store/files.ts'

/** A file to be read: it is not known, or its time or size differ. */
export type Job = {
  readonly file: string
  readonly stamp: Stamp
  /** The index of the source that found it. */
  readonly source: number
  /** The hash of the bytes that were last taken in; `undefined` where the file is taken in whatever it holds. */
  readonly hash: string | undefined
}

/** The result of a job: other bytes, or only another time; `null` where the file has vanished since the scan. */
export type Reading = FileContent | Touched | null
export type Touched = { readonly file: string; readonly mark: FileMark }

/** Reads, parses and cleans one file. */
export function takeInWith(sources: readonly Source[], context: IntakeContext): (job: Job) => Reading {
  return ({ file, stamp, source: index, hash }) => {
    const source = sources[index] as Source
    // Until its bytes are known, the next refresh looks at the file again.
    let mark: FileMark = { modified: -1, size: stamp.size, hash: '' }
    try {
      const bytes = bytesOf(source, file)
      if (bytes === undefined) return null
      mark = { ...stamp, hash: createHash('sha256').update(bytes).digest('base64url') }
      if (hash === mark.hash) return { file, mark }
      return { file, mark, ...intake(context, source.parse(file, bytes)) }
    } catch (error) {
      // An error in one file, of whatever kind, stops no other file.
      const problem =
        error instanceof Unreadable ? error : unreadable(`The file cannot be read: ${(error as Error).message}.`)
      return brokenAs(file, mark, problem)
    }
  }
}

/** A file that could not be taken in: what was known of it stays. */
export function brokenAs(file: string, mark: FileMark, problem: Unreadable): FileContent {
  return { file, mark, variants: [], quarantined: [problem.toQuarantined(file)], unread: 'all', restated: null }
}

export function unreadable(message: string): Unreadable {
  return new Unreadable('unreadable', '', message)
}

/** `undefined` where the file has vanished since the scan. @throws Unreadable */
function bytesOf(source: Source, file: string): Uint8Array | undefined {
  try {
    return source.read(file)
  } catch (error) {
    if (error instanceof Unreadable) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cannotRead('file', error)
  }
}
