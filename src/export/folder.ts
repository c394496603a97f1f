import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from 'node:fs'
import { mkdir, open, readdir, readFile, realpath, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { lock, manifestFile, PRIVATE_FOLDER, readLastManifest } from './claim.ts'
import { type Manifest, manifestText } from './manifest.ts'

export type Folder = Awaited<ReturnType<typeof openFolder>>

/**
 * Opens the folder of an export to write it. File names are relative to it.
 * @throws AppError `config_invalid` if the folder is not this newsroom's export, or another process writes to it
 */
export async function openFolder(root: string, authority: string) {
  const lastManifest = readLastManifest(root, authority)
  const own = path.join(root, PRIVATE_FOLDER)
  const temporary = path.join(own, 'writing')
  mkdirSync(own, { recursive: true })
  const unlock = lock(root)
  // A killed export may have left unfinished files.
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary)
  const journalFile = path.join(own, 'begun')
  const interrupted = linesIn(journalFile)
  const journal = openSync(journalFile, 'a')
  // Ends a line that a killed export left incomplete. It wrote no file for that line.
  writeSync(journal, '\n')
  const realRoot = realpathSync(root)
  const createdFolders = new Set<string>()
  let fileCount = 0

  /** @throws AppError if a symbolic link leads out of the export */
  const requireInside = async (folder: string): Promise<void> => {
    if ((await realpath(folder)) === path.join(realRoot, path.relative(root, folder))) return
    throw new AppError('config_invalid', `${folder} leads out of ${root}; remove the link`)
  }

  /** Replaces a file atomically. */
  const put = async (file: string, bytes: Uint8Array | string, modified?: Date): Promise<void> => {
    const unfinished = path.join(temporary, String(++fileCount))
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
    if (!createdFolders.has(folder)) {
      await requireInside(existingAncestor(folder))
      await mkdir(folder, { recursive: true })
      createdFolders.add(folder)
    }
    await rename(unfinished, target)
  }

  /** Writes a file unless it has this text already; returns whether it wrote. */
  const writeIfChanged = async (file: string, text: string): Promise<boolean> => {
    const previousText = await readFile(path.join(root, file), 'utf8').catch(() => undefined)
    if (previousText === text) return false
    await put(file, text)
    return true
  }

  const manifestPath = path.relative(root, manifestFile(root))
  // Marks the folder as an export before the first document is written.
  await writeIfChanged(manifestPath, manifestText(lastManifest))

  return {
    /** The manifest of the last export that finished. */
    lastManifest,
    /** Documents that an interrupted export started to write: the content of their files is unknown. */
    interrupted,
    /** Records in the journal that a document's files are being replaced. Call it before the first `put`. */
    recordStart: (document: string): void => void writeSync(journal, `${document}\n`),
    put,
    writeIfChanged,
    /** Removes a file, and folders that become empty. */
    remove: async (file: string): Promise<void> => {
      const target = path.join(root, file)
      if (!existsSync(target)) return
      await requireInside(path.dirname(target))
      await rm(target)
      for (let above = path.dirname(target); above !== root; above = path.dirname(above)) {
        createdFolders.delete(above)
        const remaining = await readdir(above)
        if (remaining.length > 0) return
        await rmdir(above)
      }
    },
    /** Writes the manifest and removes the journal. */
    finish: async (manifest: Manifest): Promise<void> => {
      await writeIfChanged(manifestPath, manifestText(manifest))
      rmSync(journalFile)
    },
    /** Releases the lock, also after a failure. */
    close: (): void => {
      closeSync(journal)
      rmSync(temporary, { recursive: true, force: true })
      unlock()
    },
  }
}

/** The folder itself if it exists, or else its nearest existing ancestor. */
function existingAncestor(folder: string): string {
  return existsSync(folder) ? folder : existingAncestor(path.dirname(folder))
}

function linesIn(file: string): Set<string> {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
    return new Set(lines.filter((line) => line !== ''))
  } catch {
    return new Set()
  }
}
