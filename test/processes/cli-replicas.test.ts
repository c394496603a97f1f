import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Child, polyfeed, WELCOME, workplace } from '../support/child.ts'
import { manyArticles } from '../support/many.ts'
import { article, variant } from '../support/newsroom.ts'
import { ownPostgres, postgres } from '../support/postgres.ts'
import { connectedFrom, isRunning } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { TOKEN } from '../support/wire.ts'

const empty = postgres()

const EVERY_SECOND = { schedule: '* * * * * *' }
/** The advisory lock of a refresh: REFRESH_LOCK of the PostgreSQL adapter. */
const REFRESHING = 7_065_797_303

const REFRESHES = /^Polyfeed refreshes; .*: (http:\/\/[^/]+)\/readyz$/m

type Process = Child & { readonly origin: string }

async function started(folder: string, store: string, role = 'all'): Promise<Process> {
  const environment = { LOG_LEVEL: 'info', POLYFEED_STORE: store, POLYFEED_ROLE: role, POLYFEED_ADMIN_TOKEN: TOKEN }
  const child = polyfeed([], environment, folder)
  const [, origin = ''] = await child.said(role === 'refresh' ? REFRESHES : WELCOME)
  return { ...child, origin }
}

const ask = (address: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(address, { ...init, headers: { Connection: 'close', ...init.headers }, signal: AbortSignal.timeout(15_000) })

async function asking(address: string): Promise<(statement: string) => Promise<Record<string, never>[]>> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  onTestFinished(() => client.end())
  return async (statement) => (await client.query(statement)).rows
}

function readingOf(file: string): (statement: string) => Promise<object[]> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 })
  onTestFinished(() => database.close())
  return async (statement) => database.prepare(statement).all()
}

const refreshed = ({ stderr }: Child) => stderr().match(/"refreshed"/g)?.length ?? 0

function write(folder: string, file: string, content: unknown): void {
  writeFileSync(path.join(folder, 'data', file), JSON.stringify(content))
}

/** Their transaction takes long enough to be seen while it is open. */
const ARTICLES = 200

const SLOTS = "SELECT name FROM leases WHERE name <> 'refresh wanted'"

test.each(['SQLite', 'PostgreSQL'] as const)(
  'one of three processes on one store in %s refreshes at each slot',
  async (kind) => {
    const folder = workplace({ ...EVERY_SECOND, schedule: '*/3 * * * * *' })
    const file = path.join(folder, 'shared.db')
    const store = kind === 'SQLite' ? `sqlite:${file}` : await empty()
    const all = await Promise.all([1, 2, 3].map(() => started(folder, store)))
    const sql = kind === 'SQLite' ? readingOf(file) : await asking(store)
    const slotsIn = async () => (await sql(SLOTS)).length
    const atStart = all.length
    await until(slotsIn, (slots) => slots >= 3, 30_000)
    for (const child of all) child.kill('SIGTERM')
    for (const child of all) expect(await child.ended).toBe(0)
    const slots = await slotsIn()
    const runs = all.reduce((sum, child) => sum + refreshed(child), 0) - atStart
    expect(runs).toBeLessThanOrEqual(slots)
    // The last refresh of each process may be aborted at its end. A busy machine may skip a slot.
    expect(runs).toBeGreaterThanOrEqual(slots - all.length)
    for (const child of all) expect(child.stderr()).not.toMatch(/failed|does not answer/)
  },
  120_000,
)

test('all replicas serve the same bytes, and a change within moments', async () => {
  const store = await empty()
  const folder = workplace({ schedule: '0 0 29 2 *' })
  const [all, serving, refreshing] = [
    await started(folder, store),
    await started(folder, store, 'serve'),
    await started(folder, store, 'refresh'),
  ]
  const seen = async ({ origin }: Process) => {
    const answer = await ask(`${origin}/uk/atom.xml`)
    return [answer.status, answer.headers.get('etag'), answer.headers.get('last-modified'), await answer.text()]
  }
  const before = await seen(all)
  expect(before[0]).toBe(200)
  expect(await seen(serving)).toEqual(before)
  expect((await ask(`${refreshing.origin}/uk/atom.xml`)).status).toBe(404)
  write(folder, 'articles/b.json', article({ variants: { uk: variant('Човен', 'uk') } }))
  const headers = { Authorization: `Bearer ${TOKEN}` }
  expect((await ask(`${serving.origin}/admin/refresh`, { method: 'POST', headers })).status).toBe(202)
  const after = await until(
    () => seen(serving),
    ([, etag]) => etag !== before[1],
  )
  expect(String(after[3])).toContain('Човен')
  await until(
    () => seen(all),
    ([, etag]) => etag === after[1],
  )
  expect(await seen(all)).toEqual(after)
  expect(refreshed(serving)).toBe(0)
}, 120_000)

