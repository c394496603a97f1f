import { createServer, type Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { SITE } from '../support/newsroom.ts'
import { FEED_URL, hubNewsroom, subscriber } from '../support/subscriber.ts'

const TOPIC = `${FEED_URL}/en/rss.xml`
const CALLBACK = 'https://reader.example/callback'
const REQUEST = { 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': CALLBACK }

const PARTNERS = { msn: {}, secret: { token: 'a-token-of-a-partner' } }

test('requests that are refused at once, and why', async () => {
  const { app, post } = await hubNewsroom({ site: { partners: PARTNERS, retired: { tags: ['olympics'] } } })
  const refusals: [Record<string, string>, number, RegExp][] = [
    [{ 'hub.mode': '' }, 400, /^hub\.mode must be "subscribe" or "unsubscribe"\.$/],
    [{ 'hub.mode': 'publish', 'hub.url': TOPIC }, 403, /notices changes itself/],
    [{ 'hub.topic': '' }, 400, /^hub\.topic must be the address of a feed of https:\/\/feeds\.example/],
    [{ 'hub.topic': 'https://other.example/en/rss.xml' }, 400, /^hub\.topic/],
    [{ 'hub.topic': 'https://feeds.example.evil.example/en/rss.xml' }, 400, /^hub\.topic/],
    [{ 'hub.topic': `${TOPIC}?a=b` }, 400, /^hub\.topic/],
    [{ 'hub.topic': `${FEED_URL}/${'a'.repeat(1001)}` }, 400, /^hub\.topic/],
    ...['/xx/rss.xml', '/en/', '/en/feeds.opml', '/en/tags/nobody/rss.xml', '/hub', '/en/news-sitemap.xml'].map(
      (path): [Record<string, string>, number, RegExp] => [{ 'hub.topic': FEED_URL + path }, 404, /is no feed/],
    ),
    // An archive, a former spelling, a retired tag, a private feed.
    ...[
      ...['/en/archive/2026-03/rss.xml', '/EN/rss.xml', '/en/tags/olympics/rss.xml', '/partners/secret/en/rss.xml'],
    ].map((path): [Record<string, string>, number, RegExp] => [{ 'hub.topic': FEED_URL + path }, 404, /is no feed/]),
    [{ 'hub.callback': '' }, 400, /^hub\.callback must be an http or https URL/],
    [{ 'hub.callback': 'ftp://reader.example/' }, 400, /^hub\.callback must be an http or https URL/],
    [{ 'hub.callback': 'https://читач.example/' }, 400, /^hub\.callback must be an http or https URL/],
    [{ 'hub.callback': `${CALLBACK}#part` }, 400, /fragment/],
    [{ 'hub.callback': 'https://me:word@reader.example/' }, 400, /no user name and no password/],
    [{ 'hub.callback': `${FEED_URL}/hub` }, 400, /on this server/],
    [{ 'hub.callback': `${CALLBACK}${'a'.repeat(1500)}` }, 400, /more than 1500 characters/],
    [{ 'hub.lease_seconds': '-1' }, 400, /^hub\.lease_seconds must be a positive whole number/],
    [{ 'hub.lease_seconds': '1.5' }, 400, /^hub\.lease_seconds/],
    [{ 'hub.secret': 'я'.repeat(100) }, 400, /^hub\.secret must be shorter than 200 bytes/],
    [{ 'hub.secret': 'a\0b' }, 400, /NUL/],
    [{ 'hub.signature_algorithm': 'sha1' }, 400, /^hub\.signature_algorithm must be one of sha256, sha384, sha512\.$/],
  ]
  for (const [fields, status, reason] of refusals) {
    const answer = await post({ ...REQUEST, ...fields })
    expect([JSON.stringify(fields), answer.status, answer.headers['content-type']]).toEqual([
      ...[JSON.stringify(fields), status, 'text/plain; charset=utf-8'],
    ])
    expect(answer.text.trim()).toMatch(reason)
    expect(answer.headers['cache-control']).toBe('no-store')
  }
  expect(await app.store.countRows('verification', 9)).toBe(0)
})

test('other spellings of a topic, and feeds of public partners', async () => {
  const { app, post } = await hubNewsroom({ site: { partners: PARTNERS } })
  const topics = ['/%65n/rss.xml', '/uk%2cen/atom.xml', '/uk,en/atom.xml', '/partners/msn/uk/feed.json']
  for (const path of topics) {
    expect((await post({ ...REQUEST, 'hub.topic': FEED_URL + path })).status, path).toBe(202)
  }
  // Both spellings of the comma are one topic.
  expect(await app.store.countRows('verification', 9)).toBe(3)
})

test('a form in UTF-8, of 8 kB at most; other methods are explained', async () => {
  const { ask, post } = await hubNewsroom()
  for (const type of ['application/json', 'application/x-www-form-urlencoded; charset=latin1', '']) {
    expect(await post(REQUEST, { 'Content-Type': type })).toMatchObject({
      status: 415,
      text: expect.stringMatching(/form/),
    })
  }
  const long = await post({ ...REQUEST, more: 'a'.repeat(8200) })
  expect([long.status, long.headers['content-type']]).toEqual([413, 'text/plain; charset=utf-8'])
  const page = await ask('/hub')
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(page.text).toContain('https://feeds.example/hub')
  expect(await ask('/hub', {}, 'DELETE')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } })
})

