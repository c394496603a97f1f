import { expect, onTestFinished, test } from 'vitest'
import type { FetchState } from '../../../src/domain/fetches.ts'
import { FetchError } from '../../../src/fetching/connector.ts'
import { type FetchParts, fetchSource, forgetSources } from '../../../src/fetching/fetch-source.ts'
import { openStore } from '../../../src/store/open.ts'
import { connectorWith, failing, giving, hanging, keysIn, SOURCE, stateIn } from '../../support/fetching.ts'
import { NOW } from '../../support/newsroom.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const always = () => true

async function desk() {
  const store = await openStore('sqlite::memory:')
  onTestFinished(() => store.close())
  const clock = { now: NOW }
  const parts: FetchParts = {
    ...{ store, now: () => clock.now, random: () => 0.5, signal: new AbortController().signal },
    outbound: { request: () => Promise.reject(new Error('no requests')), close: async () => undefined },
  }
  return { store, clock, parts }
}

test('the first fetch is of everything, the next ones are of changes, and one a day is of everything', async () => {
  const { store, clock, parts } = await desk()
  const connector = connectorWith(giving(['a', 'b', 'c']), giving(['b'], { isComplete: false }), giving(['a', 'd']))
  expect(await fetchSource(SOURCE, connector, parts, always)).toMatchObject({ changed: 3, dropped: 0 })
  clock.now += HOUR
  expect(await fetchSource(SOURCE, connector, parts, always)).toMatchObject({ changed: 0, dropped: 0 })
  clock.now += 23 * HOUR
  expect(await fetchSource(SOURCE, connector, parts, always)).toMatchObject({ changed: 1, dropped: 2 })
  expect(connector.asked.map(({ mode, state }) => [mode, state])).toEqual([
    ['all', undefined],
    ['changes', 3],
    ['all', 1],
  ])
  expect(await keysIn(store)).toEqual(['a', 'd'])
  expect(await stateIn(store)).toMatchObject({ failures: 0, fetchedAt: clock.now, fullAt: clock.now, state: 2 })
})

test('a fetch of everything that does not know all records drops none', async () => {
  const { store, parts } = await desk()
  const connector = connectorWith(giving(['a', 'b']), giving(['b'], { isComplete: false }))
  const source = { ...SOURCE, fetch: { ...SOURCE.fetch, fullEvery: 0 } }
  await fetchSource(source, connector, parts, always)
  await fetchSource(source, connector, parts, always)
  expect(connector.asked.map(({ mode }) => mode)).toEqual(['all', 'all'])
  expect(await keysIn(store)).toEqual(['a', 'b'])
})

test('a fetch of everything that may have missed records is repeated', async () => {
  const { parts } = await desk()
  const connector = connectorWith(giving(['a'], { isComplete: false, isUnsure: true }), giving(['a']))
  for (let count = 0; count < 3; count++) await fetchSource(SOURCE, connector, parts, always)
  expect(connector.asked.map(({ mode }) => mode)).toEqual(['all', 'all', 'changes'])
})

test('a failed fetch keeps what came, and is tried again later and later', async () => {
  const { store, clock, parts } = await desk()
  const connector = connectorWith(failing(new FetchError('the server answered 502'), ['a']))
  const waits: number[] = []
  for (let count = 0; count < 8; count++) {
    await fetchSource(SOURCE, connector, parts, always)
    waits.push((((await stateIn(store)) as FetchState).notBefore as number) - clock.now)
  }
  expect(waits.map((wait) => wait / MINUTE)).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  expect(await keysIn(store)).toEqual(['a'])
  expect(await stateIn(store)).toMatchObject({ failures: 8, failedAt: clock.now, error: 'the server answered 502' })
  await fetchSource(SOURCE, connectorWith(giving(['a'])), parts, always)
  const state = await stateIn(store)
  expect([state?.failures, state?.error, state?.notBefore]).toEqual([0, undefined, undefined])
})

test.each([
  [0, 45_000],
  [1, 75_000],
])('the wait is spread: %d', async (random, wait) => {
  const { store, clock, parts } = await desk()
  await fetchSource(SOURCE, connectorWith(failing(new Error('x'))), { ...parts, random: () => random }, always)
  expect(((await stateIn(store)) as FetchState).notBefore).toBe(clock.now + wait)
})

test.each([
  ['a failure', failing(new FetchError('the server answered 429', 3 * HOUR)), 3 * HOUR],
  ['a success', giving(['a'], { waitMs: 2 * HOUR }), 2 * HOUR],
  ['a failure, at most a day', failing(new FetchError('gone', 999 * HOUR)), 24 * HOUR],
])('a source may ask for a longer wait: %s', async (_, answer, wait) => {
  const { store, clock, parts } = await desk()
  await fetchSource(SOURCE, connectorWith(answer), parts, always)
  expect(((await stateIn(store)) as FetchState).notBefore).toBe(clock.now + wait)
})

