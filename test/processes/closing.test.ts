import { connect } from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { folderWith } from '../support/desk.ts'
import { freePort } from '../support/free-port.ts'
import { article, configOf, NOW, SITE } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { until } from '../support/until.ts'

const empty = postgres()

const FOLDER = {
  'site.yaml': JSON.stringify({ ...SITE, schedule: '0 0 29 2 *' }),
  'articles/a.json': article(),
  'stories/.keep': '',
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Closes the app after `turns` turns of the event loop during its start, or after the whole start. */
async function stoppedAfter(turns: number | 'all', store: string): Promise<number> {
  const port = await freePort()
  const app = await createApp(configOf(folderWith(FOLDER), { POLYFEED_STORE: store, PORT: String(port) }), {
    now: () => NOW,
  })
  const starting = app.start()
  const started = starting.then(
    ({ server }) => onTestFinished(() => void server.close()),
    () => undefined,
  )
  if (turns === 'all') await started
  else for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
  await app.close()
  await started
  return port
}

const TURNS = [0, 1, 2, 3, 5, 8, 13, 30, 'all'] as const

describe('a program that gets a signal while it starts', () => {
  test.each(TURNS)('stops listening, with a store in a file: after %s turns', async (turns) => {
    const port = await stoppedAfter(turns, `sqlite:${path.join(folderWith({}), 'polyfeed.db')}`)
    expect(await answers(port)).toBe(false)
  })

  test.each(TURNS)('stops listening and closes all connections to a database: after %s turns', async (turns) => {
    const address = await empty()
    const client = new pg.Client({ connectionString: address })
    await client.connect()
    onTestFinished(() => client.end())
    const connections = async (): Promise<number[]> => {
      const { rows } = await client.query("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'polyfeed%'")
      return rows.map(({ pid }) => pid)
    }
    const before = new Set(await connections())
    const port = await stoppedAfter(turns, address)
    expect(await answers(port)).toBe(false)
    await until(connections, (pids) => pids.every((pid) => before.has(pid)), 3000)
  })
})
