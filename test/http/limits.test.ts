import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { everyKind, KINDS, TOKEN } from '../support/wire.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const FEED = '/uk/rss.xml'
const OLD = 'Thu, 01 Jan 2015 00:00:00 GMT'

afterEach(() => void vi.useRealTimers())

type Limits = {
  readonly downloads?: number
  readonly visits?: number
  readonly seconds?: number
  readonly exempt?: readonly string[]
}

/** A newsroom behind a local proxy that limits clients to two downloads. Visits are not limited. */
async function withLimits(limits: Limits = {}, site: Record<string, unknown> = {}) {
  const lines: Record<string, unknown>[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const newsroom = await everyKind({
    site: {
      ...{ proxies: ['loopback'], operators: ['203.0.113.0/24', '198.51.100.0/24', '192.0.2.0/24'] },
      limits: { downloads: 2, visits: 0, seconds: 600, exempt: [], ...limits },
      ...site,
    },
    overrides: { log },
  })
  const from = (client: string, headers: Readonly<Record<string, string>> = {}, path = FEED, method = 'GET') =>
    newsroom.ask(path, { ...headers, 'X-Forwarded-For': client }, method)
  /** The statuses of downloads, one after the other, each for one of the clients. */
  const statuses = async (...clients: readonly string[]): Promise<number[]> => {
    const answers: number[] = []
    for (const client of clients) answers.push((await from(client)).status)
    return answers
  }
  const logged = (message: RegExp) => lines.filter(({ msg }) => message.test(String(msg)))
  return { ...newsroom, from, statuses, logged, lines }
}

const A = '198.51.100.1'
const B = '198.51.100.2'

describe('full documents', () => {
  test('are limited per client, which gets 429 with Retry-After', async () => {
    const { from, statuses } = await withLimits()
    expect(await statuses(A, A)).toEqual([200, 200])
    const { status, headers, text } = await from(A)
    expect(status).toBe(429)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers.etag).toBeUndefined()
    // RFC 9110 §10.2.3: whole seconds.
    expect(headers['retry-after']).toMatch(/^\d+$/)
    expect(Number(headers['retry-after'])).toBeGreaterThan(540)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(600)
    expect(JSON.parse(text)).toMatchObject({ type: 'about:blank', status: 429 })
  })

  test('of one client do not count for another', async () => {
    const { statuses } = await withLimits()
    expect(await statuses(A, A, A, B, B, B)).toEqual([200, 200, 429, 200, 200, 429])
  })

  test('are available again when the period is over, which begins with the first download', async () => {
    const { from, statuses, clock } = await withLimits({ seconds: 60 })
    const wait = (milliseconds: number): void => {
      clock.now += milliseconds
    }
    const refusal = async () => {
      const { status, headers } = await from(A)
      return [status, headers['retry-after']]
    }
    expect(await statuses(A)).toEqual([200])
    wait(30_000)
    expect(await statuses(A)).toEqual([200])
    expect(await refusal()).toEqual([429, '30'])
    wait(500)
    expect(await refusal()).toEqual([429, '30'])
    wait(29_499)
    // Further requests do not extend the period, and none succeeds early.
    expect(await refusal()).toEqual([429, '1'])
    wait(1)
    expect(await statuses(A, A, A)).toEqual([200, 200, 429])
    expect(await refusal()).toEqual([429, '60'])
  })

  test('count together: feeds, pages, lists, sitemaps, schemas', async () => {
    const paths = [
      FEED,
      '/uk/',
      '/uk/tags/river/atom.xml',
      '/feeds.opml',
      '/uk/news-sitemap.xml',
      '/schemas/article.json',
    ]
    const { from } = await withLimits({ downloads: paths.length })
    for (const path of paths) expect((await from(A, {}, path)).status, path).toBe(200)
    for (const path of paths) expect((await from(A, {}, path)).status, path).toBe(429)
  })

  test('are unlimited if the limit is 0', async () => {
    const { statuses } = await withLimits({ downloads: 0 })
    expect(new Set(await statuses(...Array.from({ length: 20 }, () => A)))).toEqual(new Set([200]))
  })

  test('are unlimited behind a CDN that is not a named proxy, and the log says so', async () => {
    const { statuses, logged } = await withLimits({}, { cdn: {}, proxies: [] })
    expect(await statuses(A, A, A, A)).toEqual([200, 200, 200, 200])
    expect(logged(/downloads are not limited/)).toHaveLength(1)
  })

  test('are counted behind a CDN that is a named proxy', async () => {
    const { statuses, logged } = await withLimits({}, { cdn: {} })
    expect(await statuses(A, A, A, B)).toEqual([200, 200, 429, 200])
    expect(logged(/downloads are not limited/)).toEqual([])
  })
})