describe.runIf(existsSync('/proc/self/fd'))('a process that is killed while it refreshes', () => {
  test('leaves no partial edition: the others serve the last one, and another process makes the next', async () => {
    const store = await empty()
    const folder = workplace(EVERY_SECOND, manyArticles(ARTICLES))
    const sql = await asking(store)
    const serving = started(folder, store, 'serve')
    const pair = await Promise.all([started(folder, store), started(folder, store)])
    const { origin } = await serving
    const etag = async () => (await ask(`${origin}/uk/rss.xml`)).headers.get('etag')
    const before = await until(etag)
    const revision = async () => JSON.parse((await sql('SELECT body FROM head'))[0]?.body ?? '{}').revision as number
    expect(await revision()).toBe(1)
    // The lock prevents refreshes until all files are written.
    await sql(`SELECT pg_advisory_lock(${REFRESHING})`)
    for (const [file, content] of Object.entries(manyArticles(ARTICLES))) {
      write(folder, file, { ...(content as object), published: '2026-03-02T09:00:00+02:00' })
    }
    await sql(`SELECT pg_advisory_unlock(${REFRESHING})`)
    // The process that holds this lock has written in a transaction that is still open.
    const WRITING = `SELECT client_port FROM pg_stat_activity JOIN pg_locks USING (pid)
      WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND relation = 'variants'::regclass`
    const [held] = await until(
      () => sql(WRITING),
      ({ length }) => length > 0,
    )
    const leader = connectedFrom(
      Number(held?.client_port),
      pair.map(({ pid }) => pid),
    )
    expect(leader).toBeDefined()
    process.kill(leader as number, 'SIGKILL')
    const other = pair.find(({ pid }) => pid !== leader) as Process
    const seen = new Set<string | null>()
    await until(async () => {
      seen.add(await etag())
      return (await revision()) > 1 && (await etag()) !== before
    })
    seen.add(await etag())
    // Readers saw the edition before and the one after, and none between.
    expect(seen.size).toBe(2)
    const text = await (await ask(`${origin}/uk/rss.xml`)).text()
    expect(text).not.toContain('01 Mar 2026')
    const [, changed] = await other.said(/"revision":2.*?"changed":(\d+).*"refreshed"/)
    expect(Number(changed)).toBe(ARTICLES)
    expect(isRunning(other.pid)).toBe(true)
  }, 120_000)
})

test('replicas keep serving composed documents while the database is down, and end after a signal', async () => {
  const database = await ownPostgres()
  const folder = workplace(EVERY_SECOND)
  const all = await started(folder, database.address)
  const serving = await started(folder, database.address, 'serve')
  const refreshing = await started(folder, database.address, 'refresh')
  const processes = [all, serving]
  const etags = await Promise.all(
    processes.map(async ({ origin }) => (await ask(`${origin}/uk/rss.xml`)).headers.get('etag')),
  )
  expect(new Set(etags).size).toBe(1)
  const ageOf = async ({ origin }: Process) => {
    const answer = await ask(`${origin}/readyz`)
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { edition: { ageSeconds: number } }).edition.ageSeconds
  }

  await database.stop()
  let load = true
  const statuses = new Set<number>()
  const loading = Promise.all(
    processes.map(async ({ origin }) => {
      while (load) {
        const conditional = await ask(`${origin}/uk/rss.xml`, { headers: { 'If-None-Match': String(etags[0]) } })
        statuses.add(conditional.status)
        await setTimeout(10)
      }
    }),
  )
  for (const one of processes) {
    const { origin } = one
    expect((await ask(`${origin}/uk/rss.xml`)).status).toBe(200)
    const unmade = await ask(`${origin}/en/feed.json`)
    expect([unmade.status, unmade.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await ask(`${origin}/healthz`)).status).toBe(200)
    const age = await ageOf(one)
    await until(
      () => ageOf(one),
      (now) => now >= age + 2,
    )
  }
  // Waits until a scheduled refresh was skipped or has failed.
  await all.said(/refresh was skipped|the refresh failed|does not answer/)
  const headers = { Authorization: `Bearer ${TOKEN}` }
  for (const { origin } of processes) {
    expect((await ask(`${origin}/admin/refresh`, { method: 'POST', headers })).status).toBeGreaterThanOrEqual(500)
  }
  write(folder, 'articles/b.json', article({ variants: { uk: variant('Човен', 'uk') } }))

  await database.start()
  for (const { origin } of processes) {
    await until(
      async () => (await ask(`${origin}/uk/rss.xml`)).text(),
      (text) => text.includes('Човен'),
      20_000,
    )
    expect((await ask(`${origin}/en/feed.json`)).status).toBe(200)
  }
  load = false
  await loading
  // The feed changes when the database is back, so a conditional request then gets a 200.
  expect([...statuses].every((status) => status === 304 || status === 200)).toBe(true)
  expect(statuses).toContain(304)
  await database.stop()
  for (const child of [...processes, refreshing]) {
    expect(isRunning(child.pid)).toBe(true)
    child.kill('SIGTERM')
  }
  for (const child of [...processes, refreshing]) expect(await child.ended).toBe(0)
}, 120_000)
