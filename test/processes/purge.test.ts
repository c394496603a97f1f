import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createOutbound } from '../../src/outbound/client.ts'
import { createPurger, type Purger } from '../../src/purge/purger.ts'
import { createWebhook } from '../../src/purge/webhook.ts'
import { run, workplace } from '../support/child.ts'
import { article, NOW, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const SECRET = `whsec_${Buffer.from('twenty-four random bytes').toString('base64')}`

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }

/** A purge endpoint that answers with `answers`, one per request, then 204. */
async function startReceiver(answers: number[] = []) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(answers.shift() ?? 204, { Location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/purge?service=1` }
}

/** Verifies a signature as described in docs/operating.md. */
function isSigned({ headers, body }: Received): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64')
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

type Observed = { readonly keys: number; readonly failed: number; readonly why: string | null }

/** The real hook, without pauses between retries. */
function purgerTo(url: string, header = 'Surrogate-Key', allow = ['127.0.0.1']) {
  const observed: Observed[] = []
  const outbound = createOutbound({ allow, feedUrl: 'https://feeds.news.example' })
  onTestFinished(outbound.close)
  const purger = createPurger({
    ...{ header, now: () => NOW, wait: async () => undefined, observe: (one) => void observed.push(one) },
    send: createWebhook({ outbound, url, secret: SECRET, header, now: () => NOW }),
  })
  return { purger, observed }
}

async function newsroom(url: string, over: { purger?: Purger } = {}) {
  const lines: string[] = []
  const log = pino(new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }))
  const site = { cdn: { purge: { url, secretFile: 'purge.secret' } } }
  const files = { 'purge.secret': `${SECRET}\n`, 'articles/bridge.json': article() }
  return { ...(await serveNewsroom({ site, files, overrides: { log, ...over } })), lines }
}

test('a change is purged in a signed request, with keys as JSON and as a field', async () => {
  const { url, received } = await startReceiver()
  const { purger } = purgerTo(url)
  const { write, refresh, clock, ask } = await newsroom(url, { purger })
  await purger.settled()
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([{ keys: ['site'], revision: 1 }])
  const before = await ask('/en/rss.xml')
  write(
    'articles/bridge.json',
    article({ variants: { en: variant('Bridge', 'en', { content: '<p>It is open.</p>' }) } }),
  )
  clock.now += 60_000
  await refresh()
  await purger.settled()
  const [, purge] = received as [Received, Received]
  const { keys, revision } = JSON.parse(purge.body) as { keys: string[]; revision: number }
  expect(revision).toBe(2)
  expect(keys).toEqual(expect.arrayContaining(['en', 'en/tag/river', 'en/article/bridge']))
  expect(
    String(before.headers['surrogate-key'])
      .split(' ')
      .some((key) => keys.includes(key)),
  ).toBe(true)
  expect(purge.headers['surrogate-key']).toBe(keys.join(' '))
  expect(purge.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-timestamp': `${NOW / 1000}` })
  expect(received.every(isSigned)).toBe(true)
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
  // Without changes nothing is purged.
  await refresh()
  await purger.settled()
  expect(received).toHaveLength(2)
})

test('a failed purge is retried under the same id', async () => {
  const { url, received } = await startReceiver([503, 500])
  const { purger, observed } = purgerTo(url, 'Cache-Tag')
  purger.purge(['uk', 'uk/list'], 3)
  await purger.settled()
  expect(received.map(({ headers }) => headers['cache-tag'])).toEqual(Array(3).fill('uk,uk/list'))
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(observed).toEqual([{ keys: 2, failed: 0, why: null }])
})

test('redirects are not followed', async () => {
  const { url, received } = await startReceiver([302, 302, 302, 302])
  const { purger, observed } = purgerTo(url)
  purger.purge(['uk'], 1)
  await purger.settled()
  expect(received).toHaveLength(4)
  expect(observed).toEqual([{ keys: 1, failed: 1, why: 'status 302' }])
})

test('a purge to a private address that no setting names is not sent, and not retried', async () => {
  const { url, received } = await startReceiver()
  const { purger, observed } = purgerTo(url, 'Surrogate-Key', [])
  purger.purge(['uk'], 1)
  await purger.settled()
  const why =
    '127.0.0.1 is not public (loopback) and not in outbound.allow (for callbacks: hub.allowCallbacks) of site.yaml'
  expect(observed).toEqual([{ keys: 1, failed: 1, why }])
  expect(received).toEqual([])
})

test('without a receiver the refresh succeeds, and the failed purge is reported once', async () => {
  const { url } = await startReceiver()
  const { port } = new URL(url)
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => closed.once('listening', resolve))
  const unusedUrl = url.replace(port, String((closed.address() as AddressInfo).port))
  await new Promise((resolve) => closed.close(resolve))
  const { purger, observed } = purgerTo(unusedUrl)
  const { ask } = await newsroom(unusedUrl, { purger })
  expect((await ask('/uk/rss.xml')).status).toBe(200)
  await purger.settled()
  expect(observed).toEqual([{ keys: 1, failed: 1, why: 'ECONNREFUSED' }])
})

test('the app logs purges without the secret', async () => {
  const { url, received } = await startReceiver()
  const { app, lines, write, clock } = await newsroom(url.replace('127.0.0.1', 'localhost'))
  write(
    'articles/bridge.json',
    article({ variants: { en: variant('Bridge', 'en', { content: '<p>It is open.</p>' }) } }),
  )
  clock.now += 60_000
  await app.start()
  await app.close()
  expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([{ revision: 2 }])
  expect(isSigned(received[0] as Received)).toBe(true)
  expect(received[0]?.headers['user-agent']).toMatch(/^Polyfeed\/[\d.]+ \(\+https?:\/\/[^)]+\)$/)
  expect(lines.filter((line) => line.includes('"purged"'))).toHaveLength(1)
  expect(lines.join('')).not.toContain(SECRET)
})

test('`check` and `diff` send no purges', async () => {
  const { url, received } = await startReceiver()
  const secret = { 'purge.secret': `${SECRET}\n` }
  const folder = workplace({ cdn: { purge: { url, secretFile: 'purge.secret' } } }, secret)
  expect((await run(['check'], folder)).code).toBe(0)
  expect((await run(['diff'], folder)).code).toBe(0)
  expect(received).toEqual([])
})