describe('a download counts with any conditions', () => {
  const CONDITIONS: readonly (readonly [string, Record<string, string>])[] = [
    ['none', {}],
    ['an old copy', { 'If-None-Match': '"0123456789abcdef01234567"' }],
    ['an invented tag', { 'If-None-Match': '"x"' }],
    ['an invalid tag', { 'If-None-Match': 'nonsense' }],
    ['an empty tag', { 'If-None-Match': '' }],
    ['an old date', { 'If-Modified-Since': OLD }],
    ['an invalid date', { 'If-Modified-Since': 'yesterday' }],
    ['an If-Match that matches', { 'If-Match': '*' }],
  ]

  test.each(CONDITIONS)('%s', async (_name, headers) => {
    const { from } = await withLimits()
    const statuses: number[] = []
    for (let time = 0; time < 4; time++) statuses.push((await from(A, headers)).status)
    expect(statuses).toEqual([200, 200, 429, 429])
    for (const [name, otherFields] of CONDITIONS) expect((await from(A, otherFields)).status, name).toBe(429)
  })

  test('a delta (226) is a download, too', async () => {
    const { app, clock, write, ask, from } = await withLimits()
    const { headers } = await ask(FEED)
    clock.now += 60_000
    write(
      'articles/new.json',
      article({ published: '2026-03-05T00:00:00Z', variants: { uk: variant('Новина', 'uk') } }),
    )
    await app.newsroom.refresh()
    // Only a direct request gets a delta.
    const since = { 'A-IM': 'feed', 'If-None-Match': String(headers.etag) }
    expect((await ask(FEED, since)).status).toBe(226)
    expect((await ask(FEED, since)).status).toBe(429)
    expect((await ask(FEED)).status).toBe(429)
    expect((await from(A)).status).toBe(200)
  })
})

describe('free, also for a client over its limit', () => {
  test.each<[string, Record<string, string>, string, number]>([
    ['a conditional request that matches by tag', { 'If-None-Match': '*' }, 'GET', 304],
    ['a conditional request that matches by date', { 'If-Modified-Since': new Date(NOW).toUTCString() }, 'GET', 304],
    ['a precondition that fails', { 'If-Match': '"other"' }, 'GET', 412],
    ['HEAD', {}, 'HEAD', 200],
    ['OPTIONS', {}, 'OPTIONS', 204],
    ['another method', {}, 'POST', 405],
    ['no acceptable encoding', { 'Accept-Encoding': 'identity;q=0' }, 'GET', 406],
  ])('%s', async (_name, headers, method, status) => {
    const { from, statuses } = await withLimits()
    for (let time = 0; time < 5; time++) expect((await from(A, headers, FEED, method)).status).toBe(status)
    expect(await statuses(A, A, A)).toEqual([200, 200, 429])
    for (let time = 0; time < 5; time++) expect((await from(A, headers, FEED, method)).status).toBe(status)
  })

  test('conditional requests with the tag of any encoding', async () => {
    const { from, statuses } = await withLimits()
    const gzip = { 'Accept-Encoding': 'gzip' }
    const { headers } = await from(A, gzip)
    expect(await statuses(A, A, A)).toEqual([200, 429, 429])
    const polling = { ...gzip, 'If-None-Match': String(headers.etag) }
    for (let time = 0; time < 5; time++) expect((await from(A, polling)).status).toBe(304)
    expect((await from(A, { 'If-None-Match': String(headers.etag) })).status).toBe(304)
  })

  const OTHERS = KINDS.filter(([path, status]) => status !== 200 || /^\/(?:media|healthz|readyz|embed)/.test(path))
  test.each(OTHERS)('%s: %i', async (path, status) => {
    const { from, statuses } = await withLimits()
    for (let time = 0; time < 5; time++) expect((await from(A, {}, path)).status).toBe(status)
    expect(await statuses(A, A, A)).toEqual([200, 200, 429])
    expect((await from(A, {}, path)).status).toBe(status)
  })
})

/** The fields of a browser that navigates to a page, and of one that fills a frame. */
const NAVIGATION = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document', Accept: BROWSER }
const FRAME_NAVIGATION = { ...NAVIGATION, 'Sec-Fetch-Dest': 'iframe' }

