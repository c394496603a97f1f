import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { type Manifest, manifestIn } from './manifest.ts'

/** What is ours and is not served: the manifest, what is being written, nginx's configuration. */
export const OWN = '.polyfeed'

export function manifestFile(root: string): string {
  return path.join(root, OWN, 'manifest.json')
}

/**
 * The manifest that the last export left in a folder; an empty one where the folder is new or empty. Nothing is written.
 * @throws AppError `config_invalid` where the folder holds what is not ours, or another newsroom's
 */
export function lastManifest(root: string, authority: string): Manifest {
  const there = statSync(root, { throwIfNoEntry: false })
  if (there && !there.isDirectory()) throw new AppError('config_invalid', `${root} is not a folder: name another`)
  const file = manifestFile(root)
  if (existsSync(file)) {
    const manifest = manifestIn(readFileSync(file, 'utf8'), file)
    if (manifest.authority === authority) return manifest
    throw new AppError('config_invalid', `${root} holds the export of ${manifest.authority}: name another folder`)
  }
  // A first export that was stopped at once has left nothing but its own folder.
  if (there && readdirSync(root).some((name) => name !== OWN)) {
    throw new AppError('config_invalid', `${root} is not empty, and no export of ours is in it: name another folder`)
  }
  return { authority, documents: new Map() }
}

/**
 * Keeps a second export out of a folder while this one writes; returns what lets it in. Who was killed holds nothing.
 * @throws AppError `config_invalid`
 */
export function lock(root: string): () => void {
  const file = path.join(root, OWN, 'lock')
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  if (isRunning(holder)) {
    throw new AppError(
      'config_invalid',
      `Process ${holder} is writing to ${root}: wait for it (if it is no export, delete ${file})`,
    )
  }
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
}

function isRunning(id: number): boolean {
  // In a container every process that is the only one has the same number.
  if (!Number.isSafeInteger(id) || id <= 0 || id === process.pid) return false
  try {
    return process.kill(id, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
