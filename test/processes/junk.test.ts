import { existsSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { junk } from '../support/junk.ts'
import { article, publishNewsroom } from '../support/newsroom.ts'
import { observeCalls } from '../support/press.ts'
import { wire } from '../support/wire.ts'

const SITE = { partners: { msn: null }, schedule: '0 0 29 2 *' }
const MEDIA = { 'media/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' }

test('unknown addresses are refused without reading the store', async () => {
  const calls: string[] = []
  const store = observeCalls(openSqliteStore(':memory:'), (method) => void calls.push(method))
  const { app } = await publishNewsroom({
    site: SITE,
    files: { 'articles/a.json': article(), ...MEDIA },
    overrides: { store },
  })
  const ask = await wire(app.handler)
  calls.length = 0
  expect((await ask('/uk/rss.xml')).status).toBe(200)
  expect(calls).not.toEqual([])
  calls.length = 0
  for (let number = 0; number < 1000; number++) {
    const path = junk(number)
    const { status, headers } = await ask(path)
    expect(status, path).toBe(path.length > 8000 ? 414 : 404)
    expect(headers['cache-control'], path).toBe('no-store')
  }
  expect(calls).toEqual([])
})

const CONNECTIONS = 16
const MIB = 1024 * 1024

/** Requests a range of junk addresses. */
async function flood(port: number, from: number, to: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const ask = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, path, agent }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode))
      })
      outgoing.once('error', reject).end()
    })
  let next = from
  const lane = async (): Promise<void> => {
    while (next < to) {
      const status = await ask(junk(next++))
      if (status !== 404 && status !== 414) throw new Error(`${junk(next - 1)} answered ${status}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
  agent.destroy()
}

/** Resident bytes, on Linux with pages of 4 KiB. */
function resident(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096
}

describe.runIf(existsSync('/proc/self/statm'))('many different junk addresses (needs /proc)', () => {
  const PART = 8000
  const PARTS = 12
  /** Of two parts: 200 bytes per address. */
  const GROWTH_MAX_MIB = 3

  // 100,000 addresses take about 2 MB. V8's young generation would grow by tens of megabytes, at different times on each
  // machine, and so would garbage in the old one: both are limited, and the measurement waits until memory is stable. A
  // leak never becomes stable.
  test('leave nothing in memory', { timeout: 240_000 }, async () => {
    const settings = { LOG_LEVEL: 'info', NODE_OPTIONS: '--max-semi-space-size=1 --max-old-space-size=112' }
    const child = polyfeed([], settings, workplace(SITE, MEDIA))
    const [, origin = ''] = await child.said(WELCOME)
    const port = Number(new URL(origin).port)
    const logBefore = child.stderr()
    const readings: number[] = []
    const grown = (): number => {
      const [before = 0, ...after] = readings.slice(-3)
      return after.length === 2 ? (Math.min(...after) - before) / MIB : Infinity
    }
    for (let part = 0; part < PARTS && grown() > GROWTH_MAX_MIB; part++) {
      await flood(port, part * PART, (part + 1) * PART)
      readings.push(resident(child.pid))
    }
    expect(grown(), `MiB after each ${PART}: ${readings.map((bytes) => Math.round(bytes / MIB))}`).toBeLessThan(
      GROWTH_MAX_MIB,
    )
    expect(child.stderr()).toBe(logBefore)
  })
})