describe('visits of people have their own budget', () => {
  const VISITS: readonly (readonly [string, Record<string, string>])[] = [
    ['/uk/', NAVIGATION],
    ['/uk/tags/river/', NAVIGATION],
    [FEED, NAVIGATION],
    ['/embed/uk/headlines.json', {}],
    ['/embed/polyfeed-headlines.js', {}],
    ['/embed/uk/frame.html', FRAME_NAVIGATION],
    ['/embed/uk/fragment.html', {}],
  ]

  test.each(VISITS)('%s counts as a visit, not as a download', async (path, headers) => {
    const { from, statuses } = await withLimits({ visits: 100 })
    await from(B, headers, path)
    expect(await statuses(A, A, A)).toEqual([200, 200, 429])
    for (let time = 0; time < 100; time++) await from(A, headers, path)
    expect((await from(A, headers, path)).status).toBe(429)
    const { headers: given } = await from(B, headers, path)
    expect((await from(A, { ...headers, 'If-None-Match': String(given.etag) }, path)).status).toBe(304)
  })

  test.each<[string, Record<string, string>]>([
    ['a feed requested with the fields of a frame', { ...FRAME_NAVIGATION, 'Sec-Fetch-User': '?1' }],
    ['a page fetched by a script', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
  ])('%s counts as a download', async (name, headers) => {
    const { from } = await withLimits({ visits: 100 })
    const path = name.includes('page') ? '/uk/' : FEED
    for (let time = 0; time < 2; time++) expect((await from(A, headers, path)).status).toBe(200)
    expect((await from(A, headers, path)).status).toBe(429)
    expect((await from(A, NAVIGATION, '/uk/')).status).toBe(200)
  })

  test('a page over the limit is an HTML page with Retry-After', async () => {
    const { from, logged } = await withLimits({ visits: 1 })
    expect((await from(A, NAVIGATION, '/uk/')).status).toBe(200)
    const { status, headers, text } = await from(A, NAVIGATION, '/uk/')
    expect([status, headers['content-type']]).toEqual([429, 'text/html; charset=utf-8'])
    expect(headers['retry-after']).toMatch(/^\d+$/)
    expect(text).toContain('<html lang="uk"')
    expect(logged(/visits are limited/)).toMatchObject([{ level: 30, network: A, path: '/uk/' }])
  })
})

describe('documents composed per request cost several visits', () => {
  test.each<[string, string, number]>([
    ['a search', '/uk/search?q=river', 20],
    ['suggestions', '/uk/search?suggest=river', 10],
    ['metrics', '/metrics', 20],
    ['oEmbed', `/oembed?url=${encodeURIComponent('https://feeds.example/uk/')}`, 20],
    ['the embed builder', '/uk/embed/', 50],
  ])('%s', async (_name, path, cost) => {
    const { from } = await withLimits({ downloads: 0, visits: 2 * cost + 3 })
    const status = async (headers: Record<string, string>, method?: string) =>
      (await from(A, headers, path, method)).status
    const conditional = { 'If-None-Match': '*' }
    // Conditional and HEAD requests cost the same, because the server must compose the document first.
    expect([await status(conditional), await status({}, 'HEAD')].every((one) => [200, 304].includes(one))).toBe(true)
    expect([await status(conditional), await status({}, 'HEAD'), await status({})]).toEqual([429, 429, 429])
    expect((await from(B, {}, path)).status).toBe(200)
    expect((await from(A)).status).toBe(200)
  })

  test.each(['frame.html', 'fragment.html'])('%s costs more if it is not cached', async (file) => {
    const { from } = await withLimits({ downloads: 0, visits: 45 })
    const look = (count: number) => `/embed/uk/${file}?count=${count}`
    const status = async (client: string, count: number) => (await from(client, {}, look(count))).status
    // The request of another client composes the document.
    expect(await status(B, 1)).toBe(200)
    for (let time = 0; time < 20; time++) expect(await status(A, 1)).toBe(200)
    expect(await status(A, 2)).toBe(200)
    // 4 visits remain, and composing costs 20.
    expect(await status(A, 3)).toBe(429)
    const { headers } = await from(B, {}, look(1))
    expect((await from(A, { 'If-None-Match': String(headers.etag) }, look(1))).status).toBe(304)
  })

  test('a refused request costs nothing, so cheaper ones may still succeed', async () => {
    const { from, logged } = await withLimits({ downloads: 0, visits: 53 })
    const statuses: number[] = []
    for (const path of ['/uk/embed/', '/uk/embed/', '/uk/search', '/uk/', '/uk/', '/uk/search', '/uk/', '/uk/']) {
      statuses.push((await from(A, NAVIGATION, path)).status)
    }
    // A sent page costs a visit beside its composition, so 51 of 53 visits are used.
    expect(statuses).toEqual([200, 429, 429, 200, 200, 429, 429, 429])
    expect(logged(/visits are limited/)).toHaveLength(1)
  })

  test('requests that end in an error or a redirect cost nothing', async () => {
    const { from } = await withLimits({ downloads: 0, visits: 20 })
    for (let time = 0; time < 5; time++) {
      expect((await from(A, {}, '/embed/uk/frame.html?count=0')).status).toBe(400)
      expect((await from(A, {}, '/embed/uk/tags/nobody/frame.html')).status).toBe(404)
      expect((await from(A, {}, '/UK/search')).status).toBe(301)
    }
    expect((await from(A, {}, '/uk/search')).status).toBe(200)
  })
})

describe('client addresses', () => {
  test('X-Forwarded-For from a peer that is not a proxy is ignored', async () => {
    const { statuses } = await withLimits({}, { proxies: ['203.0.113.0/24', '10.0.0.0/8'] })
    expect(await statuses(A, B, '203.0.113.1', '::1')).toEqual([200, 200, 429, 429])
  })

  test('forged addresses before the one that the proxy added are ignored', async () => {
    const { statuses } = await withLimits()
    expect(await statuses(`1.1.1.1, ${A}`, `2.2.2.2, 3.3.3.3, ${A}`, `4.4.4.4,${A}`, B)).toEqual([200, 200, 429, 200])
  })

  test('the client is found behind several proxies', async () => {
    const { statuses } = await withLimits({}, { proxies: ['loopback', '10.0.0.0/8', '2001:db8:ffff::/48'] })
    const chains = [
      `${A}, 10.1.2.3, 10.4.5.6`,
      `${B}, ${A}, 2001:db8:ffff::1, 10.1.2.3`,
      `${B}, ${A}, ::ffff:10.1.2.3`,
      `${A}, ${B}, 10.1.2.3`,
    ]
    expect(await statuses(...chains)).toEqual([200, 200, 429, 200])
  })

  test('the client is found per request, not per connection', async () => {
    const { app } = await withLimits()
    const server = createServer(app.handler)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => {
      agent.destroy()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const connections = new Set<unknown>()
    server.on('connection', (socket) => connections.add(socket))
    const ask = (client: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = { 'X-Forwarded-For': client }
        const outgoing = request({ host: '127.0.0.1', port, path: FEED, agent, headers }, (response) =>
          response.resume().on('end', () => resolve(response.statusCode)),
        )
        outgoing.on('error', reject).end()
      })
    const statuses: unknown[] = []
    for (const client of [A, B, A, B, A, B, '2001:db8::1']) statuses.push(await ask(client))
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429, 200])
    expect(connections.size).toBe(1)
  })

  test('a proxy without X-Forwarded-For is the client itself', async () => {
    const { ask, statuses } = await withLimits()
    expect([(await ask(FEED)).status, (await ask(FEED)).status, (await ask(FEED)).status]).toEqual([200, 200, 429])
    expect(await statuses('127.0.0.1', A)).toEqual([429, 200])
  })

  test.each([
    [
      'an IPv6 network of 56 bits',
      ['2001:db8:0:100::1', '2001:db8:0:1ff:ffff::1', '2001:db8:0:17a::'],
      '2001:db8:0:200::1',
    ],
    ['an IPv4 address', [A, A, A], B],
    ['an IPv4 address in IPv6 notation', [A, `::ffff:${A}`, '::ffff:c633:6401'], `::ffff:${B}`],
    ['an IPv4 address with any port', [`${A}:4711`, `${A}:4712`, A], `${B}:4711`],
    ['an IPv6 network with any port', ['[2001:db8::1]:4711', '[2001:db8::2]', '2001:db8::3'], '[2001:db8:1::1]:4711'],
  ])('a client is %s', async (_name, same, other) => {
    const { statuses } = await withLimits()
    expect(await statuses(...same, other)).toEqual([200, 200, 429, 200])
  })

  test.each(['unknown', '_hidden', '', 'a.example', '999.1.1.1', '<script>', ','])(
    'an invalid address (%j) counts for the connected peer',
    async (forwarded) => {
      const { ask, statuses } = await withLimits()
      expect((await ask(FEED)).status).toBe(200)
      expect(await statuses(forwarded, forwarded, A)).toEqual([200, 429, 200])
    },
  )

  test('clients of exempt networks are not limited, behind a proxy or not', async () => {
    const { ask, statuses } = await withLimits({ exempt: ['198.51.100.1/32', '2001:db8::/32', 'loopback'] })
    expect(await statuses(A, A, A, A, '2001:db8:1::1', '2001:db8:1::1', '2001:db8:1::1')).not.toContain(429)
    for (let time = 0; time < 4; time++) expect((await ask(FEED)).status).toBe(200)
    expect(await statuses(B, B, B)).toEqual([200, 200, 429])
  })

  test('loopback and private networks are exempt by default', async () => {
    const { ask } = await everyKind({ site: { limits: { downloads: 1 } } })
    for (let time = 0; time < 4; time++) expect((await ask(FEED)).status).toBe(200)
  })
})

