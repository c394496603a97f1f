import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import type { Stamp } from './record.ts'

export type FoundFile = {
  /** Relative to the folder that was walked, with `/`. */
  readonly relative: string
  readonly stamp: Stamp
  readonly read: () => Uint8Array
}

/**
 * The files below a folder whose paths match, in the order of their paths, hidden ones left out.
 * A file that vanishes while we look is not there. `name` is what the newsroom calls the folder.
 * @throws AppError `source_missing` where the folder itself is not there: a disk that is not mounted is no empty newsroom.
 */
export function* filesBelow(folder: string, name: string, matching: RegExp): Generator<FoundFile> {
  if (!orNothing(() => statSync(folder))?.isDirectory()) {
    throw new AppError('source_missing', `The folder "${name}" of site.yaml's sources is not there`)
  }
  yield* filesIn(folder, matching)
}

/** The same, of a folder that may well not be there. */
export function* filesIn(folder: string, matching: RegExp): Generator<FoundFile> {
  yield* walk(folder, '', matching)
}

/** `within` are the real paths of the folders that lead here: a link back to one of them is not followed. */
function* walk(root: string, below: string, matching: RegExp, within: readonly string[] = []): Generator<FoundFile> {
  const folder = orNothing(() => realpathSync(path.join(root, below)))
  if (folder === undefined || within.includes(folder)) return
  const entries = orNothing(() => readdirSync(folder, { withFileTypes: true })) ?? []
  // By code point: the same order on every machine.
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const relative = below + entry.name
    const absolute = `${root}/${relative}`
    const isFolder = entry.isSymbolicLink() ? isFolderAt(absolute) : entry.isDirectory()
    if (isFolder) yield* walk(root, `${relative}/`, matching, [...within, folder])
    else if (matching.test(entry.name)) {
      const stamp = stampOf(absolute)
      if (stamp) yield { relative, stamp, read: () => readFileSync(absolute) }
    }
  }
}

function isFolderAt(absolute: string): boolean {
  try {
    return statSync(absolute).isDirectory()
  } catch {
    return false
  }
}

/** A file that cannot be looked at is there all the same: reading it will say why it cannot be read. */
function stampOf(absolute: string): Stamp | undefined {
  try {
    const stat = orNothing(() => statSync(absolute))
    return stat?.isFile() ? { modified: stat.mtimeMs, size: stat.size } : undefined
  } catch {
    return { modified: -1, size: 0 }
  }
}

function orNothing<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
