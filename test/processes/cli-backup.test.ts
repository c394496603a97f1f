import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { polyfeed, run, workplace } from '../support/child.ts'
import { article } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { runShared } from '../support/shared-process.ts'
import { until } from '../support/until.ts'
import { clientOf } from '../support/wire.ts'

const database = postgres()

const TOKEN = 'a-token-of-the-tests-0123'
const ADMIN = { Authorization: `Bearer ${TOKEN}` }

/** Starts a server of a newsroom that has withdrawn an article. */
async function serving(environment: Record<string, string> = {}) {
  const folder = workplace({}, { 'articles/b.json': article({ tags: ['lake'] }), 'articles/c.json': article() })
  const child = polyfeed(['serve'], { POLYFEED_ADMIN_TOKEN: TOKEN, ...environment }, folder)
  const [, port = ''] = await child.said(/at http:\/\/127\.0\.0\.1:(\d+)\//)
  const ask = clientOf(Number(port))
  const refresh = async () => JSON.parse((await ask('/admin/refresh', ADMIN, 'POST')).text)
  rmSync(path.join(folder, 'data/articles/b.json'))
  await refresh()
  const feed = async () => {
    const { text, headers } = await ask('/uk/atom.xml')
    return { text, etag: headers.etag, modified: headers['last-modified'] }
  }
  return { folder, child, ask, refresh, feed }
}

test('a backup of a store in use is restored into a store in use, with the same bytes, tags, dates and withdrawals', async () => {
  const { folder, refresh, feed } = await serving()
  const before = await feed()
  expect(before.text).toContain('deleted-entry')
  const backup = await run(['backup', 'copy.db'], folder)
  expect(backup).toMatchObject({ code: 0, stderr: '' })
  expect(backup.stdout).toMatch(/^copy\.db has edition 2 of \S+: \d+ variants, 2 withdrawals\.\n$/)
  const content = readFileSync(path.join(folder, 'data/articles/c.json'))
  writeFileSync(path.join(folder, 'data/articles/c.json'), JSON.stringify(article({ tags: ['other'] })))
  await refresh()
  expect(await feed()).not.toEqual(before)
  expect(await runShared(['restore', 'copy.db'], folder)).toMatchObject({
    code: 1,
    stderr: 'polyfeed: POLYFEED_STORE has an edition; --force replaces it with the backup\n',
  })
  writeFileSync(path.join(folder, 'data/articles/c.json'), content)
  expect(await run(['restore', 'copy.db', '--force'], folder)).toMatchObject({ code: 0, stderr: '' })
  await until(async () => (await feed()).etag === before.etag)
  expect(await feed()).toEqual(before)
  expect(await refresh()).toMatchObject({ feeds: 0 })
  expect(existsSync(path.join(folder, 'var/polyfeed.db.before-restore'))).toBe(true)
})

test('a start continues from a backup that was restored without an existing store', async () => {
  const { folder, child, feed } = await serving()
  const before = await feed()
  await runShared(['backup', 'copy.db'], folder)
  child.kill('SIGTERM')
  await child.ended
  rmSync(path.join(folder, 'var'), { recursive: true })
  expect(await runShared(['restore', 'copy.db'], folder)).toMatchObject({ code: 0 })
  const again = polyfeed(['serve'], {}, folder)
  const [, port = ''] = await again.said(/at http:\/\/127\.0\.0\.1:(\d+)\//)
  const { text, headers } = await clientOf(Number(port))('/uk/atom.xml')
  expect({ text, etag: headers.etag, modified: headers['last-modified'] }).toEqual(before)
})

test('backup and restore report a file that is not a backup, exists already, or is missing', async () => {
  const folder = workplace()
  writeFileSync(path.join(folder, 'junk.db'), 'not a database at all, but long enough to be read as one'.repeat(200))
  expect(await runShared(['restore', 'junk.db'], folder)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^polyfeed: junk\.db is damaged or not a backup: /),
  })
  expect(await runShared(['restore', 'none.db'], folder)).toMatchObject({
    code: 1,
    stderr: 'polyfeed: There is no file none.db\n',
  })
  expect(await runShared(['backup', 'copy.db'], folder)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no store at'),
  })
  expect(await runShared(['backup', 'junk.db'], folder)).toMatchObject({
    code: 1,
    stderr: 'polyfeed: junk.db already exists; --force replaces it\n',
  })
  expect(await runShared(['backup', 'copy.db'], folder, { POLYFEED_STORE: 'sqlite::memory:' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has nothing to copy'),
  })
})

test('a backup of PostgreSQL reports missing client programs', async () => {
  const folder = workplace()
  const environment = { POLYFEED_STORE: await database(), PATH: '/nowhere' }
  expect(await runShared(['backup', 'copy.dump'], folder, environment)).toMatchObject({
    code: 1,
    stderr: "polyfeed: pg_dump is not on PATH: install PostgreSQL's client programs\n",
  })
})
