import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createReaderStatistics } from '../../../src/readers/statistics.ts'
import { subscribersIn } from '../../../src/readers/user-agents.ts'
import { NOW } from '../../support/newsroom.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const FEED = '/uk/rss.xml'

/** Reader statistics, their clock, and requests by clients that are named by their networks. */
function createRig() {
  const clock = { now: NOW }
  const clients = new WeakMap<object, string>()
  const readerStats = createReaderStatistics({
    clientOf: ({ socket }) => clients.get(socket) ?? '',
    isTrusted: ({ socket }) => clients.get(socket)?.startsWith('trusted') === true,
    now: () => clock.now,
  })
  const connect = (client: string) => {
    const socket = {}
    clients.set(socket, client)
    return (agent: string | undefined, path = FEED, headers: Record<string, string> = {}): void => {
      const request = { socket, headers: { ...headers, ...(agent !== undefined && { 'user-agent': agent }) } }
      readerStats.record(request as unknown as IncomingMessage, readerStats.statsFor(path))
    }
  }
  const figureOf = (path: string, by: 'subscribers' | 'claimed' | 'pollers') =>
    new Map(readerStats.largest(by, 2000)).get(path) ?? 0
  return {
    readerStats,
    figuresOf: (path: string) => ({
      subscribers: figureOf(path, 'subscribers'),
      claimed: figureOf(path, 'claimed'),
      pollers: figureOf(path, 'pollers'),
    }),
    clock,
    connect,
    ask: (client: string, ...rest: Parameters<ReturnType<typeof connect>>) => connect(client)(...rest),
  }
}

describe('subscribers in a User-Agent', () => {
  test.each([
    ['Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)', 16],
    ['NewsBlur Feed Fetcher - 5 subscribers - http://www.newsblur.com/site/1234/herald (Mozilla/5.0)', 5],
    ['Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 1 subscribers; )', 1],
    ['Feedbin feed-id:1373711 - 142 subscribers', 142],
    ['Mozilla/5.0 (compatible; theoldreader.com; 1 subscriber; feed-id=54f3abdf0)', 1],
    ['Bloglovin/1.0 (http://www.bloglovin.com; 12,345 subscribers)', 12_345],
    ['BazQux/2.4 (+https://bazqux.com/fetcher; 1.234.567 Subscribers)', 1_234_567],
    ['LiveJournal.com (webmaster@livejournal.com; for http://x.example/; 12 readers)', 12],
    ['Netvibes (http://www.netvibes.com/; 0 subscribers; feedID: 123)', 0],
  ])('%s', (agent, count) => {
    expect(subscribersIn(agent)?.subscribers).toBe(count)
  })

  test.each([
    'Mozilla/5.0 (X11; Linux x86_64)',
    'for our subscribers 2.0',
    'x (999999999999 subscribers)',
    'x (9999999999999 subscribers)',
    'x (-0x10subscribers)',
    `${'1'.repeat(300)} subscribers`,
    '',
  ])('none in %j', (agent) => {
    expect(subscribersIn(agent)).toBeUndefined()
  })

  test.each([
    'Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)',
    'Feedly/1.0 (poller; 131 subscribers;)',
    'Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 3 subscribers; )',
    'Mozilla/5.0 (compatible; inoreader.com; 114 subscribers)',
    'NewsBlur Feed Fetcher - 27 subscribers - https://www.newsblur.com/site/7704055/name (Mozilla/5.0)',
    'Feedbin feed-id:1697787 - 102 subscribers',
    'Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=cead6c3a837650eeefd8fe4a)',
    'Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)',
    'BazQux/2.4 (+https://bazqux.com/fetcher; 5 subscribers)',
    'Dreamwidth Studios (webmaster@dreamwidth.org; for https://www.dreamwidth.org/users/name_feed/; 2 readers)',
    'LiveJournal.com (webmaster@livejournal.com; for http://x.example/; 12 readers)',
    'Overcast/1.0 Podcast Sync (123 subscribers; feed-id=456789; +http://overcast.fm/)',
  ])('of a known service: %s', (agent) => {
    expect(subscribersIn(agent)?.isKnown).toBe(true)
  })

  test.each([
    'Reader (like Feedly/1.0; 16 subscribers)',
    'feedly (16 subscribers)',
    'Mozilla/5.0 (compatible; inoreader.com.example; 114 subscribers)',
    'BazQux (5 subscribers)',
  ])('of an unknown service: %s', (agent) => {
    expect(subscribersIn(agent)?.isKnown).toBe(false)
  })

  test('identify a service regardless of feed id, count and version', () => {
    const service = (agent: string) => subscribersIn(agent)?.service
    expect(service('Feedbin feed-id:1373711 - 142 subscribers')).toBe(service('Feedbin feed-id:99 - 7 subscribers'))
    expect(service('Feedly/1.0 (+http://x; 16 subscribers; y)')).toBe(
      service('Feedly/1.1 (+http://x; 1 subscriber; y)'),
    )
    expect(service('Feedly/1.0 (16 subscribers)')).not.toBe(service('Inoreader/1.0 (16 subscribers)'))
  })
})

