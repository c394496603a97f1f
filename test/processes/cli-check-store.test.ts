import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { run } from '../support/child.ts'
import { folderWith } from '../support/desk.ts'
import { article, configOf, intake, newsroom } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'
import { headRow } from '../support/store-rows.ts'

/** A newsroom whose store is a file, and functions that run commands on it. */
async function stored() {
  const { folder } = await newsroom({ files: { 'articles/a.json': article(), 'articles/b.json': article() } })
  const file = path.join(folder, 'store', 'polyfeed.db')
  mkdirSync(path.dirname(file))
  const environment = { POLYFEED_DATA: folder, POLYFEED_STORE: `sqlite:${file}` }
  const refresh = async (): Promise<void> => {
    const app = await createApp(configOf(folder, environment), { intake })
    await app.newsroom.refresh()
    await app.close()
  }
  return {
    file,
    refresh,
    command: (...args: string[]) => runShared(args, folder, environment),
    start: () => run(['serve'], folder, environment),
  }
}

/** Overwrites all pages but the first with a byte that no valid page begins with. */
function damage(file: string): void {
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 4096)
  writeFileSync(file, bytes)
}

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

describe('polyfeed check --store', () => {
  test('reports a missing store, and creates none', async () => {
    const { file, command } = await stored()
    const { code, stdout } = await command('check', '--store')
    expect([code, stdout]).toEqual([0, `${file} has no store yet; the first start creates it from the sources.\n`])
    expect(existsSync(file)).toBe(false)
  })

  test('lists the contents of an intact store', async () => {
    const { file, refresh, command } = await stored()
    await refresh()
    const { code, stdout } = await command('check', '--store')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^schema \d+, edition 1 of 20\S+Z\n2 files, 4 variants, \d+ feeds, 0 withdrawals\n/)
    expect(stdout).toContain(`${file} is intact.\n`)
  })

  test('names damage, the remedy and the loss, and changes nothing', async () => {
    const { file, refresh, command } = await stored()
    await refresh()
    damage(file)
    const before = hashOf(file)
    const { code, stdout } = await command('check', '--store')
    expect(code).toBe(1)
    expect(stdout).toContain(`${file} is damaged:\n`)
    for (const part of [
      '.dump',
      "UPDATE files SET modified = -1, hash = ''",
      'PRAGMA user_version',
      'withdrawals.keep',
    ]) {
      expect(stdout).toContain(part)
    }
    expect(hashOf(file)).toBe(before)
  })

  test('the printed remedy reads every file again, so unsaved data comes from the sources', async () => {
    const { file, refresh, command } = await stored()
    await refresh()
    const saved = new DatabaseSync(file)
    const feeds = saved.prepare('SELECT scope, version FROM feeds ORDER BY scope').all()
    saved.exec("DELETE FROM variants; UPDATE files SET modified = -1, hash = ''")
    saved.close()
    await refresh()
    const again = new DatabaseSync(file)
    expect(again.prepare('SELECT scope, version FROM feeds ORDER BY scope').all()).toEqual(feeds)
    again.close()
    expect((await command('check', '--store')).code).toBe(0)
  })
})

test.each([
  ['is damaged', damage],
  ['is no database', (file: string) => writeFileSync(file, 'x'.repeat(9000))],
])('a start on a file that %s is one sentence that names it, and leaves it as it is', async (_name, spoil) => {
  const { file, refresh, start } = await stored()
  await refresh()
  spoil(file)
  const before = hashOf(file)
  const { code, stderr } = await start()
  expect(code).toBe(1)
  const said = stderr.split('\n').filter((line) => line.startsWith('polyfeed: '))
  expect(said).toHaveLength(1)
  expect(said[0]).toContain(`POLYFEED_STORE sqlite:${file} is damaged`)
  expect(said[0]).toContain('polyfeed check --store')
  expect(hashOf(file)).toBe(before)
})

test('a full disk is named, and existing data stays', async () => {
  const file = path.join(folderWith({}), 'polyfeed.db')
  const store = openSqliteStore(file)
  await store.transact((writer) => writer.putHead(headRow()))
  const limited = openSqliteStore(file)
  const full = limited.transact(async (writer) => {
    await writer.touchFiles([{ file: 'a.json', mark: { modified: 1, size: 1, hash: 'h' } }])
    throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
  })
  await expect(full).rejects.toMatchObject({
    code: 'store_unusable',
    message: expect.stringMatching(/full disk: free some space/),
  })
  expect(await store.fileCount()).toBe(0)
  expect((await store.head())?.revision).toBe(headRow().revision)
  await limited.close()
  await store.close()
})
