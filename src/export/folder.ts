import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from 'node:fs'
import { mkdir, open, readdir, readFile, realpath, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { lastManifest, lock, manifestFile, OWN } from './claim.ts'
import { type Manifest, manifestText } from './manifest.ts'

/** The folder of an export while it is being written. Files are named relative to it. */
export type Folder = {
  /** What the last export that came to its end left. */
  readonly last: Manifest
  /** Paths of documents that an export which did not come to its end began to write: what their files hold is not known. */
  readonly begun: ReadonlySet<string>
  /** Remembers that the files of a path are ours, and not what the last manifest says, before any of them is. */
  begin(document: string): void
  /** Puts a whole file in the place of what was there, or (whatever happens) leaves that. */
  put(file: string, bytes: Uint8Array | string, modified?: Date): Promise<void>
  /** Writes a file of our own, unless it is as it should be; returns whether it was another. */
  keep(file: string, text: string): Promise<boolean>
  /** Takes a file away, and the folders that it leaves empty. */
  remove(file: string): Promise<void>
  /** This is what the folder holds now. */
  finish(manifest: Manifest): Promise<void>
  /** Lets go of it, finished or not. */
  close(): void
}

/** @throws AppError `config_invalid` where the folder is not ours, or another process writes to it */
export async function openFolder(root: string, authority: string): Promise<Folder> {
  const last = lastManifest(root, authority)
  const own = path.join(root, OWN)
  const temporary = path.join(own, 'writing')
  mkdirSync(own, { recursive: true })
  const unlock = lock(root)
  // Leftovers of an export that was killed.
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary)
  const journalFile = path.join(own, 'begun')
  const begun = linesIn(journalFile)
  const journal = openSync(journalFile, 'a')
  // What was killed in the middle of a line wrote no file for it.
  writeSync(journal, '\n')
  const real = realpathSync(root)
  const folders = new Set<string>()
  let count = 0

  /** Nobody leads us out of the folder by a link. @throws AppError */
  const expectInside = async (folder: string): Promise<void> => {
    if ((await realpath(folder)) === path.join(real, path.relative(root, folder))) return
    throw new AppError('config_invalid', `${folder} leads out of ${root}: take the link away`)
  }

  const put: Folder['put'] = async (file, bytes, modified) => {
    const unfinished = path.join(temporary, String(++count))
    const handle = await open(unfinished, 'wx')
    try {
      await handle.writeFile(bytes)
      if (modified) await handle.utimes(modified, modified)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const target = path.join(root, file)
    const folder = path.dirname(target)
    if (!folders.has(folder)) {
      await expectInside(nearest(folder))
      await mkdir(folder, { recursive: true })
      folders.add(folder)
    }
    await rename(unfinished, target)
  }

  const keep: Folder['keep'] = async (file, text) => {
    const there = await readFile(path.join(root, file), 'utf8').catch(() => undefined)
    if (there === text) return false
    await put(file, text)
    return true
  }

  const manifestPlace = path.relative(root, manifestFile(root))
  // From now on the folder is known as ours, whenever we are stopped.
  await keep(manifestPlace, manifestText(last))

  return {
    last,
    begun,
    begin: (document) => void writeSync(journal, `${document}\n`),
    put,
    keep,
    remove: async (file) => {
      const target = path.join(root, file)
      if (!existsSync(target)) return
      await expectInside(path.dirname(target))
      await rm(target)
      for (let above = path.dirname(target); above !== root; above = path.dirname(above)) {
        folders.delete(above)
        const rest = await readdir(above)
        if (rest.length > 0) return
        await rmdir(above)
      }
    },
    finish: async (manifest) => {
      await keep(manifestPlace, manifestText(manifest))
      rmSync(journalFile)
    },
    close: () => {
      closeSync(journal)
      rmSync(temporary, { recursive: true, force: true })
      unlock()
    },
  }
}

/** The folder itself, or the one above it that is there. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(path.dirname(folder))
}

function linesIn(file: string): Set<string> {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
    return new Set(lines.filter((line) => line !== ''))
  } catch {
    return new Set()
  }
}
