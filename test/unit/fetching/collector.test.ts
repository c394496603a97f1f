import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import {
  type CollectedSource,
  type CollectorParts,
  createCollector,
  requestFetch,
} from '../../../src/fetching/collector.ts'
import type { Connector } from '../../../src/fetching/connector.ts'
import { openStore } from '../../../src/store/open.ts'
import { connectorWith, failing, giving, hanging, SOURCE, stateIn } from '../../support/fetching.ts'
import { NOW } from '../../support/newsroom.ts'

const outbound = { request: () => Promise.reject(new Error('no requests')), close: async () => undefined }

/** Without a slot: sources are fetched once, or on request. */
function sourceOf(name: string, connector: Connector): CollectedSource {
  return { source: { ...SOURCE, name }, connector: Promise.resolve(connector), outbound, slotAfter: () => undefined }
}

async function desk(sources: readonly CollectedSource[], over: Partial<CollectorParts> = {}) {
  const store = await openStore('sqlite::memory:')
  const clock = { now: NOW }
  const fetched: number[] = []
  const collector = createCollector(sources, {
    ...{ store, now: () => clock.now, random: () => 0.5, log: pino({ level: 'silent' }) },
    onFetched: () => void fetched.push(clock.now),
    ...over,
  })
  onTestFinished(async () => {
    await collector.stop()
    await store.close()
  })
  return { store, clock, collector, fetched }
}

test('each source is fetched at the start, and hanging ones hold up no other', async () => {
  const hangs = Array.from({ length: 5 }, (_, n) => sourceOf(`hang${n}`, connectorWith(hanging)))
  const well = Array.from({ length: 20 }, (_, n) => sourceOf(`well${n}`, connectorWith(giving([`k${n}`]))))
  const { store, fetched } = await desk([...hangs, ...well])
  await expect.poll(() => fetched.length).toBe(20)
  expect((await store.recordsSince(0, 100)).length).toBe(20)
})

test('a source that the start has fetched is fetched again at its next slot', async () => {
  const connector = connectorWith(giving(['a']), giving(['a', 'b']))
  const slots = { ...sourceOf('cms', connector), slotAfter: (instant: number) => instant + 1 }
  const { clock, collector, fetched } = await desk([slots])
  const first = collector.fetchAll()
  clock.now += 1000
  await first
  clock.now += 1000
  await expect.poll(() => fetched.length).toBe(2)
})

test('nothing is announced if nothing changed', async () => {
  const connector = connectorWith(giving([]))
  const { store, fetched } = await desk([sourceOf('cms', connector)])
  await expect.poll(() => stateIn(store)).toMatchObject({ fetchedAt: NOW })
  expect(fetched).toEqual([])
})

test('a request fetches at once, from any process; several are one fetch', async () => {
  const connector = connectorWith(giving(['a']), giving(['a', 'b']))
  const { store, clock, collector, fetched } = await desk([sourceOf('cms', connector)])
  await expect.poll(() => fetched.length).toBe(1)
  clock.now += 10_000
  for (let count = 0; count < 5; count++) await requestFetch(store, 'cms', clock.now)
  clock.now += 1000
  await collector.checkRequests()
  await expect.poll(() => fetched.length).toBe(2)
  await collector.checkRequests()
  expect(connector.asked.length).toBe(2)
})

test('a failing source is fetched again when its wait is over', async () => {
  const connector = connectorWith(failing(new Error('down')), giving(['a']))
  const { store, clock, collector, fetched } = await desk([sourceOf('cms', connector)])
  await expect.poll(() => stateIn(store)).toMatchObject({ failures: 1, notBefore: NOW + 60_000 })
  clock.now += 60_000
  await requestFetch(store, 'cms', clock.now)
  await collector.checkRequests()
  await expect.poll(() => fetched.length).toBe(1)
})

test('a first look waits while records come in, and no longer', async () => {
  const { collector, fetched } = await desk([
    sourceOf('hang', connectorWith(hanging)),
    sourceOf('cms', connectorWith(giving(['a', 'b']))),
  ])
  await collector.fetchDue(50)
  expect(fetched).toEqual([NOW])
})

