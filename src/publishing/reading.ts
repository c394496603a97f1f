import { createHash } from 'node:crypto'
import { AppError } from '../domain/errors.ts'
import { type IntakeContext, intake } from '../intake/intake.ts'
import { type Source, type SourceFile, Unreadable } from '../sources/record.ts'
import type { FileContent, FileMark } from '../store/port.ts'
import { takingTurns } from './turns.ts'

/** What the sources hold that the store does not know yet. */
export type Readings = {
  readonly changed: readonly FileContent[]
  /** Files whose bytes are the same under a new time stamp. */
  readonly touched: readonly { readonly file: string; readonly mark: FileMark }[]
  readonly vanished: readonly string[]
  /** How many of the changed were not known before. */
  readonly added: number
}

/**
 * Looks at every file's time and size, reads those that differ, and takes in those whose bytes do.
 * `all` takes in every file: the settings that intake depends on have changed.
 */
export async function readSources(
  sources: readonly Source[],
  context: IntakeContext,
  known: ReadonlyMap<string, FileMark>,
  all: boolean,
): Promise<Readings> {
  const changed: FileContent[] = []
  const touched: Touched[] = []
  const seen = new Set<string>()
  const turn = takingTurns()
  for (const source of sources) {
    for (const found of source.scan()) {
      if (seen.has(found.file)) continue
      const before = known.get(found.file)
      const same = before?.modified === found.stamp.modified && before.size === found.stamp.size
      const reading = same && !all ? 'same' : readingOf(found, context, all ? undefined : before)
      if (reading === 'gone') continue
      seen.add(found.file)
      if (reading !== 'same') {
        if (isContent(reading)) changed.push(reading)
        else touched.push(reading)
      }
      await turn()
    }
  }
  const vanished = [...known.keys()].filter((file) => !seen.has(file))
  // Nobody deletes half a newsroom at once, but disks go missing: their articles must not be withdrawn for that.
  if (!all && vanished.length >= MANY && seen.size < known.size / 2) {
    throw new AppError(
      'source_missing',
      `${vanished.length} of ${known.size} files of articles are gone at once, which looks like a disk that is not there: nothing was withdrawn. Bring them back; or, where it is meant, take them away in several steps`,
    )
  }
  return {
    changed,
    touched,
    vanished,
    added: changed.filter(({ file }) => !known.has(file)).length,
  }
}

/** Files from which on losing most of them at once is taken for an accident. */
const MANY = 10

type Touched = Readings['touched'][number]
type Reading = FileContent | Touched

function isContent(reading: Reading): reading is FileContent {
  return 'variants' in reading
}

function readingOf(found: SourceFile, context: IntakeContext, before: FileMark | undefined): Reading | 'gone' {
  const { file, stamp } = found
  // Until its bytes are known, it is a file that the next refresh looks at again.
  let mark: FileMark = { modified: -1, size: stamp.size, hash: '' }
  try {
    const bytes = bytesOf(found)
    if (bytes === undefined) return 'gone'
    mark = { ...stamp, hash: createHash('sha256').update(bytes).digest('base64url') }
    if (before?.hash === mark.hash) return { file, mark }
    return { file, mark, ...intake(context, found.parse(bytes)) }
  } catch (error) {
    // Whatever a file does to its parser, it stops no other.
    const problem =
      error instanceof Unreadable
        ? error
        : new Unreadable('unreadable', '', `The file cannot be read: ${(error as Error).message}.`)
    return { file, mark, variants: [], quarantined: [problem.toQuarantined(file)], unread: 'all', restated: null }
  }
}

/** `undefined` where the file has vanished since it was found. @throws Unreadable */
function bytesOf(found: SourceFile): Uint8Array | undefined {
  try {
    return found.read()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new Unreadable(
      'unreadable',
      '',
      `The file cannot be read: ${code === 'EACCES' ? 'permission denied' : message}.`,
    )
  }
}
