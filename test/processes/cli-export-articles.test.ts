import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { workplace } from '../support/child.ts'
import { runShared } from '../support/shared-process.ts'

test('export writes the pushed articles as files, without those that were deleted', async () => {
  const folder = workplace()
  mkdirSync(path.join(folder, 'var'))
  const store = openSqliteStore(path.join(folder, 'var/polyfeed.db'))
  const many = Array.from({ length: 600 }, (_, n) => `a${n}`)
  const ids = ['bridge', 'міст', 'a/b', '.hidden', 'x'.repeat(260), ...many]
  const records = [...ids.map((key) => ({ key, body: JSON.stringify({ id: key }) })), { key: 'gone', body: null }]
  await store.transact((writer) => writer.putRecords('api', records))
  await store.transact((writer) => writer.putRecords('cms', [{ key: 'other', body: '{}' }]))
  await store.close()
  const command = ['export', 'articles', '--out', 'out']
  expect(await runShared(command, folder)).toEqual({ code: 0, stdout: '605 articles in out\n', stderr: '' })
  const out = path.join(folder, 'out')
  const files = readdirSync(out)
  expect(files).toEqual(expect.arrayContaining(['bridge.json', 'міст.json']))
  const written = files.map((file) => JSON.parse(readFileSync(path.join(out, file), 'utf8')).id)
  expect(written.sort()).toEqual(ids.sort())
  const again = await runShared(command, folder)
  expect([again.code, again.stderr]).toEqual([1, 'polyfeed: out is not empty; choose a new folder\n'])
})
