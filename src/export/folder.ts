import { execFile } from 'node:child_process'
import * as fs from 'node:fs'
import { mkdir, open, readdir, readFile, realpath, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { forEachConcurrently } from '../concurrency.ts'
import { AppError } from '../domain/errors.ts'
import { MANIFEST_FILE, type Manifest, manifestText, PRIVATE_FOLDER, readLastManifest } from './manifest.ts'

export type Folder = Awaited<ReturnType<typeof openFolder>>

/** The folder of files that are not published yet. */
export function stagingFolder(root: string): string {
  return path.join(root, PRIVATE_FOLDER, 'writing')
}

/** A document, and its files with their names in the staging folder. */
type Publication = { readonly document: string; readonly files: readonly (readonly [staged: string, file: string])[] }

/**
 * Opens the folder of an export to write it. File names are relative to it.
 * @throws AppError `config_invalid` if the folder is not this newsroom's export, or another process writes to it
 */
export async function openFolder(root: string, authority: string) {
  const lastManifest = readLastManifest(root, authority)
  const own = path.join(root, PRIVATE_FOLDER)
  const temporary = stagingFolder(root)
  fs.mkdirSync(own, { recursive: true })
  const unlock = lock(root)
  // A killed export may have left unfinished files.
  fs.rmSync(temporary, { recursive: true, force: true })
  fs.mkdirSync(temporary)
  const journalFile = path.join(own, 'begun')
  const journal = fs.openSync(journalFile, 'a')
  const lines = fs.readFileSync(journalFile, 'utf8').split('\n')
  // A killed export may have left its last line incomplete. It wrote no file for that line.
  const interrupted = new Set(lines.slice(0, -1).filter((line) => line !== ''))
  fs.writeSync(journal, '\n')
  const realRoot = fs.realpathSync(root)
  const createdFolders = new Set<string>()
  let fileCount = 0

  /** @throws AppError if a symbolic link leads out of the export */
  const requireInside = async (folder: string): Promise<void> => {
    if ((await realpath(folder)) === path.join(realRoot, path.relative(root, folder))) return
    throw new AppError('config_invalid', `${folder} leads out of ${root}; remove the link`)
  }

  const createFolderOf = async (file: string): Promise<void> => {
    const folder = path.dirname(path.join(root, file))
    if (createdFolders.has(folder)) return
    await requireInside(existingAncestor(folder))
    await mkdir(folder, { recursive: true })
    createdFolders.add(folder)
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
    await createFolderOf(file)
    await rename(unfinished, path.join(root, file))
  }

  /** Writes a file unless it has this text already; returns whether it wrote. */
  const writeIfChanged = async (file: string, text: string): Promise<boolean> => {
    const previousText = await readFile(path.join(root, file), 'utf8').catch(() => undefined)
    if (previousText === text) return false
    await put(file, text)
    return true
  }

  // Marks the folder as an export before the first document is written.
  await writeIfChanged(MANIFEST_FILE, manifestText(lastManifest))

  return {
    lastManifest,
    /** Documents that an interrupted export started to write: the content of their files is unknown. */
    interrupted,
    /** Replaces the files of documents atomically by staged ones. The journal gets each document before. */
    publish: async (publications: readonly Publication[]): Promise<void> => {
      const staged = publications.flatMap(({ files }) => files.map(([name]) => path.join(temporary, name)))
      await makeDurable(temporary, staged)
      for (const { document, files } of publications) {
        for (const [, file] of files) await createFolderOf(file)
        fs.writeSync(journal, `${document}\n`)
        for (const [name, file] of files) fs.renameSync(path.join(temporary, name), path.join(root, file))
      }
    },
    writeIfChanged,
    /** Removes a file, and folders that become empty. */
    remove: async (file: string): Promise<void> => {
      const target = path.join(root, file)
      if (!fs.existsSync(target)) return
      await requireInside(path.dirname(target))
      await rm(target)
      for (let above = path.dirname(target); above !== root; above = path.dirname(above)) {
        createdFolders.delete(above)
        const remaining = await readdir(above)
        if (remaining.length > 0) return
        await rmdir(above)
      }
    },
    finish: async (manifest: Manifest): Promise<void> => {
      await writeIfChanged(MANIFEST_FILE, manifestText(manifest))
      fs.rmSync(journalFile)
    },
    /** Releases the lock, also after a failure. */
    close: (): void => {
      fs.closeSync(journal)
      fs.rmSync(temporary, { recursive: true, force: true })
      unlock()
    },
  }
}

/** With more files, one `sync` of the file system takes a fifth of their processor time. */
const SINGLE_SYNCS_MAX = 30

/** Files that have been renamed must be complete even after a power failure. */
async function makeDurable(folder: string, files: readonly string[]): Promise<void> {
  if (files.length > SINGLE_SYNCS_MAX && process.platform === 'linux') {
    const isDone = await promisify(execFile)('sync', ['-f', folder]).then(
      () => true,
      () => false,
    )
    if (isDone) return
  }
  await forEachConcurrently(files, SYNC_CONCURRENCY, async (file) => {
    const handle = await open(file, 'r+')
    await handle.sync().finally(() => handle.close())
  })
}

/** The threads of Node's pool. */
const SYNC_CONCURRENCY = 4

function existingAncestor(folder: string): string {
  return fs.existsSync(folder) ? folder : existingAncestor(path.dirname(folder))
}

/**
 * Locks the folder against a second export and returns the unlock function. The lock of a killed process is ignored.
 * @throws AppError `config_invalid` if another process has the lock
 */
function lock(root: string): () => void {
  const file = path.join(root, PRIVATE_FOLDER, 'lock')
  const holder = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : Number.NaN
  if (isRunning(holder)) {
    const advice = `wait until it ends, or delete ${file} if it is not an export`
    throw new AppError('config_invalid', `Process ${holder} is writing to ${root}; ${advice}`)
  }
  fs.writeFileSync(file, String(process.pid))
  return () => fs.rmSync(file, { force: true })
}

function isRunning(pid: number): boolean {
  // In containers, the id of a killed process is often that of its successor.
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
