import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { FEED_URL, hubNewsroom, type Received, subscriber } from '../support/subscriber.ts'

const TOPIC = `${FEED_URL}/en/rss.xml`
const HOUR = 60 * 60 * 1000

const linkOf = (topic: string) => `<${FEED_URL}/hub>; rel="hub", <${topic}>; rel="self"`

const signed = (algorithm: string, secret: string, delivery: Received | undefined) =>
  `${algorithm}=${createHmac(algorithm, secret)
    .update(delivery?.body ?? '')
    .digest('hex')}`

// https://websub.rocks/hub
describe('the hub cases of the WebSub test suite', () => {
  test('100: a typical request: the topic as it is served, without a signature', async () => {
    const { ask, subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC)
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
    const served = await ask('/en/rss.xml')
    const [delivery] = reader.deliveries
    expect(delivery?.body.toString()).toBe(served.text)
    expect(delivery?.path).toBe('/callback')
    expect(delivery?.headers).toMatchObject({
      'content-type': served.headers['content-type'],
      'content-length': String(served.body.length),
      link: linkOf(TOPIC),
    })
    for (const absent of ['x-hub-signature', 'transfer-encoding', 'content-encoding']) {
      expect(delivery?.headers).not.toHaveProperty(absent)
    }
  })

  test.each([
    ['sha256', {}],
    ['sha384', { 'hub.signature_algorithm': 'sha384' }],
    ['sha512', { 'hub.signature_algorithm': 'sha512' }],
  ] as const)('101: with a secret: a %s signature of the body', async (algorithm, more) => {
    const { subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC, { 'hub.secret': 'a secret ключ', ...more })
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
    const [delivery] = reader.deliveries
    expect(delivery?.headers['x-hub-signature']).toBe(signed(algorithm, 'a secret ключ', delivery))
  })

  test('102: additional parameters are ignored', async () => {
    const { subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC, { foo: 'bar', 'hub.foo': 'hub.bar', 'hub.verify': 'sync', 'hub.verify_token': 't' })
    expect([...(reader.verifications[0]?.query.keys() ?? [])]).toEqual([
      ...['hub.mode', 'hub.topic', 'hub.challenge', 'hub.lease_seconds'],
    ])
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
  })

  test('103: a renewal replaces the subscription: one delivery, with the new secret and the new lease', async () => {
    const { subscribe, publish, subscriptions, clock } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC, { 'hub.secret': 'first' })
    clock.now += HOUR
    await subscribe(reader, TOPIC, { 'hub.secret': 'second', 'hub.lease_seconds': '7200' })
    expect(await subscriptions()).toMatchObject([{ ends: clock.now + 2 * HOUR }])
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
    expect(reader.deliveries[0]?.headers['x-hub-signature']).toBe(signed('sha256', 'second', reader.deliveries[0]))
    await publish('Boat')
    await expect.poll(() => reader.deliveries.length).toBe(2)
  })

  test('104: no delivery after an unsubscription, which is verified, too', async () => {
    const { post, subscribe, publish, subscriptions } = await hubNewsroom()
    const [reader, other] = [await subscriber(), await subscriber()]
    await subscribe(reader, TOPIC)
    await subscribe(other, TOPIC)
    const fields = { 'hub.mode': 'unsubscribe', 'hub.topic': TOPIC, 'hub.callback': reader.callback }
    expect(await post(fields)).toMatchObject({ status: 202, text: '' })
    await expect.poll(async () => (await subscriptions()).length).toBe(1)
    const { query } = reader.verifications[1] ?? {}
    expect([query?.get('hub.mode'), query?.get('hub.topic')]).toEqual(['unsubscribe', TOPIC])
    await publish('Bridge')
    await expect.poll(() => other.deliveries.length).toBe(1)
    expect(reader.deliveries).toEqual([])
  })

  // This hub has no plain text topics. JSON is case 106.
  test.each([
    ['/en/atom.xml', 'application/atom+xml; charset=utf-8'],
    ['/en/feed.json', 'application/feed+json; charset=utf-8'],
    ['/uk/tags/river/rss.xml', 'application/rss+xml; charset=utf-8'],
    ['/en/sections/city/feed.json', 'application/feed+json; charset=utf-8'],
    ['/uk/tags/river+!sea/atom.xml', 'application/atom+xml; charset=utf-8'],
  ])('105, 106: the media type of %s is delivered', async (path, type) => {
    const { ask, subscribe, publish } = await hubNewsroom({
      files: { 'articles/sea.json': { published: '2026-03-01T09:00:00Z', tags: ['sea'], variants: { uk: SEA } } },
    })
    const reader = await subscriber()
    await subscribe(reader, FEED_URL + path)
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
    const [delivery] = reader.deliveries
    expect(delivery?.headers).toMatchObject({ 'content-type': type, link: linkOf(FEED_URL + path) })
    expect(delivery?.body.toString()).toBe((await ask(path)).text)
  })
})

