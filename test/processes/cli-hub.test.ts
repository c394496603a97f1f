import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { workplace } from '../support/child.ts'
import { runShared } from '../support/shared-process.ts'

const DAY = 24 * 60 * 60 * 1000
const NOW = Date.UTC(2026, 2, 10, 12)

const row = (target: string, topic: string) => ({
  ...({ kind: 'subscription', target, topic, host: new URL(target).hostname, revision: 1 } as const),
  body: JSON.stringify({ secret: 'never-shown', algorithm: 'sha256', content: 'full' }),
  ...{ created: NOW, ends: NOW + DAY, due: null },
})

const A = 'https://reader.example/a'
const B = 'https://reader.example/b?x=1'
const OTHER = 'https://other.example/'

async function open() {
  const folder = workplace()
  mkdirSync(path.join(folder, 'var'))
  const file = path.join(folder, 'var/polyfeed.db')
  const store = openSqliteStore(file)
  await store.outbox(async (outbox) => {
    for (const target of [A, B, OTHER]) await outbox.putSubscription(row(target, '/uk/rss.xml'))
    await outbox.putSubscription(row(A, '/en/rss.xml'))
    await outbox.putSubscription({ ...row('https://dead.example/', '/uk/rss.xml'), due: NOW })
    const [dead] = await outbox.claimDue('subscription', NOW, NOW + 1000, { limit: 1, except: [] })
    const failure = { attempts: 3, failing: NOW, problem: 'dead.example: connect ECONNREFUSED' }
    if (dead) await outbox.settleRow(dead, { ...dead, ...failure, isFinal: false, retryAt: NOW + 60_000 })
  })
  await store.close()
  return (...args: string[]) => runShared(['hub', ...args], folder)
}

test('hub list prints subscriptions with leases and failures, and no secret', async () => {
  const hub = await open()
  const { code, stdout, stderr } = await hub('list')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.trimEnd().split('\n')).toEqual([
    'https://dead.example/  https://feeds.example/uk/rss.xml  until 2026-03-11T12:00:00Z  failing since 2026-03-10T12:00:00Z: dead.example: connect ECONNREFUSED; next 2026-03-10T12:01:00Z',
    `${OTHER}  https://feeds.example/uk/rss.xml  until 2026-03-11T12:00:00Z  ok`,
    `${A}  https://feeds.example/en/rss.xml  until 2026-03-11T12:00:00Z  ok`,
    `${A}  https://feeds.example/uk/rss.xml  until 2026-03-11T12:00:00Z  ok`,
    `${B}  https://feeds.example/uk/rss.xml  until 2026-03-11T12:00:00Z  ok`,
    'subscriptions: 5, failing: 1',
  ])
  const failing = await hub('list', '--failing', '--json')
  expect(JSON.parse(failing.stdout)).toEqual([
    {
      ...{ callback: 'https://dead.example/', topic: 'https://feeds.example/uk/rss.xml' },
      ...{ since: '2026-03-10T12:00:00Z', until: '2026-03-11T12:00:00Z' },
      failing: {
        ...{ since: '2026-03-10T12:00:00Z', attempts: 3, next: '2026-03-10T12:01:00Z' },
        error: 'dead.example: connect ECONNREFUSED',
      },
    },
  ])
  expect(stdout + failing.stdout).not.toContain('never-shown')
})

test('hub forget ends the subscriptions of a callback or a host, to one topic or all', async () => {
  const hub = await open()
  const count = async () => Number(/^subscriptions: (\d+)/m.exec((await hub('list')).stdout)?.[1])
  expect(await hub('forget', A, 'https://feeds.example/en/rss.xml')).toEqual({
    ...{ code: 0, stdout: `Ended 1 subscription of ${A}.\n`, stderr: '' },
  })
  expect(await count()).toBe(4)
  expect((await hub('forget', 'Reader.example', '/uk/rss.xml')).stdout).toBe(
    'Ended 2 subscriptions of Reader.example.\n',
  )
  expect(await count()).toBe(2)
  expect(await hub('forget', OTHER, '/en/rss.xml')).toMatchObject({
    ...{ code: 1, stderr: `polyfeed: ${OTHER} has no subscription to /en/rss.xml\n` },
  })
  expect((await hub('forget', OTHER, 'https://elsewhere.example/en/rss.xml')).stderr).toContain('is not below')
  expect((await hub('forget', 'dead.example')).code).toBe(0)
  expect(await count()).toBe(1)
  expect((await hub('nothing')).code).toBe(2)
})
