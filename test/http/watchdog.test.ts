import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../src/app.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, NOW, newsroom } from '../support/newsroom.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Processes that share a store, each with a clock that the test can skew. */
async function startProcesses(count: number) {
  const shared = openSqliteStore(':memory:')
  const store = { ...shared, close: async () => undefined }
  const clocks = Array.from({ length: count }, () => ({ skew: 0 }))
  const apps: App[] = []
  for (const clock of clocks) {
    const overrides = { store, now: () => Date.now() + clock.skew }
    const { app } = await newsroom({ files: { 'articles/a.json': article() }, site: { jitter: 0 }, overrides })
    await app.start()
    apps.push(app)
  }
  const refreshes = async () => (await shared.head())?.refreshes ?? 0
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 30_000) {
      await vi.advanceTimersByTimeAsync(30_000)
      await Promise.all(apps.map((app) => app.newsroom.whenSettled()))
      await Promise.all(apps.map((app) => app.newsroom.follow()))
    }
  }
  return { apps, clocks, refreshes, pass }
}

test('a clock that is set back by hours pauses refreshes for one and a half intervals', async () => {
  const { clocks, refreshes, pass } = await startProcesses(1)
  await pass(10 * MINUTE)
  const before = await refreshes()
  for (const clock of clocks) clock.skew = -3 * HOUR
  await pass(8 * MINUTE)
  expect(await refreshes()).toBe(before + 1)
  await pass(30 * MINUTE)
  expect(await refreshes()).toBeGreaterThanOrEqual(before + 4)
})

test('a process refreshes in place of an elected one that died', async () => {
  const { apps, refreshes, pass } = await startProcesses(2)
  await pass(6 * MINUTE)
  const before = await refreshes()
  // It holds the slot but does not refresh.
  await apps[0]?.close()
  await pass(20 * MINUTE)
  expect(await refreshes()).toBeGreaterThan(before)
})