const SEA = { title: 'Море', summary: 'Море.', content: '<p>Море</p>', url: '/uk/sea/' }

describe('verification of intent', () => {
  test('sends what was requested, a challenge that is used once, and the lease', async () => {
    const { subscribe } = await hubNewsroom()
    const reader = await subscriber('/callback?feed=7&hub.mode=mine')
    await subscribe(reader, TOPIC, { 'hub.lease_seconds': '90000' })
    await subscribe(reader, TOPIC)
    const [first, second] = reader.verifications
    // WebSub §5.1.1: the callback's own query is first, and is not overwritten.
    expect(first?.path).toMatch(
      /^\/callback\?feed=7&hub\.mode=mine&hub\.mode=subscribe&hub\.topic=[^&]+&hub\.challenge=/,
    )
    expect([first?.query.get('hub.lease_seconds'), second?.query.get('hub.lease_seconds')]).toEqual(['90000', '864000'])
    const [challenge, next] = [first, second].map((one) => one?.query.get('hub.challenge') ?? '')
    expect(challenge).toMatch(/^[\w-]{32}$/)
    expect(next).not.toBe(challenge)
  })

  test.each([
    ['1', '300'],
    ['299', '300'],
    ['864001', '864000'],
    ['99999999999999999999', '864000'],
    ['', '864000'],
  ])('a lease of %s seconds becomes %s', async (wanted, given) => {
    const { subscribe, subscriptions, clock } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC, { 'hub.lease_seconds': wanted })
    expect(reader.verifications[0]?.query.get('hub.lease_seconds')).toBe(given)
    expect(await subscriptions()).toMatchObject([{ ends: clock.now + Number(given) * 1000 }])
  })

  test.each<[string, (status: number) => [number, (challenge: string) => string]]>([
    ['404', () => [404, String]],
    ['500', () => [500, String]],
    ['a redirect', () => [302, String]],
    ['another text', () => [200, () => 'yes']],
    ['nothing', () => [204, () => '']],
    ['the challenge and a line feed', () => [200, (challenge) => `${challenge}\n`]],
    ['the challenge in capitals', () => [200, (challenge) => challenge.toUpperCase()]],
    ['a page that has the challenge', () => [200, (challenge) => `<p>${challenge}</p>${' '.repeat(99_000)}`]],
  ])('fails with %s, and the subscription stays as it is', async (_name, answerOf) => {
    const { app, post, subscribe, subscriptions } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC, { 'hub.secret': 'first' })
    const before = await subscriptions()
    const [status, bodyOf] = answerOf(200)
    reader.confirm = ({ query }, response) =>
      response.writeHead(status, { Location: reader.callback }).end(bodyOf(query.get('hub.challenge') ?? ''))
    for (const [index, mode] of ['subscribe', 'unsubscribe'].entries()) {
      await post({
        ...{ 'hub.mode': mode, 'hub.topic': TOPIC, 'hub.callback': reader.callback, 'hub.secret': 'second' },
      })
      await expect.poll(() => app.pushing.counts.unverified).toBe(index + 1)
    }
    expect(reader.verifications).toHaveLength(3)
    expect((await subscriptions()).map(({ body, ends }) => [body, ends])).toEqual(
      before.map(({ body, ends }) => [body, ends]),
    )
  })

  test('is repeated if the callback does not answer, three times at most', async () => {
    const { app, post, clock, subscriptions } = await hubNewsroom()
    const reader = await subscriber()
    reader.confirm = (_request, response) => response.socket?.destroy()
    await post({ 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': reader.callback })
    for (const tries of [1, 2, 3]) {
      await expect.poll(() => reader.verifications.length).toBe(tries)
      await expect
        .poll(async () => (await app.store.nextToSend('verification', clock.now)) ?? 'none')
        .not.toBe(clock.now)
      clock.now += HOUR / 4
      app.pushing.wake()
    }
    await expect.poll(() => app.store.countRows('verification', 1)).toBe(0)
    expect(reader.verifications).toHaveLength(3)
    expect(await subscriptions()).toEqual([])
  })
})

