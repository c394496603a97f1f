import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Lane, startSender } from '../../../src/push/sender.ts'
import { openStore } from '../../../src/store/open.ts'
import type { OutboxRow } from '../../../src/store/outbox.ts'
import type { Store } from '../../../src/store/port.ts'
import { NOW } from '../../support/newsroom.ts'

afterEach(() => void vi.useRealTimers())

async function storeWith(hosts: readonly string[]): Promise<Store> {
  const store = await openStore('sqlite::memory:')
  onTestFinished(() => store.close())
  const row = { kind: 'subscription', topic: '/uk/rss.xml', body: '{}', created: NOW, revision: 1 } as const
  await store.outbox(async (outbox) => {
    for (const [index, host] of hosts.entries()) {
      await outbox.putSubscription({ ...row, target: `${index}`, host, ends: NOW + 1e9, due: NOW })
    }
  })
  return store
}

/** A lane that never answers until its signal aborts, or until `answer` is called with the row's target. */
function patientLane(perHost = 4) {
  const open = new Map<string, (isOk: boolean) => void>()
  const lane: Lane = {
    ...{ kind: 'subscription', concurrency: 3, perHost, rowsPerRequest: 1 },
    send: ([row], signal) =>
      new Promise((resolve, reject) => {
        const { target } = row as OutboxRow
        signal.addEventListener('abort', () => reject(signal.reason))
        open.set(target, (isOk) => {
          open.delete(target)
          resolve({ isOk, settle: (outbox) => outbox.dropRow(row as OutboxRow) })
        })
      }),
  }
  return { lane, open }
}

function sender(lane: Lane, store: Store) {
  const errors: unknown[] = []
  const started = startSender(lane, { store, now: () => NOW, onError: (error) => errors.push(error) })
  onTestFinished(() => started.close())
  return { ...started, errors }
}

test('requests that have become slow make room for others', async () => {
  const store = await storeWith(Array.from({ length: 8 }, (_, n) => `h${n}`))
  const { lane, open } = patientLane()
  sender(lane, store)
  await expect.poll(() => open.size).toBe(3)
  await expect.poll(() => open.size).toBe(8)
  for (const answer of open.values()) answer(true)
  await expect.poll(() => store.countRows('subscription', 9)).toBe(0)
})

test('a host that failed gets one request at a time, until it succeeds', async () => {
  const store = await storeWith(Array.from({ length: 6 }, () => 'h'))
  const { lane, open } = patientLane(2)
  sender(lane, store)
  await expect.poll(() => open.size).toBe(2)
  const [first, second] = [...open.values()]
  first?.(false)
  await expect.poll(() => store.countRows('subscription', 9)).toBe(5)
  expect(open.size).toBe(1)
  second?.(true)
  await expect.poll(() => open.size).toBe(2)
  for (let left = 4; left > 0; left--) {
    await expect.poll(() => open.size).toBeGreaterThan(0)
    open.values().next().value?.(true)
  }
  await expect.poll(() => store.countRows('subscription', 9)).toBe(0)
})

test('at the end requests are aborted after a few seconds, and are due again at once', async () => {
  const store = await storeWith(['a', 'b'])
  const { lane, open } = patientLane()
  const { close, errors } = sender(lane, store)
  await expect.poll(() => open.size).toBe(2)
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const closing = close()
  await vi.advanceTimersByTimeAsync(3000)
  vi.useRealTimers()
  await closing
  expect(await store.subscriptions(9)).toMatchObject([
    { due: 0, claimed: 0, attempts: 0 },
    { due: 0, claimed: 0, attempts: 0 },
  ])
  expect(errors).toEqual([])
})

test('a row whose send throws is due again later, and the error is reported', async () => {
  const store = await storeWith(['a'])
  const failure = new Error('no edition yet')
  const lane: Lane = { ...patientLane().lane, send: () => Promise.reject(failure) }
  const { errors } = sender(lane, store)
  await expect.poll(async () => (await store.subscriptions(9))[0]?.due).toBe(NOW + 5000)
  expect(errors).toEqual([failure])
})
