import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { workplace } from '../support/child.ts'
import { freePort } from '../support/free-port.ts'
import { processesOfGroup } from '../support/processes.ts'
import { type Child, startCommand, WELCOME } from '../support/program.ts'
import { until } from '../support/until.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** Runs `npm start` as the leader of a process group, which includes its server and its intake processes. */
async function npmStart(): Promise<{ child: Child; origin: string }> {
  const folder = workplace()
  const environment = {
    PORT: String(await freePort()),
    POLYFEED_DATA: path.join(folder, 'data'),
    POLYFEED_STORE: `sqlite:${path.join(folder, 'polyfeed.db')}`,
    npm_config_update_notifier: 'false',
  }
  const child = startCommand('npm', ['start'], environment, ROOT, true)
  onTestFinished(async () => {
    for (const pid of processesOfGroup(child.pid)) process.kill(pid, 'SIGKILL')
    await child.ended
  })
  const [, origin = ''] = await child.said(WELCOME)
  return { child, origin }
}

describe.runIf(existsSync('/proc/self/stat'))('npm start', () => {
  test('ends with its server when npm alone is killed', { timeout: 120_000 }, async () => {
    const { child, origin } = await npmStart()
    const answer = await fetch(`${origin}/uk/rss.xml`, { headers: { Connection: 'close' } })
    expect(answer.status).toBe(200)
    expect(processesOfGroup(child.pid).length).toBeGreaterThan(1)
    child.kill('SIGTERM')
    expect(await child.ended).toBe(0)
    await until(() => processesOfGroup(child.pid).length === 0)
    await expect(fetch(origin)).rejects.toThrow()
  })

  test('ends at a Ctrl-C, which a terminal sends to the server, too', { timeout: 120_000 }, async () => {
    const { child } = await npmStart()
    process.kill(-child.pid, 'SIGINT')
    expect(await child.ended).toBe(0)
    expect(child.stderr()).toContain('"stopping"')
    await until(() => processesOfGroup(child.pid).length === 0)
  })
})