describe('content', () => {
  test('of feeds that did not change is not delivered', async () => {
    const { subscribe, publish } = await hubNewsroom()
    const [uk, sport, everything] = [await subscriber(), await subscriber(), await subscriber()]
    await subscribe(uk, `${FEED_URL}/uk/tags/river/rss.xml`)
    await subscribe(everything, `${FEED_URL}/uk%2Cen/rss.xml`)
    await publish('Sea', { tags: ['sea'], section: 'sport' })
    await expect.poll(() => everything.deliveries.length).toBe(1)
    await subscribe(sport, `${FEED_URL}/uk/sections/sport/rss.xml`)
    await publish('Boat', { section: 'sport' })
    await expect.poll(() => [uk, sport, everything].map(({ deliveries }) => deliveries.length)).toEqual([1, 1, 2])
    expect(everything.deliveries[0]?.headers.link).toBe(linkOf(`${FEED_URL}/uk%2Cen/rss.xml`))
  })

  test('is the newest edition only, for a subscriber that was away', async () => {
    const { app, ask, clock, subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC)
    reader.answer = (_delivery, response) => response.writeHead(503).end()
    await publish('One')
    await expect.poll(() => app.pushing.counts.failed).toBe(1)
    await publish('Two')
    await publish('Three')
    reader.answer = (_delivery, response) => response.writeHead(200).end('thank you '.repeat(10_000))
    clock.now += HOUR
    app.pushing.wake()
    await expect.poll(() => reader.deliveries.length).toBe(2)
    expect(reader.deliveries[1]?.body.toString()).toBe((await ask('/en/rss.xml')).text)
    await expect.poll(() => app.pushing.counts.delivered).toBe(1)
    expect(await app.store.failingRows(9)).toEqual([])
  })

  test('is not delivered again by a rebuild that changes no byte of it', async () => {
    const { app, clock, write, subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC)
    await publish('One')
    await expect.poll(() => app.pushing.counts.delivered).toBe(1)
    const before = app.newsroom.current()?.edition.remade
    write('locales/en/feeds.json', '{ "feed": { "tag": "Articles about {{label}}" } }')
    clock.now += HOUR
    await app.newsroom.refresh()
    expect(app.newsroom.current()?.edition.remade).not.toBe(before)
    await expect.poll(() => app.store.nextToSend('subscription', clock.now + HOUR)).toBeUndefined()
    expect(reader.deliveries).toHaveLength(1)
  })

  test('`hub.content=changes`: the entries that are new since the last delivery', async () => {
    const { subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC, { 'hub.content': 'changes', 'hub.secret': 's' })
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
    await publish('Boat')
    await expect.poll(() => reader.deliveries.length).toBe(2)
    const titles = reader.deliveries.map(({ body }) => [...body.toString().matchAll(/<title><!\[CDATA\[(\w+) en\]\]/g)])
    expect(titles.map((found) => found.map(([, title]) => title))).toEqual([['Bridge'], ['Boat']])
    expect(reader.deliveries[1]?.headers['x-hub-signature']).toBe(signed('sha256', 's', reader.deliveries[1]))
  })
})
