import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { MAX_BYTES, type Source, type Stamp, Unreadable } from './record.ts'

export type FoundFile = {
  /** Relative to the folder that was walked, with `/`. */
  readonly relative: string
  readonly stamp: Stamp
  readonly read: () => Uint8Array
}

/** A file or folder that the walk passes over, although articles may be in it. */
export type Obstacle = { readonly relative: string; readonly problem: Unreadable }

/** The part of a source that looks at files. `path` is the folder as site.yaml names it, against the data folder. */
export function filesOf(
  dataFolder: string,
  folderPath: string,
  matching: RegExp,
  isWanted: (relative: string) => boolean = () => true,
): Pick<Source, 'name' | 'prefix' | 'scan' | 'read'> {
  const folder = path.resolve(dataFolder, folderPath)
  const name = path.posix.join(folderPath, '.').replace(/\/$/, '')
  const fileAt = (relative: string): string => path.posix.join(folderPath, relative)
  return {
    name: folderPath,
    prefix: name === '.' ? '' : `${name}/`,
    *scan() {
      for (const found of filesBelow(folder, folderPath, matching)) {
        const file = fileAt(found.relative)
        if ('problem' in found) yield { file, problem: found.problem.toQuarantined(file) }
        else if (isWanted(found.relative)) yield { file, stamp: found.stamp }
      }
    },
    read: (file) => readBelow(folder, path.resolve(dataFolder, file)),
  }
}

/**
 * The files below a folder whose names match, in the order of their paths, hidden ones left out, and whatever keeps the
 * walk from looking at one. A file that vanishes during the walk is left out. `name` is what site.yaml calls the folder.
 * @throws AppError `source_missing` where the folder itself is not there: a disk that is not mounted is no empty newsroom.
 */
export function* filesBelow(folder: string, name: string, matching: RegExp): Generator<FoundFile | Obstacle> {
  if (!unlessAbsent(() => statSync(folder))?.isDirectory()) {
    throw new AppError('source_missing', `The folder "${name}" of site.yaml's sources is not there`)
  }
  try {
    yield* filesIn(folder, matching)
  } catch (error) {
    throw new AppError('source_missing', `"${name}" of site.yaml's sources: ${cannotRead('folder', error).message}`)
  }
}

/** The same, of a folder that may well not be there. */
export function* filesIn(folder: string, matching: RegExp): Generator<FoundFile | Obstacle> {
  const real = unlessAbsent(() => realpathSync(folder))
  if (real !== undefined) yield* walk({ folder, real, matching }, '', [real])
}

type Walk = { readonly folder: string; readonly real: string; readonly matching: RegExp }

/** `ancestors` are the real paths of the folders that lead here. */
function* walk(to: Walk, below: string, ancestors: readonly string[]): Generator<FoundFile | Obstacle> {
  const { folder, matching } = to
  let entries: ReturnType<typeof entriesOf>
  try {
    entries = unlessAbsent(() => entriesOf(`${folder}/${below}`)) ?? []
  } catch (error) {
    if (below === '') throw error
    yield { relative: below.slice(0, -1), problem: cannotRead('folder', error) }
    return
  }
  for (const entry of entries) {
    const { name } = entry
    if (name.startsWith('.') || name === 'node_modules') continue
    const isLink = entry.isSymbolicLink()
    if (!isLink && !entry.isDirectory() && !matching.test(name)) continue
    const relative = below + name
    const absolute = `${folder}/${relative}`
    try {
      const stat = unlessAbsent(() => statSync(absolute))
      if (!stat || !(stat.isDirectory() || matching.test(name))) continue
      const real = isLink ? realpathSync(absolute) : `${ancestors.at(-1)}/${name}`
      if (isLink) expectInside(to.real, real)
      if (stat.isDirectory()) {
        if (ancestors.includes(real)) throw linkLoop()
        yield* walk(to, `${relative}/`, [...ancestors, real])
      } else {
        if (!stat.isFile()) throw special()
        const stamp = { modified: stat.mtimeMs, size: stat.size }
        yield { relative, stamp, read: () => readBelow(folder, absolute) }
      }
    } catch (error) {
      if (error instanceof Unreadable) yield { relative, problem: error }
      // Of a link that leads to itself only the name tells what it was meant to be.
      else if (matching.test(name)) yield { relative, problem: cannotRead('file', error) }
    }
  }
}

function entriesOf(folder: string) {
  const entries = readdirSync(folder, { withFileTypes: true })
  // By code point: the same order on every machine.
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * The bytes of a regular file inside a folder. Its size is looked at before anything is read, and a FIFO or a device is
 * not waited for.
 * @throws Unreadable, or what the file system throws
 */
export function readBelow(folder: string, absolute: string): Uint8Array {
  expectInside(realpathSync(folder), realpathSync(absolute))
  const descriptor = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw special()
    if (stat.size > MAX_BYTES) throw tooLarge(stat.size)
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function expectInside(folder: string, real: string): void {
  if (real === folder || real.startsWith(folder === path.sep ? folder : folder + path.sep)) return
  throw new Unreadable(
    'link_outside',
    '',
    'The link leads out of the folder of this source. Name where it leads as a source of its own, or copy the files.',
  )
}

function linkLoop(): Unreadable {
  return new Unreadable('link_loop', '', 'The link leads back to a folder that it is in. Take the link away.')
}

function special(): Unreadable {
  return new Unreadable('special_file', '', 'This is not a regular file but a pipe, a socket or a device.')
}

function tooLarge(size: number): Unreadable {
  return new Unreadable('too_large', '', `The file has ${size} bytes; an article may have ${MAX_BYTES}.`)
}

/** What the file system says of a file or folder that cannot be read. */
export function cannotRead(what: 'file' | 'folder', error: unknown): Unreadable {
  const { code, message } = error as NodeJS.ErrnoException
  const why: Record<string, string> = { EACCES: 'permission denied', ELOOP: 'the link leads back to itself' }
  return new Unreadable('unreadable', '', `The ${what} cannot be read: ${why[code ?? ''] ?? message}.`)
}

function unlessAbsent<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