describe('the statistics of a feed', () => {
  test('use the latest count of each service for a day', () => {
    const { figuresOf, ask, clock } = createRig()
    ask('a', 'Feedly/1.0 (16 subscribers)')
    ask('b', 'Inoreader/1.0 (5 subscribers)')
    expect(figuresOf(FEED).subscribers).toBe(21)
    clock.now += 23 * HOUR
    ask('a', 'Feedly/1.1 (12 subscribers)')
    expect(figuresOf(FEED).subscribers).toBe(17)
    clock.now += 2 * HOUR
    expect(figuresOf(FEED).subscribers).toBe(12)
    clock.now += 23 * HOUR
    // Two midnights after the first requests.
    expect(figuresOf(FEED)).toEqual({ subscribers: 0, claimed: 0, pollers: 1 })
  })

  test('count each client once, by network and User-Agent', () => {
    const { figuresOf, ask } = createRig()
    for (let times = 0; times < 3; times++) {
      ask('a', 'one')
      ask('a', 'other')
      ask('b', 'one')
      ask('b', undefined)
    }
    expect(figuresOf(FEED)).toEqual({ subscribers: 0, claimed: 0, pollers: 4 })
    expect(figuresOf('/en/rss.xml')).toEqual({ subscribers: 0, claimed: 0, pollers: 0 })
  })

  test('forget clients after two days, and keep daily ones even on the same connection', () => {
    const { readerStats, figuresOf, connect, clock } = createRig()
    const daily = connect('daily')
    connect('once')('reader')
    for (let day = 0; day < 5; day++) {
      daily('reader')
      expect(figuresOf(FEED).pollers).toBe(day < 2 ? 2 : 1)
      clock.now += DAY
    }
    clock.now += 2 * DAY
    expect(figuresOf(FEED).pollers).toBe(0)
    expect(readerStats.totals()).toEqual({ subscribers: 0, claimed: 0, pollers: 0 })
  })

  test('count each client of one proxy connection', () => {
    const { figuresOf, connect } = createRig()
    const proxy = connect('proxy')
    for (const agent of ['one', 'other', 'one', 'other']) proxy(agent, FEED, { 'x-forwarded-for': '192.0.2.1' })
    proxy('Feedly/1.0 (3 subscribers)')
    proxy('Inoreader/1.0 (4 subscribers)')
    expect(figuresOf(FEED)).toEqual({ subscribers: 7, claimed: 0, pollers: 4 })
  })

  test('cover feeds of every format and no other documents', () => {
    const { readerStats, ask } = createRig()
    for (const path of [
      '/uk/rss.xml',
      '/uk/atom.xml',
      '/uk/tags/river/feed.json',
      '/uk/',
      '/uk/feeds.opml',
      '/rss.xmlx',
    ]) {
      ask('a', 'Feedly/1.0 (2 subscribers)', path)
    }
    expect(readerStats.totals()).toEqual({ subscribers: 6, claimed: 0, pollers: 1 })
    expect(readerStats.largest('subscribers', 2)).toEqual([
      ['/uk/atom.xml', 2],
      ['/uk/rss.xml', 2],
    ])
  })

  test('lists the largest feeds first', () => {
    const { readerStats, ask } = createRig()
    for (let feed = 0; feed < 60; feed++) {
      for (let client = 0; client <= feed; client++) ask(`${client}`, 'reader', `/uk/tags/${feed}/rss.xml`)
    }
    const largest = readerStats.largest('pollers', 50)
    expect(largest).toHaveLength(50)
    expect(largest[0]).toEqual(['/uk/tags/59/rss.xml', 60])
    expect(readerStats.largest('subscribers', 50)).toEqual([])
  })
})

