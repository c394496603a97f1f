import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { type Manifest, parseManifest } from './manifest.ts'

/** The folder of files that are not served: manifest, journal, lock, unfinished files, nginx configuration. */
export const PRIVATE_FOLDER = '.polyfeed'

export function manifestFile(root: string): string {
  return path.join(root, PRIVATE_FOLDER, 'manifest.json')
}

/**
 * Reads the manifest of the last export; returns an empty one if the folder is new or empty. Writes nothing.
 * @throws AppError `config_invalid` if the folder has other content, or another newsroom's export
 */
export function readLastManifest(root: string, authority: string): Manifest {
  const stats = statSync(root, { throwIfNoEntry: false })
  if (stats && !stats.isDirectory()) throw new AppError('config_invalid', `${root} is not a folder; choose another`)
  const file = manifestFile(root)
  if (existsSync(file)) {
    const manifest = parseManifest(readFileSync(file, 'utf8'), file)
    if (manifest.authority === authority) return manifest
    throw new AppError('config_invalid', `${root} has the export of ${manifest.authority}; choose another folder`)
  }
  // A first export that was stopped early leaves only this folder.
  if (stats && readdirSync(root).some((name) => name !== PRIVATE_FOLDER)) {
    throw new AppError('config_invalid', `${root} is not empty and contains no export; choose another folder`)
  }
  return { authority, documents: new Map() }
}

/**
 * Locks the folder against a second export and returns the unlock function. The lock of a killed process is ignored.
 * @throws AppError `config_invalid` if another process has the lock
 */
export function lock(root: string): () => void {
  const file = path.join(root, PRIVATE_FOLDER, 'lock')
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  if (isRunning(holder)) {
    const advice = `wait until it ends, or delete ${file} if it is not an export`
    throw new AppError('config_invalid', `Process ${holder} is writing to ${root}; ${advice}`)
  }
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
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
