import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { NOW, SITE } from '../support/newsroom.ts'
import { FEED_URL, hubNewsroom, type Received, subscriber } from '../support/subscriber.ts'
import { until } from '../support/until.ts'

const TOPIC = `${FEED_URL}/en/rss.xml`
const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('a delivery that fails', () => {
  test.each([
    ['404', 404],
    ['500', 500],
    ['a redirect, which is not followed', 307],
    ['a lost connection', null],
  ])('with %s is repeated, and the subscription stays', async (_name, status) => {
    const { app, clock, subscribe, publish, subscriptions } = await hubNewsroom()
    const [reader, elsewhere] = [await subscriber(), await subscriber()]
    await subscribe(reader, TOPIC)
    reader.answer = (_delivery, response) => {
      if (status === null) response.socket?.destroy()
      else response.writeHead(status, { Location: elsewhere.callback }).end()
    }
    await publish('Bridge')
    for (const tries of [1, 2, 3]) {
      await expect.poll(async () => (await subscriptions())[0]?.attempts).toBe(tries)
      const [row] = await subscriptions()
      const delay = (row?.due ?? 0) - clock.now
      expect(delay).toBeGreaterThanOrEqual(10_000 * 2 ** (tries - 1) * 0.75)
      expect(delay).toBeLessThanOrEqual(10_000 * 2 ** (tries - 1) * 1.25)
      clock.now = row?.due ?? 0
      if (tries === 3) reader.answer = (_delivery, response) => response.writeHead(202).end()
      app.pushing.wake()
    }
    await expect.poll(() => app.pushing.counts.delivered).toBe(1)
    await expect.poll(async () => (await subscriptions())[0]).toMatchObject({ attempts: 0, failing: null, due: null })
    expect(elsewhere.deliveries).toEqual([])
  })

  test('is repeated for a day, at most an hour apart; then the next change is delivered', async () => {
    const { app, clock, subscribe, publish, subscriptions } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC)
    reader.answer = (_delivery, response) => response.writeHead(500).end()
    await publish('Bridge')
    const changed = clock.now
    let tries = 0
    for (let due: number | null = clock.now; due !== null; ) {
      tries++
      clock.now = due
      app.pushing.wake()
      await expect.poll(async () => (await subscriptions())[0]?.attempts).toBe(tries)
      const row = (await subscriptions())[0]
      due = row?.due ?? null
      if (due !== null) expect(due - clock.now).toBeLessThanOrEqual(1.25 * HOUR)
    }
    expect(clock.now - changed).toBeGreaterThanOrEqual(24 * HOUR)
    expect(tries).toBeGreaterThan(24)
    expect(await subscriptions()).toMatchObject([{ attempts: tries, failing: changed, problem: 'answered 500' }])
    reader.answer = (_delivery, response) => response.writeHead(200).end()
    await publish('Boat')
    await expect.poll(() => app.pushing.counts.delivered).toBe(1)
  })

  test('with 410 ends the subscription', async () => {
    const { app, subscribe, publish, subscriptions } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC)
    await subscribe(reader, `${FEED_URL}/en/atom.xml`)
    reader.answer = ({ headers }, response) =>
      response.writeHead(headers['content-type']?.includes('rss') ? 410 : 204).end()
    await publish('Bridge')
    await expect.poll(() => app.pushing.counts).toMatchObject({ gone: 1, delivered: 1 })
    await expect.poll(async () => (await subscriptions()).map(({ topic }) => topic)).toEqual(['/en/atom.xml'])
  })
})

test('a body that never ends does not make a delivery fail', async () => {
  const { app, subscribe, publish } = await hubNewsroom()
  const reader = await subscriber()
  await subscribe(reader, TOPIC)
  reader.answer = (_delivery, response) => {
    const drip = setInterval(() => response.write('thanks '.repeat(1000)), 1)
    response.once('close', () => clearInterval(drip))
  }
  await publish('Bridge')
  await expect.poll(() => app.pushing.counts).toMatchObject({ delivered: 1, failed: 0 })
})

test('a host gets four requests at a time, and slow subscribers do not hold up others', async () => {
  const { app, subscribe, publish } = await hubNewsroom()
  const readers = await Promise.all(Array.from({ length: 12 }, () => subscriber()))
  for (const reader of readers) await subscribe(reader, TOPIC)
  const waiting: (() => void)[] = []
  let most = 0
  for (const reader of readers) {
    reader.answer = (_delivery, response) => {
      waiting.push(() => response.writeHead(204).end())
      most = Math.max(most, waiting.length)
    }
  }
  await publish('Bridge')
  // All callbacks are at 127.0.0.1.
  for (let answered = 0; answered < 12; answered++) {
    await until(() => waiting.length > 0)
    waiting.shift()?.()
  }
  await expect.poll(() => app.pushing.counts.delivered).toBe(12)
  expect(most).toBeLessThanOrEqual(4)
})