describe('the statistics are bounded', () => {
  test('in feeds: later feeds are not counted until earlier ones expire', () => {
    const { readerStats, figuresOf, ask, clock } = createRig()
    for (let feed = 0; feed < 1100; feed++) ask('a', 'Feedly/1 (1 subscriber)', `/uk/tags/${feed}/rss.xml`)
    expect(readerStats.totals()).toEqual({ subscribers: 1000, claimed: 0, pollers: 1 })
    expect(figuresOf('/uk/tags/1099/rss.xml').pollers).toBe(0)
    clock.now += 3 * DAY
    ask('a', 'Feedly/1 (1 subscriber)', '/uk/tags/1099/rss.xml')
    expect(figuresOf('/uk/tags/1099/rss.xml')).toEqual({ subscribers: 1, claimed: 0, pollers: 1 })
  })

  test('in clients: no more are added at capacity, until others expire', () => {
    const { readerStats, figuresOf, ask, clock } = createRig()
    for (let client = 0; client < 110_000; client++) ask(`${client}`, 'reader')
    const { pollers } = readerStats.totals()
    // Each client counts for its feed and in total; a few hashes collide.
    expect(pollers + figuresOf(FEED).pollers).toBe(200_000)
    clock.now += 3 * DAY
    ask('new', 'reader')
    expect(figuresOf(FEED).pollers).toBe(1)
  })

  test('in services and claiming networks: 100 per feed', () => {
    const { figuresOf, ask } = createRig()
    const letters = (number: number) => [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
    for (let number = 0; number < 300; number++) {
      ask('trusted', `${letters(number)} (1 subscriber)`)
      ask(`10.0.${number}.1`, 'x (1 subscriber)')
    }
    expect(figuresOf(FEED)).toMatchObject({ subscribers: 100, claimed: 100 })
  })
})

describe('unproven subscribers', () => {
  const FEEDLY = (subscribers: number) => `Feedly/1.0 (+http://www.feedly.com/fetcher.html; ${subscribers} subscribers)`

  test('of unknown services count as claimed, at most 1000 per network', () => {
    const { readerStats, figuresOf, ask } = createRig()
    ask('198.51.100.1', 'Reader/1.0 (99999 subscribers)')
    expect(figuresOf(FEED)).toEqual({ subscribers: 0, claimed: 1000, pollers: 1 })
    ask('198.51.100.2', 'Other/1.0 (99999 subscribers)')
    expect(figuresOf(FEED).claimed).toBe(1000)
    ask('198.51.101.1', 'Other/1.0 (7 subscribers)')
    expect(figuresOf(FEED)).toMatchObject({ subscribers: 0, claimed: 1007 })
    expect(readerStats.largest('claimed', 5)).toEqual([[FEED, 1007]])
  })

  test('of unknown services are at most 1000 per network over all feeds', () => {
    const { readerStats, ask } = createRig()
    for (let feed = 0; feed < 9; feed++) ask('2001:db8::/56', 'x (400 subscribers)', `/uk/tags/${feed}/rss.xml`)
    ask('198.51.100.1', 'x (400 subscribers)')
    expect(readerStats.totals()).toMatchObject({ subscribers: 0, claimed: 1400 })
  })

  test('of known services count up to 10,000, per feed and in total', () => {
    const { readerStats, figuresOf, ask } = createRig()
    ask('198.51.100.1', FEEDLY(99_999))
    expect(figuresOf(FEED)).toMatchObject({ subscribers: 10_000, claimed: 0 })
    ask('198.51.100.1', FEEDLY(500), '/en/rss.xml')
    expect(figuresOf('/en/rss.xml').subscribers).toBe(500)
    expect(readerStats.totals().subscribers).toBe(10_000)
  })

  test('of known services count only from the first network until it is silent for a day', () => {
    const { figuresOf, ask, clock } = createRig()
    ask('198.51.100.1', FEEDLY(16))
    ask('203.0.113.1', FEEDLY(9999))
    expect(figuresOf(FEED)).toMatchObject({ subscribers: 16, claimed: 1000 })
    // Another machine of the same service.
    ask('198.51.100.77', FEEDLY(17))
    expect(figuresOf(FEED)).toMatchObject({ subscribers: 17, claimed: 1000 })
    clock.now += 25 * HOUR
    ask('203.0.113.1', FEEDLY(9999))
    expect(figuresOf(FEED)).toMatchObject({ subscribers: 9999, claimed: 0 })
  })

  test('from trusted networks count in full for any service, also for one that another network used before', () => {
    const { readerStats, figuresOf, ask } = createRig()
    ask('198.51.100.1', FEEDLY(9999))
    ask('trusted', FEEDLY(50_000))
    ask('trusted', 'Our own reader (12,345 readers)')
    ask('198.51.100.1', FEEDLY(9998))
    expect(figuresOf(FEED)).toMatchObject({ subscribers: 62_345, claimed: 1000 })
    ask('trusted', FEEDLY(50_000), '/en/rss.xml')
    expect(readerStats.totals().subscribers).toBe(112_345)
  })
})
