import { execFile } from 'node:child_process'
import * as fs from 'node:fs'
import { mkdir, open, readdir, readFile, realpath, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { forEachConcurrently } from '../concurrency.ts'
import { AppError } from '../domain/errors.ts'
import { MANIFEST_FILE, type Manifest, manifestText, PRIVATE_FOLDER, readLastManifest } from './manifest.ts'
import { writeNewFile } from './new-file.ts'

export type Folder = Awaited<ReturnType<typeof openFolder>>

/** A document, and its files with the names that {@link Folder.newName} returned. */
export type StagedDocument = {
  readonly path: string
  readonly files: readonly (readonly [staged: string, file: string])[]
}

/**
 * Opens the folder of an export to write it. File names are relative to it.
 * @throws AppError `config_invalid` if the folder is not this newsroom's export, or another process writes to it
 */
export async function openFolder(root: string, authority: string) {
  const lastManifest = readLastManifest(root, authority)
  const own = path.join(root, PRIVATE_FOLDER)
  const temporary = path.join(own, 'writing')
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

  /** The name for a new file that is not public yet. */
  const newName = (): string => path.join(temporary, String(++fileCount))

  /** Replaces files atomically by staged ones. */
  const publishFiles = async (files: StagedDocument['files']): Promise<void> => {
    for (const [staged, file] of files) {
      await createFolderOf(file)
      fs.renameSync(staged, path.join(root, file))
    }
  }

  /** Writes a file unless it has this text already; returns whether it wrote. */
  const writeIfChanged = async (file: string, text: string): Promise<boolean> => {
    const previousText = await readFile(path.join(root, file), 'utf8').catch(() => undefined)
    if (previousText === text) return false
    const staged = newName()
    writeNewFile(staged, text)
    await makeDurable([staged])
    await publishFiles([[staged, file]])
    return true
  }

  // Marks the folder as an export before the first document is written.
  await writeIfChanged(MANIFEST_FILE, manifestText(lastManifest))

  return {
    lastManifest,
    /** Documents that an interrupted export started to write: the content of their files is unknown. */
    interrupted,
    newName,
    /** Publishes the files of documents. The journal has a document before its first file is replaced. */
    publish: async (documents: readonly StagedDocument[]): Promise<void> => {
      await makeDurable(documents.flatMap(({ files }) => files.map(([staged]) => staged)))
      for (const { path, files } of documents) {
        fs.writeSync(journal, `${path}\n`)
        await publishFiles(files)
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

/** For more files, one `sync` of the file system costs less than `fsync` for each. */
const SINGLE_SYNCS_MAX = 30

/** The threads of Node's pool. */
const SYNC_CONCURRENCY = 4

/** Renamed files must be complete even after a power failure. */
async function makeDurable(files: readonly string[]): Promise<void> {
  const [first, ...rest] = files
  if (first !== undefined && rest.length >= SINGLE_SYNCS_MAX && process.platform === 'linux') {
    const synced = promisify(execFile)('sync', ['-f', first])
    // Some systems have no such command.
    if (await synced.catch(() => undefined)) return
  }
  await forEachConcurrently(files, SYNC_CONCURRENCY, async (file) => {
    const handle = await open(file, 'r+')
    await handle.sync().finally(() => handle.close())
  })
}

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
