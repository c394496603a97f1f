import type { IncomingMessage } from 'node:http'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { createLimits } from '../../../src/readers/limits.ts'

afterEach(() => void vi.useRealTimers())

const FEED = { mediaType: 'application/rss+xml', fields: ['Access-Control-Allow-Origin', '*'] }

/** Downloads by clients of whom somebody tells who is connected: a proxy that is trusted, unless it is said otherwise. */
function counting(downloads: number) {
  const site = { cdn: null, proxies: ['loopback'], limits: { downloads, visits: 0, seconds: 600, exempt: [] } }
  const limits = createLimits(site, pino({ level: 'silent' }))
  const sockets = new Map<string, object>()
  return (client: string, peer = '127.0.0.1') => {
    const socket = sockets.get(peer) ?? { remoteAddress: peer }
    sockets.set(peer, socket)
    const request = { url: '/uk/rss.xml', headers: { 'x-forwarded-for': client }, socket }
    return limits.chargeDownload(request as unknown as IncomingMessage, FEED)
  }
}

const settled = (promises: readonly (Promise<void> | undefined)[]) =>
  Promise.all(
    promises.map(
      (promise) =>
        promise?.then(
          () => 'sent',
          ({ code }) => code,
        ) ?? 'sent at once',
    ),
  )

const numbered = (number: number): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`

test('downloads that come in one moment are counted all the same, before the limiter has said a word', async () => {
  const download = counting(3)
  expect(await settled([1, 2, 3, 4, 5].map(() => download('198.51.100.1')))).toEqual([
    ...['sent at once', 'sent at once', 'sent at once', 'too_many_requests', 'too_many_requests'],
  ])
})

test('what a stranger forges counts for the stranger, whoever else has sent the same word for word', async () => {
  const download = counting(1)
  const [client, stranger, another] = ['198.51.100.1', '203.0.113.1', '203.0.113.2']
  expect(await settled([download(client, stranger), download(client), download(client, another)])).toEqual([
    ...['sent at once', 'sent at once', 'sent at once'],
  ])
  expect(await settled([download('203.0.113.3', stranger), download(client), download('', another)])).toEqual([
    ...['too_many_requests', 'too_many_requests', 'too_many_requests'],
  ])
})

test('no document waits as long as a client is far from its limit', async () => {
  const download = counting(1000)
  for (let time = 0; time < 1000; time++) {
    expect(download('198.51.100.1')).toBeUndefined()
    if (time % 10 === 0) await undefined
  }
  expect(await settled([download('198.51.100.1')])).toEqual(['too_many_requests'])
})

test('of clients without number the ones that come least are forgotten, and the greedy ones are not', async () => {
  const download = counting(2)
  const crowd = async (from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++) await download(numbered(number))
  }
  for (const client of ['198.51.100.1', '198.51.100.2']) await settled([download(client), download(client)])
  await crowd(0, 15_000)
  expect(await settled([download('198.51.100.1')])).toEqual(['too_many_requests'])
  await crowd(15_000, 30_000)
  expect(await settled([download('198.51.100.1')])).toEqual(['too_many_requests'])
  expect(await settled([download('198.51.100.2'), download('198.51.100.2'), download('198.51.100.2')])).toEqual([
    ...['sent at once', 'sent at once', 'too_many_requests'],
  ])
})

test('who is forgotten takes up no room any more', async () => {
  vi.useFakeTimers()
  const download = counting(2)
  for (let number = 0; number < 30_000; number++) await download(numbered(number))
  // The limiter has a timer for each client that it knows.
  expect(vi.getTimerCount()).toBe(20_000)
})

test('the networks of an IPv6 /48 have eight allowances together, and what is refused to one is not taken from the others', async () => {
  const download = counting(50)
  const ask = (subnet: number, times: number) =>
    settled(Array.from({ length: times }, () => download(`2001:db8:0:${(subnet << 8).toString(16)}::1`)))
  const sent = (answers: readonly string[]): number => answers.filter((answer) => answer !== 'too_many_requests').length
  expect(sent(await ask(0, 500))).toBe(50)
  for (let subnet = 1; subnet < 7; subnet++) expect(sent(await ask(subnet, 50))).toBe(50)
  expect(sent(await ask(7, 30))).toBe(30)
  // 20 are left of 400.
  expect(sent(await ask(8, 50))).toBe(20)
  expect(sent(await ask(9, 1))).toBe(0)
  expect(await settled([download('2001:db8:1::1'), download('198.51.100.1')])).not.toContain('too_many_requests')
})