test('after the end nothing is fetched', async () => {
  const connector = connectorWith(giving(['a']))
  const { store, collector, fetched } = await desk([sourceOf('cms', connector)])
  await expect.poll(() => fetched.length).toBe(1)
  await collector.stop()
  await requestFetch(store, 'cms', NOW + 1)
  await collector.checkRequests()
  expect(connector.asked.length).toBe(1)
})

test('a request during a fetch leads to another one, whatever the clocks of two processes say', async () => {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const connector = connectorWith(
    async function* () {
      yield { records: [] }
      await ended
      return { state: 1, isComplete: true }
    },
    giving(['a']),
  )
  const { store, clock, fetched } = await desk([sourceOf('cms', connector)])
  await expect.poll(() => connector.asked.length).toBe(1)
  await requestFetch(store, 'cms', clock.now - 5000)
  end()
  await expect.poll(() => fetched.length).toBe(1)
})

test('a fetch on request that the end of the program breaks off is done again', async () => {
  const store = await openStore('sqlite::memory:')
  onTestFinished(() => store.close())
  const parts = { store, now: () => NOW, random: () => 0.5, log: pino({ level: 'silent' }), onFetched: () => undefined }
  const first = createCollector([sourceOf('cms', connectorWith(giving(['a'])))], parts)
  await first.fetchAll()
  await first.stop()
  const slow = connectorWith(hanging)
  await requestFetch(store, 'cms', NOW - 1000)
  const second = createCollector([sourceOf('cms', slow)], parts)
  await expect.poll(() => slow.asked.length).toBe(1)
  await second.stop()
  const connector = connectorWith(giving(['a']))
  const third = createCollector([sourceOf('cms', connector)], parts)
  await expect.poll(() => connector.asked.length).toBe(1)
  await third.stop()
})

test('a source is fetched at once if the clock was ahead at the last fetch', async () => {
  const connector = connectorWith(giving(['a']))
  const { store, clock, collector } = await desk([
    { ...sourceOf('cms', connector), slotAfter: (instant) => instant + 3_600_000 },
  ])
  await expect.poll(() => stateIn(store)).toMatchObject({ fetchedAt: NOW })
  clock.now -= 365 * 24 * 60 * 60 * 1000
  await requestFetch(store, 'cms', clock.now - 1000)
  await collector.checkRequests()
  await expect.poll(() => stateIn(store)).toMatchObject({ fetchedAt: clock.now })
})

test('a process that starts after another one fetches only the sources that are due', async () => {
  const connectors = [connectorWith(giving(['a'])), connectorWith(failing(new Error('down')))]
  const sources = connectors.map((connector, n) => sourceOf(`cms${n}`, connector))
  const { store, collector } = await desk(sources)
  await collector.fetchDue(1000)
  const parts = { store, now: () => NOW, random: () => 0.5, log: pino({ level: 'silent' }), onFetched: () => undefined }
  const other = createCollector(sources, parts)
  await other.fetchDue(1000)
  await other.stop()
  expect(connectors.map(({ asked }) => asked.length)).toEqual([1, 1])
})

test('what a process wrote before it died is announced by the next one', async () => {
  const connector = connectorWith(giving(['a']))
  const { store, fetched } = await desk([])
  await store.transact(async (writer) => {
    await writer.putRecords('cms', [{ key: 'a', body: '{"id":"a"}' }])
    await writer.putFetchState('cms', { run: 0, failures: 0, startedAt: NOW - 60_000, aliveAt: NOW - 60_000 })
  })
  const parts = { store, now: () => NOW, random: () => 0.5, log: pino({ level: 'silent' }) }
  const next = createCollector([sourceOf('cms', connector)], { ...parts, onFetched: () => void fetched.push(NOW) })
  await next.fetchDue(1000)
  await next.stop()
  expect(fetched).toEqual([NOW])
})
