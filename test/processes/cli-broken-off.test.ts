import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type Child, polyfeed, WELCOME, workplace } from '../support/child.ts'
import { manyArticles } from '../support/many.ts'
import { SITE } from '../support/newsroom.ts'
import { until } from '../support/until.ts'

const FILES = 2000
const PART = 500

/** Ends a start during its first refresh. `known` is the number of files in the store. */
async function brokenOff(folder: string, signal: 'SIGINT' | 'SIGKILL'): Promise<{ child: Child; known: number }> {
  const child = polyfeed([], { LOG_LEVEL: 'info' }, folder)
  await until(
    () => filesIn(folder),
    (files) => files >= PART,
  )
  child.kill(signal)
  await child.ended
  return { child, known: filesIn(folder) }
}

function stored<T>(folder: string, query: string): T | undefined {
  const file = path.join(folder, 'var', 'polyfeed.db')
  if (!existsSync(file)) return undefined
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 })
    const row = database.prepare(query).get()
    database.close()
    return row as T | undefined
  } catch {
    // The program is still creating the store.
    return undefined
  }
}

const filesIn = (folder: string) => stored<{ count: number }>(folder, 'SELECT count(*) AS count FROM files')?.count ?? 0
const headIn = (folder: string) => stored(folder, 'SELECT body FROM head')

async function started(folder: string): Promise<{ etags: (string | null)[]; changed: number; child: Child }> {
  const child = polyfeed([], { LOG_LEVEL: 'info' }, folder)
  const [, origin] = await child.said(WELCOME)
  const [, changed] = await child.said(/"changed":(\d+).*"refreshed"/)
  const answers = ['/uk/rss.xml', '/uk/tags/t3/atom.xml', '/feeds.opml'].map((feed) =>
    fetch(origin + feed, { headers: { Connection: 'close' } }),
  )
  return {
    etags: (await Promise.all(answers)).map(({ headers }) => headers.get('etag')),
    changed: Number(changed),
    child,
  }
}

/** The feeds that an uninterrupted start serves of the same files. */
let wholeStart: Promise<{ etags: (string | null)[]; changed: number }> | undefined

test.each(['SIGINT', 'SIGKILL'] as const)(
  'the next start continues a first start that %s ended, with the same feeds',
  async (signal) => {
    const folder = workplace({}, manyArticles(FILES))
    const { child, known } = await brokenOff(folder, signal)
    if (signal === 'SIGINT') expect(await child.ended).toBe(0)
    expect(headIn(folder)).toBeUndefined()
    expect(child.stderr()).not.toContain('"refreshed"')
    expect(child.stderr()).not.toContain('failed')
    // Whole parts, or all files if the signal came late.
    expect(known === FILES + 1 ? 0 : known % PART).toBe(0)
    const next = await started(folder)
    expect(next.changed).toBe(FILES + 1 - known)
    next.child.kill('SIGTERM')
    expect(await next.child.ended).toBe(0)
    rmSync(path.join(folder, 'var'), { recursive: true })
    wholeStart ??= started(folder)
    const whole = await wholeStart
    expect(whole.changed).toBe(FILES + 1)
    expect(next.etags).toEqual(whole.etags)
    expect(next.etags).not.toContain(null)
  },
  120_000,
)

test('a first start with other settings than the interrupted one reads every file again', async () => {
  const folder = workplace({}, manyArticles(FILES))
  const { known } = await brokenOff(folder, 'SIGKILL')
  expect(known).toBeGreaterThanOrEqual(PART)
  writeFileSync(path.join(folder, 'data/site.yaml'), stringify({ ...SITE, baseUrl: 'https://moved.example' }))
  expect((await started(folder)).changed).toBe(FILES + 1)
}, 120_000)