test('without `hub.own` there is no hub', async () => {
  const { ask, post } = await hubNewsroom({ site: { hub: { own: false } } })
  expect((await ask('/hub')).status).toBe(404)
  expect((await post(REQUEST)).status).toBe(404)
})

test('clients, and hosts of callbacks, have limits', async () => {
  const { app, post, clock } = await hubNewsroom({ site: { limits: { visits: 100, exempt: [] } } })
  const store = app.store
  // Nobody sends these verifications, because they are not due.
  const row = { kind: 'verification', topic: '/en/rss.xml', host: 'reader.example', body: '{}', revision: 1 } as const
  const times = { created: clock.now, ends: clock.now + 1e9, due: clock.now + 1e9 }
  await store.outbox(async (outbox) => {
    for (let n = 0; n < 200; n++) await outbox.putVerification({ ...row, ...times, target: `${CALLBACK}/${n}` })
  })
  const full = await post(REQUEST)
  expect([full.status, full.headers['retry-after']]).toEqual([429, '60'])
  expect(full.text).toContain('reader.example wait for verification')
  const other = { ...REQUEST, 'hub.callback': 'https://other.example/' }
  expect((await post(other)).status).toBe(202)
  const statuses = []
  for (let n = 0; n < 20; n++) statuses.push((await post({ ...other, 'hub.mode': 'subscribe' })).status)
  expect(statuses.lastIndexOf(202)).toBe(17)
  expect(statuses.at(-1)).toBe(429)
})

/** Spellings of addresses that are not public: this machine, private networks, metadata of clouds, transitions to IPv6. */
const HOSTILE = [
  ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '127.0.0.1.'],
  ...['%31%32%37.0.0.1', '0', '0.0.0.0', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ...['[::127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]'],
  ...['10.0.0.1', '0xa000001', '012.0.0.1', '172.16.0.1', '192.168.1.1', '3232235777', '169.254.169.254', '2852039166'],
  ...[
    '[fd00:ec2::254]',
    '100.64.0.1',
    '100.127.255.255',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
  ],
  ...['192.0.2.1', '198.18.0.1', '203.0.113.1', '[fe80::1]', '[fc00::1]', '[ff02::1]', '[2001:db8::1]', '[fec0::1]'],
]

describe('callbacks that are not public', () => {
  test('more than 40 spellings are refused at once, without a connection', async () => {
    expect(new Set(HOSTILE).size).toBeGreaterThan(40)
    const { app, post } = await hubNewsroom({ site: { hub: {} } })
    const ask = vi.spyOn(app.store, 'outbox')
    for (const host of HOSTILE) {
      const answer = await post({ ...REQUEST, 'hub.callback': `http://${host}:6379/callback` })
      expect([host, answer.status]).toEqual([host, 400])
      expect(answer.text).toBe('hub.callback is at an address that is not public.\n')
    }
    expect(ask).not.toHaveBeenCalled()
    expect(await app.store.countRows('verification', 9)).toBe(0)
  })

  test('a name of this machine is refused when it is looked up', async () => {
    const connections: Socket[] = []
    const server = createServer((socket) => void connections.push(socket))
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const { app, post } = await hubNewsroom({ site: { hub: {} } })
    const { port } = server.address() as { port: number }
    const callback = `http://localhost:${port}/callback`
    expect((await post({ ...REQUEST, 'hub.callback': callback })).status).toBe(202)
    await expect.poll(() => app.pushing.counts.unverified).toBe(1)
    await expect.poll(() => app.store.countRows('verification', 9)).toBe(0)
    expect(connections).toEqual([])
    server.close()
  })

  test('a subscriber whose network is no longer allowed gets nothing', async () => {
    const { app, write, subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC)
    write('site.yaml', { ...SITE, hub: {} })
    await publish('Bridge')
    await expect.poll(async () => (await app.store.failingRows(9)).length).toBe(1)
    expect(reader.deliveries).toEqual([])
    expect(await app.store.failingRows(9)).toMatchObject([
      { problem: expect.stringContaining('not public (loopback)') },
    ])
  })
})
