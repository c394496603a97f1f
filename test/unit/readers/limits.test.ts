import type { IncomingMessage } from 'node:http'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { createLimits } from '../../../src/readers/limits.ts'

afterEach(() => void vi.useRealTimers())

const FEED = { mediaType: 'application/rss+xml', fields: ['Access-Control-Allow-Origin', '*'] }

/** Charges a download to a client in `X-Forwarded-For`, sent by a trusted proxy unless `peer` is another. */
function createCharge(downloads: number) {
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

test('counts simultaneous downloads before the rate limiter has answered', async () => {
  const download = createCharge(3)
  expect(await settled([1, 2, 3, 4, 5].map(() => download('198.51.100.1')))).toEqual([
    ...['sent at once', 'sent at once', 'sent at once', 'too_many_requests', 'too_many_requests'],
  ])
})

test('charges a forged X-Forwarded-For to the sender, not to the client in it', async () => {
  const download = createCharge(1)
  const [client, stranger, another] = ['198.51.100.1', '203.0.113.1', '203.0.113.2']
  expect(await settled([download(client, stranger), download(client), download(client, another)])).toEqual([
    ...['sent at once', 'sent at once', 'sent at once'],
  ])
  expect(await settled([download('203.0.113.3', stranger), download(client), download('', another)])).toEqual([
    ...['too_many_requests', 'too_many_requests', 'too_many_requests'],
  ])
})

test('does not delay documents while a client is far from its limit', async () => {
  const download = createCharge(1000)
  for (let time = 0; time < 1000; time++) {
    expect(download('198.51.100.1')).toBeUndefined()
    if (time % 10 === 0) await undefined
  }
  expect(await settled([download('198.51.100.1')])).toEqual(['too_many_requests'])
})

test('among very many clients forgets the least active ones and keeps the greedy ones', async () => {
  const download = createCharge(2)
  const downloadOnceEach = async (from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++) await download(numbered(number))
  }
  for (const client of ['198.51.100.1', '198.51.100.2']) await settled([download(client), download(client)])
  await downloadOnceEach(0, 15_000)
  expect(await settled([download('198.51.100.1')])).toEqual(['too_many_requests'])
  await downloadOnceEach(15_000, 30_000)
  expect(await settled([download('198.51.100.1')])).toEqual(['too_many_requests'])
  expect(await settled([download('198.51.100.2'), download('198.51.100.2'), download('198.51.100.2')])).toEqual([
    ...['sent at once', 'sent at once', 'too_many_requests'],
  ])
})

test('a forgotten client uses no memory', async () => {
  vi.useFakeTimers()
  const download = createCharge(2)
  for (let number = 0; number < 20_500; number++) await download(numbered(number))
  // The limiter has a timer for each known client.
  expect(vi.getTimerCount()).toBe(20_000)
})

test('the networks of an IPv6 /48 share eight budgets, and refused downloads do not reduce them', async () => {
  const download = createCharge(50)
  const request = (subnet: number, times: number) =>
    settled(Array.from({ length: times }, () => download(`2001:db8:0:${(subnet << 8).toString(16)}::1`)))
  const sentCount = (answers: readonly string[]): number =>
    answers.filter((answer) => answer !== 'too_many_requests').length
  expect(sentCount(await request(0, 500))).toBe(50)
  for (let subnet = 1; subnet < 7; subnet++) expect(sentCount(await request(subnet, 50))).toBe(50)
  expect(sentCount(await request(7, 30))).toBe(30)
  // 20 of 400 remain.
  expect(sentCount(await request(8, 50))).toBe(20)
  expect(sentCount(await request(9, 1))).toBe(0)
  expect(await settled([download('2001:db8:1::1'), download('198.51.100.1')])).not.toContain('too_many_requests')
})