test('after the lease nothing is delivered', async () => {
  const { app, clock, subscribe, publish } = await hubNewsroom()
  const [short, long] = [await subscriber(), await subscriber()]
  await subscribe(short, TOPIC, { 'hub.lease_seconds': '300' })
  await subscribe(long, TOPIC)
  clock.now += 5 * MINUTE
  await publish('Bridge')
  await expect.poll(() => app.pushing.counts.delivered).toBe(1)
  expect([short, long].map(({ deliveries }) => deliveries.length)).toEqual([0, 1])
})

test('a topic that becomes private, or ends, is not delivered; the lease goes on', async () => {
  const { app, clock, write, subscribe, publish, subscriptions } = await hubNewsroom({
    site: { partners: { msn: {} } },
  })
  const reader = await subscriber()
  await subscribe(reader, `${FEED_URL}/partners/msn/en/rss.xml`)
  await publish('Bridge')
  await expect.poll(() => reader.deliveries.length).toBe(1)
  for (const partners of [{ msn: { token: 'a-token-of-a-partner' } }, {}]) {
    write('site.yaml', { ...SITE, partners, hub: { allowCallbacks: ['loopback'] } })
    await publish('Boat')
    await expect.poll(() => app.store.nextToSend('subscription', clock.now)).toBeUndefined()
  }
  expect(reader.deliveries).toHaveLength(1)
  expect(await subscriptions()).toHaveLength(1)
})

test('requests in progress at the end get a moment', async () => {
  const { app, subscribe, publish } = await hubNewsroom()
  const reader = await subscriber()
  await subscribe(reader, TOPIC)
  const answered = Promise.withResolvers<void>()
  reader.answer = (_delivery, response) => void answered.promise.then(() => response.writeHead(204).end())
  await publish('Bridge')
  await expect.poll(() => reader.deliveries.length).toBe(1)
  const closing = app.close()
  answered.resolve()
  await closing
  expect(app.pushing.counts.delivered).toBe(1)
})

describe('pings of other hubs', () => {
  const form = ({ body }: Received) => new URLSearchParams(body.toString())

  test('for the changed documents only, ten in a request, repeated until the hub accepts them', async () => {
    const hub = await subscriber('/other')
    hub.answer = (_ping, response) => response.writeHead(503).end()
    const { app, clock, publish } = await hubNewsroom({
      site: {
        hub: { own: false, external: [hub.callback] },
        languages: ['uk', 'en'],
        partners: { msn: {}, own: { token: 'a-token-of-a-partner' } },
      },
    })
    // The first edition has 3 formats of 2 languages, with a section and a tag, and of a partner.
    await until(async () => (await app.store.failingRows(99)).length === 24)
    hub.answer = (_ping, response) => response.writeHead(204).end()
    clock.now += HOUR
    app.pushing.wake()
    await expect.poll(async () => (await app.store.outboxDepths()).length).toBe(0)
    const before = hub.deliveries.length
    const urls = hub.deliveries.slice(-3).flatMap((ping) => form(ping).getAll('hub.url'))
    expect(urls.length).toBe(24)
    expect(new Set(urls).size).toBe(24)
    expect(Math.max(...hub.deliveries.map((ping) => form(ping).getAll('hub.url').length))).toBe(10)
    await publish('Sea', { section: null, tags: [], variants: { uk: SEA } })
    await expect.poll(async () => (await app.store.outboxDepths()).length).toBe(0)
    const [ping, ...others] = hub.deliveries.slice(before)
    expect(others).toEqual([])
    expect(ping?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(ping && [form(ping).get('hub.mode'), form(ping).getAll('hub.url').sort()]).toEqual([
      'publish',
      ['/partners/msn/uk/', '/uk/'].flatMap((folder) =>
        ['atom.xml', 'feed.json', 'rss.xml'].map((file) => FEED_URL + folder + file),
      ),
    ])
  })

  test('are given up after a day, and nothing is written without other hubs', async () => {
    const hub = await subscriber('/other')
    hub.answer = (_ping, response) => response.writeHead(500).end()
    const { app, clock, write, publish } = await hubNewsroom({ site: { hub: { external: [hub.callback] } } })
    await until(async () => (await app.store.failingRows(99)).length > 0)
    clock.now += 25 * HOUR
    expect(await app.store.nextToSend('ping', clock.now)).toBeUndefined()
    await app.store.outbox((outbox) => outbox.dropEnded(clock.now))
    expect(await app.store.countRows('ping', 9)).toBe(0)
    write('site.yaml', { ...SITE, hub: { own: false } })
    await publish('Bridge')
    expect(await app.store.countRows('ping', 9)).toBe(0)
    expect(clock.now).toBeGreaterThan(NOW)
  })
})

const SEA = parse('{ title: Море, summary: Море., content: <p>Море</p>, url: /uk/sea/ }')
