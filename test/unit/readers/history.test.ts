import type { IncomingMessage } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientsIn, mergeSketches, sketchOf } from '../../../src/readers/client-sketch.ts'
import { createReaderHistory } from '../../../src/readers/history.ts'
import { createReaderStatistics } from '../../../src/readers/statistics.ts'
import { programIn } from '../../../src/readers/user-agents.ts'
import { SERVER, type Total } from '../../../src/store/daily.ts'
import { openStore } from '../../../src/store/open.ts'
import type { Store } from '../../../src/store/port.ts'
import { NOW } from '../../support/newsroom.ts'

const DAY = 24 * 60 * 60 * 1000
const FEED = '/uk/rss.xml'
const FEEDLY = (subscribers: number) => `Feedly/1.0 (+http://www.feedly.com/fetcher.html; ${subscribers} subscribers)`

describe('a sketch of clients', () => {
  const hashes = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => Math.imul(from + index, 2654435761))

  test.each([0, 1, 2, 10, 100, 3000, 50_000])('counts %i clients within a tenth', (count) => {
    const sketch = sketchOf([hashes(count), hashes(count)], 7)
    expect(Math.abs(clientsIn(sketch) - count)).toBeLessThanOrEqual(count < 50 ? 0 : count / 10)
    expect(sketch.length).toBe(count === 0 ? 0 : 1024)
  })

  test('merges with others into that of all clients', () => {
    const merged = mergeSketches(sketchOf([hashes(600)], 7), sketchOf([hashes(600, 300)], 7))
    expect(merged).toBe(sketchOf([hashes(900)], 7))
    expect([mergeSketches('', merged), mergeSketches(merged, '')]).toEqual([merged, merged])
  })
})