describe('an exceeded limit', () => {
  test.each([
    ['/uk/rss.xml', 'uk', 'Забагато завантажень'],
    ['/en/atom.xml', 'en', 'Too many downloads'],
    ['/ru/tags/river/', 'ru', 'Слишком много загрузок'],
    ['/pt-BR/feed.json', 'pt-BR', 'Downloads demais'],
  ])('at %s is reported in the language of the path', async (path, language, title) => {
    const { from, statuses } = await withLimits()
    await statuses(A, A)
    const problem = await from(A, { 'Accept-Language': 'de' }, path)
    expect(problem.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(problem.headers['content-language']).toBe(language)
    expect(JSON.parse(problem.text)).toMatchObject({ status: 429, title })
    const page = await from(A, { Accept: BROWSER }, path)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['retry-after']).toMatch(/^\d+$/)
    expect(page.text).toContain(`<html lang="${language}"`)
    expect(page.text).toContain(`<h1>${title}</h1>`)
  })

  test('may be read by scripts of other origins where the document may', async () => {
    const { from, statuses } = await withLimits()
    await statuses(A, A)
    for (const path of [FEED, '/en/feed.json', '/feeds.opml', '/uk/news-sitemap.xml']) {
      const { status, headers } = await from(A, { Origin: 'https://partner.example' }, path)
      expect(status, path).toBe(429)
      expect(headers['access-control-allow-origin'], path).toBe('*')
      expect(headers['access-control-expose-headers'], path).toBe('Retry-After')
    }
    const page = await from(A, { Origin: 'https://partner.example' }, '/uk/')
    expect(page.status).toBe(429)
    expect(page.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('is logged once per client, with the path and without tokens', async () => {
    const { from, logged, lines } = await withLimits({}, { partners: { wire: { token: TOKEN } } })
    const path = `/partners/wire/uk/rss.xml?token=${TOKEN}`
    for (let time = 0; time < 5; time++) expect((await from(A, {}, path)).status).toBe(time < 2 ? 200 : 429)
    for (let time = 0; time < 4; time++) await from('2001:db8::1')
    expect((await from(A, {}, path)).headers['access-control-allow-origin']).toBeUndefined()
    expect(logged(/downloads are limited/)).toMatchObject([
      { level: 30, network: A, path: '/partners/wire/uk/rss.xml' },
      { level: 30, network: '2001:db8::/56', path: FEED },
    ])
    expect(JSON.stringify(lines)).not.toContain(TOKEN)
  })
})

describe('an unnamed proxy', () => {
  const WARNING = /requests seem to come through a proxy/

  test.each([
    ['X-Forwarded-For', A],
    ['Forwarded', `for=${A}`],
    ['Via', '1.1 cache'],
  ])('causes one warning, at the first request with %s', async (name, value) => {
    const { ask, logged } = await withLimits({ downloads: 100 }, { proxies: [] })
    await ask(FEED)
    expect(logged(WARNING)).toEqual([])
    for (let time = 0; time < 3; time++) await ask(FEED, { [name]: value })
    expect(logged(WARNING)).toMatchObject([{ level: 40, peer: '127.0.0.1' }])
  })

  test.each([
    ['if it is named', { exempt: [] }, { proxies: ['loopback'] }],
    ['if it is exempt', { exempt: ['loopback'] }, { proxies: [] }],
    ['if nothing is limited', { downloads: 0, visits: 0 }, { proxies: [] }],
  ])('causes no warning %s', async (_name, limits, site) => {
    const { ask, logged } = await withLimits(limits, site)
    await ask(FEED, { 'X-Forwarded-For': A, Via: '1.1 cache' })
    expect(logged(WARNING)).toEqual([])
  })
})
