import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { backup } from 'node:sqlite'
import { AppError } from '../../domain/errors.ts'
import type { StoreFacts } from '../inspection.ts'
import { explained, makeFolder, openReading } from './database.ts'
import { inspectSqlite } from './inspect.ts'

/**
 * Copies a store, which may be in use, into a file: of one moment, whole, checked, and there all at once.
 * https://www.sqlite.org/backup.html
 * @throws AppError
 */
export async function backupSqlite(location: string, file: string): Promise<StoreFacts> {
  if (!existsSync(location)) throw new AppError('store_unusable', `There is no store at ${location}`)
  const part = `${file}.part`
  try {
    const source = openReading(location)
    try {
      await backup(source, part)
    } finally {
      source.close()
    }
    const facts = await factsOf(part)
    flush(part)
    renameSync(part, file)
    return facts
  } catch (error) {
    throw explained(location, error, `cannot be copied to ${file}`)
  } finally {
    rmSync(part, { force: true })
  }
}

/**
 * Puts a backup in the place of a store, which may be in use: processes that have it open notice, and take it over. What
 * was there is kept beside it, as `….before-restore`.
 * @throws AppError
 */
export async function restoreSqlite(file: string, location: string): Promise<StoreFacts> {
  const facts = await factsOf(file)
  const part = `${location}.part`
  try {
    makeFolder(path.dirname(path.resolve(location)))
    copyFileSync(file, part)
    flush(part)
    const kept = `${location}.before-restore`
    for (const end of ['', '-wal', '-shm']) rmSync(kept + end, { force: true })
    // The log of what was there must not be taken for the new file's.
    for (const end of ['-wal', '-shm']) if (existsSync(location + end)) renameSync(location + end, kept + end)
    if (existsSync(location)) linkSync(location, kept)
    renameSync(part, location)
    return facts
  } catch (error) {
    throw explained(location, error, 'cannot be restored')
  } finally {
    rmSync(part, { force: true })
  }
}

/** What a whole backup has. @throws AppError for a file that is none, that is damaged, or of a newer program */
async function factsOf(file: string): Promise<StoreFacts> {
  if (!existsSync(file)) throw new AppError('store_unusable', `There is no file ${file}`)
  const { problems, facts } = await inspectSqlite(file)
  if (problems.length > 0) throw new AppError('store_unusable', `${file} is damaged or no backup: ${problems[0]}`)
  if (!facts?.head) throw new AppError('store_unusable', `${file} has no edition: it is no backup of a store`)
  return facts
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