test('of several processes one fetches; a fetch that shows no sign of life has ended', async () => {
  const { store, clock, parts } = await desk()
  const stuck = connectorWith(hanging)
  const aborted = new AbortController()
  const other = fetchSource(SOURCE, stuck, { ...parts, signal: aborted.signal }, always)
  await expect.poll(() => stuck.asked.length).toBe(1)
  expect(await fetchSource(SOURCE, connectorWith(giving(['a'])), parts, always)).toBeUndefined()
  clock.now += 31_000
  expect(await fetchSource(SOURCE, connectorWith(giving(['a'])), parts, always)).toMatchObject({
    changed: 1,
    dropped: 0,
  })
  aborted.abort(new Error('stopped'))
  await expect(other).rejects.toThrow('stopped')
  expect(await keysIn(store)).toEqual(['a'])
})

test('a fetch that is not due any more does not begin', async () => {
  const { parts } = await desk()
  const connector = connectorWith(giving(['a']))
  expect(await fetchSource(SOURCE, connector, parts, ({ fetchedAt }) => fetchedAt !== undefined)).toBeUndefined()
  expect(connector.asked).toEqual([])
})

test('a source that does not answer fails at its deadline', async () => {
  const { store, parts } = await desk()
  const source = { ...SOURCE, fetch: { ...SOURCE.fetch, deadline: 0.05 } }
  const outcome = await fetchSource(source, connectorWith(hanging), parts, always)
  expect(outcome?.error?.message).toBe('no end within 0.05 seconds')
  expect(await stateIn(store)).toMatchObject({ failures: 1, error: 'no end within 0.05 seconds' })
})

test('a process that was suspended writes nothing more after another one has begun the fetch again', async () => {
  const { store, clock, parts } = await desk()
  const { promise: resumed, resolve: resume } = Promise.withResolvers<void>()
  const slow = connectorWith(async function* () {
    yield { records: [{ key: 'a', body: '"old"' }] }
    await resumed
    yield { records: [{ key: 'a', body: '"old"' }] }
    return { state: 'old', isComplete: true }
  })
  const suspended = fetchSource(SOURCE, slow, parts, always)
  await expect.poll(() => keysIn(store)).toEqual(['a'])
  clock.now += 31_000
  await fetchSource(SOURCE, connectorWith(giving(['a', 'b'])), parts, always)
  clock.now += 1000
  resume()
  expect(await suspended).toBeUndefined()
  expect(await keysIn(store)).toEqual(['a', 'b'])
  expect((await store.recordBodies(SOURCE.name, ['a'])).get('a')).toBe('{"id":"a"}')
  expect(await stateIn(store)).toMatchObject({ state: 2 })
})

test('a clock that is set back stops no fetch', async () => {
  const { store, clock, parts } = await desk()
  const stuck = connectorWith(hanging)
  const aborted = new AbortController()
  clock.now += 365 * 24 * HOUR
  const other = fetchSource(SOURCE, stuck, { ...parts, signal: aborted.signal }, always)
  await expect.poll(() => stuck.asked.length).toBe(1)
  clock.now = NOW
  expect(await fetchSource(SOURCE, connectorWith(giving(['a'])), parts, always)).toMatchObject({
    changed: 1,
    dropped: 0,
  })
  aborted.abort(new Error('stopped'))
  await expect(other).rejects.toThrow('stopped')
  expect(await stateIn(store)).toMatchObject({ fetchedAt: NOW, fullAt: NOW })
})

test('a fetch of everything is due again if the clock was ahead at the last one', async () => {
  const { clock, parts } = await desk()
  const connector = connectorWith(giving(['a']))
  clock.now += 365 * 24 * HOUR
  await fetchSource(SOURCE, connector, parts, always)
  clock.now = NOW
  await fetchSource(SOURCE, connector, parts, always)
  expect(connector.asked.map(({ mode }) => mode)).toEqual(['all', 'all'])
})

test('a source that site.yaml has not named for two months is forgotten, and records of the API never', async () => {
  const { store, clock, parts } = await desk()
  await fetchSource(SOURCE, connectorWith(giving(['a'])), parts, always)
  await fetchSource({ ...SOURCE, name: 'other' }, connectorWith(giving(['b'])), parts, always)
  await store.transact((writer) => writer.putRecords('api', [{ key: 'c', body: '{}' }]))
  const before = await store.recordSequence()
  await forgetSources(store, [{ ...SOURCE, name: 'other' }], clock.now + 59 * 24 * HOUR)
  expect(await keysIn(store)).toEqual(['a'])
  await forgetSources(store, [{ ...SOURCE, name: 'other' }], clock.now + 61 * 24 * HOUR)
  expect([await keysIn(store), await stateIn(store)]).toEqual([[], undefined])
  expect((await store.recordStamps('other', { after: '', limit: 9 })).length).toBe(1)
  expect((await store.recordStamps('api', { after: '', limit: 9 })).length).toBe(1)
  expect(await store.recordSequence()).toBeGreaterThan(before)
})

test('keys that the store shortens are not dropped', async () => {
  const { store, clock, parts } = await desk()
  const connector = connectorWith(giving(['x'.repeat(3000), 'a\0b']))
  for (let count = 0; count < 2; count++) {
    expect(await fetchSource(SOURCE, connector, parts, always)).toMatchObject({ changed: 2 - 2 * count, dropped: 0 })
    clock.now += 25 * HOUR
  }
  expect((await keysIn(store)).length).toBe(2)
})
