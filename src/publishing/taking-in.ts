import { createHash } from 'node:crypto'
import { type IntakeContext, intake } from '../intake/intake.ts'
import { type Source, type Stamp, Unreadable } from '../sources/record.ts'
import type { FileContent, FileMark } from '../store/port.ts'

/** A file to be read: it is not known, or its time or size are others. */
export type Job = {
  readonly file: string
  readonly stamp: Stamp
  /** Which of the sources has found it. */
  readonly source: number
  /** Of its bytes when it was last taken in; `undefined` where it is taken in whatever it holds. */
  readonly hash: string | undefined
}

/** What became of a file: its bytes are others, or only its time is; `null` where it has vanished since it was found. */
export type Reading = FileContent | Touched | null
export type Touched = { readonly file: string; readonly mark: FileMark }

/** Reads files, here or in other threads. One reading a job, in their order. */
export type TakeIn = (jobs: readonly Job[]) => Promise<readonly Reading[]>

export function takeInWith(sources: readonly Source[], context: IntakeContext): (job: Job) => Reading {
  return ({ file, stamp, source: index, hash }) => {
    const source = sources[index] as Source
    // Until its bytes are known, it is a file that the next refresh looks at again.
    let mark: FileMark = { modified: -1, size: stamp.size, hash: '' }
    try {
      const bytes = bytesOf(source, file)
      if (bytes === undefined) return null
      mark = { ...stamp, hash: createHash('sha256').update(bytes).digest('base64url') }
      if (hash === mark.hash) return { file, mark }
      return { file, mark, ...intake(context, source.parse(file, bytes)) }
    } catch (error) {
      // Whatever a file does to its parser, it stops no other.
      const problem =
        error instanceof Unreadable ? error : unreadable(`The file cannot be read: ${(error as Error).message}.`)
      return brokenAs(file, mark, problem)
    }
  }
}

/** A file of which nothing new is known but what is wrong with it. */
export function brokenAs(file: string, mark: FileMark, problem: Unreadable): FileContent {
  return { file, mark, variants: [], quarantined: [problem.toQuarantined(file)], unread: 'all', restated: null }
}

export function unreadable(message: string): Unreadable {
  return new Unreadable('unreadable', '', message)
}

/** `undefined` where the file has vanished since it was found. @throws Unreadable */
function bytesOf(source: Source, file: string): Uint8Array | undefined {
  try {
    return source.read(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw unreadable(`The file cannot be read: ${code === 'EACCES' ? 'permission denied' : message}.`)
  }
}
