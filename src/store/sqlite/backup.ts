import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { backup } from 'node:sqlite'
import { AppError } from '../../domain/errors.ts'
import type { StoreFacts } from '../inspection.ts'
import { makeFolder, openReading, toStoreError } from './database.ts'
import { inspectSqlite } from './inspect.ts'

/**
 * Copies a store into a file while it may be in use. The copy is consistent and checked before it gets its name.
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
    throw toStoreError(location, error, `cannot be copied to ${file}`)
  } finally {
    rmSync(part, { force: true })
  }
}

/**
 * Replaces a store by a backup while it may be in use: processes that have the store open switch to the new file. The
 * replaced store is kept as `….before-restore`.
 * @throws AppError
 */
export async function restoreSqlite(file: string, location: string): Promise<StoreFacts> {
  const facts = await factsOf(file)
  const part = `${location}.part`
  try {
    makeFolder(path.dirname(path.resolve(location)))
    copyFileSync(file, part)
    flush(part)
    const previous = `${location}.before-restore`
    for (const suffix of ['', '-wal', '-shm']) rmSync(previous + suffix, { force: true })
    // SQLite must not apply the previous store's log to the new file.
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(location + suffix)) renameSync(location + suffix, previous + suffix)
    }
    if (existsSync(location)) linkSync(location, previous)
    renameSync(part, location)
    return facts
  } catch (error) {
    throw toStoreError(location, error, 'cannot be restored')
  } finally {
    rmSync(part, { force: true })
  }
}

/** @throws AppError if the file is not a backup, is damaged, or was written by a newer program */
async function factsOf(file: string): Promise<StoreFacts> {
  if (!existsSync(file)) throw new AppError('store_unusable', `There is no file ${file}`)
  const { problems, facts } = await inspectSqlite(file)
  if (problems.length > 0) throw new AppError('store_unusable', `${file} is damaged or not a backup: ${problems[0]}`)
  if (!facts?.head) throw new AppError('store_unusable', `${file} has no edition: it is not a backup of a store`)
  return facts
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
