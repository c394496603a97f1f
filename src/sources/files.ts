import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { entriesOf, pathsIn, unlessAbsent } from './folder-entries.ts'
import { FILE_BYTES_MAX, type Stamp, Unreadable } from './record.ts'

export type FoundFile = {
  /** Relative to the folder that was walked, with `/`. */
  readonly relative: string
  readonly stamp: Stamp
  readonly read: () => Uint8Array
}

/** A file or folder that the walk skips although it may contain articles. */
export type UnreadableEntry = { readonly relative: string; readonly problem: Unreadable }

/**
 * Yields the files below a folder whose names match and that are read, sorted by path, and the entries that cannot be
 * read. Skips hidden entries and files that vanish during the walk. `name` is the folder's path in site.yaml. `only` are
 * the paths of files and folders below the folder to which the walk is limited.
 * @throws AppError `source_missing` if the folder does not exist: perhaps its disk is not mounted
 */
export function* filesBelow(
  folder: string,
  name: string,
  matching: RegExp,
  isRead?: (relative: string) => boolean,
  only?: readonly string[],
): Generator<FoundFile | UnreadableEntry> {
  if (!unlessAbsent(() => statSync(folder))?.isDirectory()) {
    throw new AppError('source_missing', `The source folder "${name}" in site.yaml does not exist`)
  }
  try {
    yield* filesIn(folder, matching, isRead, only)
  } catch (error) {
    throw new AppError('source_missing', `Source "${name}" in site.yaml: ${toUnreadable('folder', error).message}`)
  }
}

/** Like `filesBelow`, but yields nothing if the folder does not exist. */
export function* filesIn(
  folder: string,
  matching: RegExp,
  isRead: (relative: string) => boolean = () => true,
  only?: readonly string[],
): Generator<FoundFile | UnreadableEntry> {
  const real = unlessAbsent(() => realpathSync(folder))
  if (real !== undefined) yield* walk({ folder, real, matching, isRead }, '', [real], only)
}

type Root = {
  readonly folder: string
  readonly real: string
  readonly matching: RegExp
  readonly isRead: (relative: string) => boolean
}

/** `prefix` is empty, or a folder with its `/`. `ancestors` are the real paths of that folder and its parents. */
function* walk(
  root: Root,
  prefix: string,
  ancestors: readonly string[],
  only?: readonly string[],
): Generator<FoundFile | UnreadableEntry> {
  const { folder, matching, isRead } = root
  let entries: ReturnType<typeof entriesOf>
  try {
    entries = unlessAbsent(() => entriesOf(`${folder}/${prefix}`, only)) ?? []
  } catch (error) {
    if (prefix === '') throw error
    yield { relative: prefix.slice(0, -1), problem: toUnreadable('folder', error) }
    return
  }
  for (const entry of entries) {
    const { name } = entry
    if (name.startsWith('.') || name === 'node_modules') continue
    const isLink = entry.isSymbolicLink()
    const relative = prefix + name
    // Files that are not read need no look at their time and size.
    if (!isLink && !entry.isDirectory() && !(matching.test(name) && isRead(relative))) continue
    const absolute = `${folder}/${relative}`
    try {
      const stat = unlessAbsent(() => statSync(absolute))
      if (!stat || (isLink && !stat.isDirectory() && !(matching.test(name) && isRead(relative)))) continue
      const real = isLink ? realpathSync(absolute) : `${ancestors.at(-1)}/${name}`
      if (isLink) expectInside(root.real, real)
      if (stat.isDirectory()) {
        if (ancestors.includes(real)) throw problem('link_loop', LINK_LOOP)
        yield* walk(root, `${relative}/`, [...ancestors, real], pathsIn(name, only))
      } else {
        if (!stat.isFile()) throw problem('special_file', SPECIAL_FILE)
        const stamp = { modified: stat.mtimeMs, size: stat.size }
        yield { relative, stamp, read: () => readBelow(folder, absolute) }
      }
    } catch (error) {
      if (error instanceof Unreadable) yield { relative, problem: error }
      // A link to itself has no type, so its name decides whether it counts as an article.
      else if (matching.test(name)) yield { relative, problem: toUnreadable('file', error) }
    }
  }
}

/** Reads a regular file inside a folder. @throws Unreadable, or the file system's error */
export function readBelow(folder: string, absolute: string): Uint8Array {
  expectInside(realpathSync.native(folder), realpathSync.native(absolute))
  // Without O_NONBLOCK, opening a FIFO waits for a writer.
  const descriptor = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw problem('special_file', SPECIAL_FILE)
    if (stat.size > FILE_BYTES_MAX)
      throw problem('too_large', `The file has ${stat.size} bytes; it may have ${FILE_BYTES_MAX}.`)
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const LINK_LOOP = 'The link points to a folder that contains it. Remove the link.'
const LINK_OUTSIDE =
  "The link points outside this source's folder. Add its target to the sources in site.yaml, or copy the files."
const SPECIAL_FILE = 'This is a pipe, a socket or a device, not a regular file.'

function expectInside(folder: string, real: string): void {
  const isInside = real === folder || real.startsWith(folder === path.sep ? folder : folder + path.sep)
  if (!isInside) throw problem('link_outside', LINK_OUTSIDE)
}

function problem(reason: string, message: string): Unreadable {
  return new Unreadable(reason, '', message)
}

/** Turns an error of the file system into a problem. */
export function toUnreadable(what: 'file' | 'folder', error: unknown): Unreadable {
  const { code, message } = error as NodeJS.ErrnoException
  const reasons: Record<string, string> = { EACCES: 'permission denied', ELOOP: 'the link points to itself' }
  return problem('unreadable', `The ${what} cannot be read: ${reasons[code ?? ''] ?? message}.`)
}
