import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/store/open.ts'
import type { Store } from '../../../src/store/port.ts'
import { publishNewsroom } from '../../support/newsroom.ts'

test('a newsroom has not settled while a refresh runs that began meanwhile', async () => {
  const inner = await openStore('sqlite::memory:')
  let gates: Record<'follow' | 'refresh', Promise<void>> = { follow: Promise.resolve(), refresh: Promise.resolve() }
  const store: Store = {
    ...inner,
    snapshot: async (work) => gates.follow.then(() => inner.snapshot(work)),
    runExclusively: async (work, signal) => gates.refresh.then(() => inner.runExclusively(work, signal)),
  }
  const { app } = await publishNewsroom({ overrides: { store } })
  const [follow, refresh] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  gates = { follow: follow.promise, refresh: refresh.promise }
  let isSettled = false
  const following = app.newsroom.follow()
  const settled = app.newsroom.whenSettled().then(() => {
    isSettled = true
  })
  await setImmediate()
  const refreshing = app.newsroom.refresh()
  follow.resolve()
  await following
  for (let turn = 0; turn < 10; turn++) await setImmediate()
  expect(isSettled).toBe(false)
  refresh.resolve()
  await Promise.all([settled, refreshing])
})