test.each([
  [FEEDLY(16), 'Feedly'],
  ['Mozilla/5.0 (compatible; inoreader.com; 114 subscribers)', 'Inoreader'],
  ['Mozilla/5.0 (compatible; Miniflux/2.2.1; +https://miniflux.app)', 'Miniflux'],
  ['Tiny Tiny RSS/24.06 (https://tt-rss.org/)', 'Tiny Tiny RSS'],
  ['NetNewsWire (RSS Reader; https://netnewswire.com/)', 'NetNewsWire'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Mozilla'],
  ['newsboat', 'newsboat'],
  ['<script>', ''],
  ['reader of jane@example.org', ''],
  ['', ''],
  [undefined, ''],
])('the program in %j is %j', (agent, program) => {
  expect(programIn(agent)).toBe(program)
})

async function openHistory() {
  const store = await openStore('sqlite::memory:', () => undefined)
  onTestFinished(() => store.close())
  const clock = { now: NOW }
  let salt = 0
  /** A process that shares the store. */
  const processOn = (shared: Pick<Store, 'dailyRows' | 'dailyRowsOf' | 'transact'> = store) => {
    const readerStats = createReaderStatistics({
      clientOf: ({ socket }) => (socket as unknown as { client: string }).client,
      isTrusted: () => false,
      now: () => clock.now,
    })
    const totals: Record<Total, number> = { not_modified: 0, delta: 0, compression: 0, delivered: 0, failed: 0 }
    const errors: unknown[] = []
    const history = createReaderHistory({
      ...{ store: shared, readerStats, now: () => clock.now, randomSalt: () => ++salt },
      ...{ totals: () => ({ ...totals }), onError: (error) => void errors.push(error) },
    })
    const ask = (client: string, agent: string, path = FEED, isUnchanged = false) => {
      const request = { socket: { client }, headers: { 'user-agent': agent } } as unknown as IncomingMessage
      const counter = readerStats.record(request, readerStats.statsFor(path))
      if (counter && isUnchanged) counter.unchanged++
    }
    return { ...history, ask, totals, errors }
  }
  return { store, clock, processOn }
}

describe('the history of readers', () => {
  test('merges processes: requests add up, and a client of both counts once', async () => {
    const { processOn } = await openHistory()
    const [one, other] = [processOn(), processOn()]
    for (const { ask, save, totals } of [one, other]) {
      ask('a', 'newsboat/2.1', FEED, true)
      ask('a', 'newsboat/2.1')
      totals.not_modified += 500
      await save()
    }
    one.ask('b', 'newsboat/2.1')
    // A client is a network with a User-Agent.
    other.ask('192.0.2.1', FEEDLY(16))
    // A feed is a folder: its formats are counted together.
    other.ask('192.0.2.1', FEEDLY(4), '/uk/atom.xml')
    await other.save()
    await other.save()
    const [day, ...others] = await one.read('/uk/')
    expect(others).toEqual([])
    expect(day).toMatchObject({ feed: '/uk/', day: '2026-03-10' })
    expect(clientsIn(day?.counts.clients ?? '')).toBe(4)
    expect(day?.counts.subscribers).toBe(20)
    expect(day?.counts.programs).toEqual([
      { name: 'newsboat', requests: 5, unchanged: 2, clients: 2, subscribers: 0 },
      { name: 'Feedly', requests: 2, unchanged: 0, clients: 2, subscribers: 20 },
    ])
    const [server] = await one.read(SERVER)
    expect(server?.counts.totals).toEqual({ not_modified: 1000 })
    expect(clientsIn(server?.counts.clients ?? '')).toBe(4)
  })

  test('saves what was counted before midnight for the day before, and keeps no salt after that day', async () => {
    const { store, clock, processOn } = await openHistory()
    const { ask, save, read } = processOn()
    ask('a', 'newsboat')
    await save()
    ask('b', 'newsboat')
    clock.now += DAY
    ask('c', 'newsboat')
    await save()
    const clients = async () => (await read('/uk/')).map(({ day, counts }) => [day, clientsIn(counts.clients)])
    expect(await clients()).toEqual([
      ['2026-03-10', 2],
      ['2026-03-11', 1],
    ])
    clock.now += DAY
    ask('d', 'newsboat')
    await save()
    const salts = (await store.dailyRowsOf(SERVER, '')).map(({ counts }) => counts.salt !== undefined)
    expect(salts).toEqual([false, true, true])
    clock.now += 89 * DAY
    ask('e', 'newsboat')
    await save()
    expect((await clients()).map(([day]) => day)).toEqual(['2026-03-12', '2026-06-09'])
    expect((await store.dailyRows('')).map(({ day }) => day)).not.toContain('2026-03-11')
  })

  test('keeps what a failing store did not take', async () => {
    const { store, processOn } = await openHistory()
    let isLost = true
    const transact: Store['transact'] = (work) => (isLost ? Promise.reject(new Error('lost')) : store.transact(work))
    const { ask, save, read, errors } = processOn({ ...store, transact })
    ask('a', 'newsboat')
    await save()
    expect(errors).toHaveLength(1)
    isLost = false
    ask('a', 'newsboat')
    await save()
    expect((await read('/uk/'))[0]?.counts.programs[0]?.requests).toBe(2)
    expect(await store.dailyRowsOf('/uk/', '')).toEqual(await read('/uk/'))
  })

  test('has a row for each of the 100 feeds with most requests, and one for all others', async () => {
    const { store, processOn } = await openHistory()
    const { ask, save } = processOn()
    const path = (feed: number) => `/uk/tags/${feed}/rss.xml`
    for (let feed = 0; feed < 110; feed++) ask(`${feed}`, FEEDLY(5), path(feed))
    await save()
    for (let times = 0; times < 3; times++) ask('late', 'newsboat', path(500))
    await save()
    const rows = await store.dailyRows('')
    const feeds = rows.map(({ feed }) => feed)
    expect(feeds).toHaveLength(102)
    expect(feeds).toContain('/uk/tags/500/')
    const others = rows.find(({ feed }) => feed === '*')?.counts
    expect(others?.programs).toEqual([{ name: 'Feedly', requests: 11, unchanged: 0, clients: 1, subscribers: 0 }])
    expect(clientsIn(others?.clients ?? '')).toBe(11)
  })

  test('has 20 programs of a feed, and the others together', async () => {
    const { processOn } = await openHistory()
    const { ask, read } = processOn()
    for (let program = 0; program < 30; program++)
      ask('a', `reader${'abcdefghij'[program % 10]}${'xyz'[Math.floor(program / 10)]}`)
    const programs = (await read('/uk/'))[0]?.counts.programs
    expect(programs).toHaveLength(21)
    expect(programs?.find(({ name }) => name === '*')).toEqual({
      name: '*',
      requests: 10,
      unchanged: 0,
      clients: 10,
      subscribers: 0,
    })
  })
})
