import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Child, polyfeed, run, WELCOME, workplace } from '../support/child.ts'
import { freePort } from '../support/free-port.ts'
import { manyArticles } from '../support/many.ts'
import { article, variant } from '../support/newsroom.ts'
import { childrenOf, isRunning } from '../support/processes.ts'
import { runShared } from '../support/shared-process.ts'
import { until } from '../support/until.ts'
import { TOKEN } from '../support/wire.ts'

const ENVIRONMENT = { LOG_LEVEL: 'info', POLYFEED_ADMIN_TOKEN: TOKEN }

/** Each request uses a new connection, so another worker may answer it. */
const ask = (address: string, method = 'GET') =>
  fetch(address, { method, headers: { Connection: 'close', Authorization: `Bearer ${TOKEN}` } })

async function etags(address: string, times = 8): Promise<Set<string | null>> {
  const seen = new Set<string | null>()
  for (let time = 0; time < times; time++) {
    const answer = await ask(address)
    expect(answer.status).toBe(200)
    seen.add(`${answer.headers.get('etag')} ${answer.headers.get('last-modified')}`)
  }
  return seen
}

async function started(folder: string, environment = {}): Promise<{ child: Child; origin: string }> {
  const child = polyfeed(['serve', '--workers', '2'], { ...ENVIRONMENT, ...environment }, folder)
  const [, origin = ''] = await child.said(WELCOME)
  await serving(child, 2)
  return { child, origin }
}

/** Waits until `count` workers have logged that they serve. Ended workers count, too. */
async function serving(child: Child, count: number): Promise<void> {
  await until(
    () => child.stderr().match(/"serving the edition in the store"/g)?.length,
    (lines) => lines === count,
    30_000,
  )
}

async function bothServe(child: Child): Promise<number[]> {
  return until(
    () => childrenOf(child.pid),
    (pids) => pids.length === 2,
  )
}

describe.runIf(existsSync('/proc/self/task'))('serve --workers', () => {
  test('every worker serves an edit after a requested refresh, and ends when the main process is killed', async () => {
    const folder = workplace()
    const { child, origin } = await started(folder)
    const pids = await bothServe(child)
    const before = await etags(`${origin}/uk/rss.xml`)
    expect(before.size).toBe(1)
    writeFileSync(
      path.join(folder, 'data/articles/b.json'),
      JSON.stringify(article({ variants: { uk: variant('Човен', 'uk') } })),
    )
    const asked = await ask(`${origin}/admin/refresh`, 'POST')
    expect([asked.status, await asked.json()]).toEqual([202, { status: 'asked' }])
    await until(
      () => etags(`${origin}/uk/rss.xml`),
      (seen) => seen.size === 1 && [...seen][0] !== [...before][0],
    )
    expect(await (await ask(`${origin}/uk/rss.xml`)).text()).toContain('Човен')
    expect(child.stderr().match(/"refreshed"/g)).toHaveLength(2)
    child.kill('SIGKILL')
    await child.ended
    await until(
      () => pids.filter(isRunning),
      (left) => left.length === 0,
    )
    await expect(ask(`${origin}/uk/rss.xml`)).rejects.toThrow()
  })

  test('replaces a worker that ends, while the other answers', async () => {
    const { child, origin } = await started(workplace(), { PORT: String(await freePort()) })
    const pids = await bothServe(child)
    const before = await etags(`${origin}/uk/rss.xml`)
    for (const [killed, pid] of pids.entries()) {
      process.kill(pid, 'SIGKILL')
      await child.said(new RegExp(`"worker":${pid},.*"a worker ended; starting another"`))
      expect(await etags(`${origin}/uk/rss.xml`)).toEqual(before)
      await serving(child, 3 + killed)
      const now = childrenOf(child.pid)
      expect(now).toHaveLength(2)
      expect(now).not.toContain(pid)
    }
    // Both replacements answer, on the same port, with the same documents.
    expect(await etags(`${origin}/uk/rss.xml`)).toEqual(before)
    const last = childrenOf(child.pid)
    child.kill('SIGTERM')
    expect(await child.ended).toBe(0)
    expect(last.filter(isRunning)).toEqual([])
    await expect(ask(`${origin}/uk/rss.xml`)).rejects.toThrow()
  }, 120_000)

  test('ends after a signal in its first refresh, and the next start continues', async () => {
    const folder = workplace({}, manyArticles(600))
    const child = polyfeed(['serve', '--workers', '2'], ENVIRONMENT, folder)
    const pids = await until(
      () => childrenOf(child.pid),
      ({ length }) => length > 0,
    )
    child.kill('SIGTERM')
    expect(await child.ended).toBe(0)
    expect(child.stderr()).not.toContain('"refreshed"')
    expect(pids.filter(isRunning)).toEqual([])
    const { origin } = await started(folder)
    expect((await etags(`${origin}/uk/rss.xml`, 4)).size).toBe(1)
  }, 120_000)
})

describe('serve --workers with invalid settings', () => {
  test.each(['0', 'x', '1.5', '-1', '65', ''])('is a usage error: --workers=%s', async (value) => {
    const folder = workplace()
    const { code, stdout, stderr } = await runShared(['serve', `--workers=${value}`], folder)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`argument '${value}' is invalid. Give a number from 1 to 64, or max.\n`)
    expect(existsSync(path.join(folder, 'var'))).toBe(false)
  })

  test.each<readonly [string, readonly string[], Record<string, string>, RegExp]>([
    [
      'with a store in memory',
      ['--workers', '2'],
      { POLYFEED_STORE: 'sqlite::memory:' },
      /cannot share the store sqlite::memory:/,
    ],
    [
      'with a role that does not serve',
      ['--workers', '2'],
      { POLYFEED_ROLE: 'refresh' },
      /not possible with POLYFEED_ROLE=refresh/,
    ],
  ])('(%s) prints one sentence, and exits 1', async (_name, args, environment, sentence) => {
    const folder = workplace()
    const { code, stdout, stderr } = await runShared(['serve', ...args], folder, environment)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^polyfeed: [^\n]+\n$/)
    expect(stderr).toMatch(sentence)
    expect(existsSync(path.join(folder, 'var'))).toBe(false)
  })

  test('reports a port in use in one sentence, and exits 1', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const environment = { PORT: String(port), LOG_LEVEL: 'silent' }
    const { code, stdout, stderr } = await run(['serve', '--workers', '2'], workplace(), environment)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^polyfeed: Port ${port} on 127\\.0\\.0\\.1 is in use[^\\n]*\\n$`))
  })
})
