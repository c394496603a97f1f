import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { createCheckpoints } from '../../../src/store/sqlite/checkpoint.ts'

const LARGE = 10_000

test('a thread copies the log after a large transaction, and not while it grows', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'polyfeed.db')
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE texts (text TEXT)')
  const checkpoints = createCheckpoints(file)
  const write = (): void => database.exec('INSERT INTO texts VALUES (zeroblob(1000000))')
  const logBytes = (): number => statSync(`${file}-wal`).size

  expect(checkpoints.deferFor(database, LARGE - 1)).toBe(false)
  expect(checkpoints.deferFor(database, LARGE)).toBe(true)
  write()
  checkpoints.start(database)
  expect(checkpoints.deferFor(database, LARGE), 'the thread is running').toBe(false)
  for (let times = 0; times < 10; times++) write()
  await checkpoints.ended()
  expect(checkpoints.deferFor(database, LARGE), 'the log grew meanwhile').toBe(false)
  const before = logBytes()
  // The first commit copies all of the log, so that the second one begins it anew.
  write()
  write()
  expect(logBytes()).toBeLessThan(before + 2_000_000)
  expect(checkpoints.deferFor(database, LARGE)).toBe(true)
  database.close()
})
