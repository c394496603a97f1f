import type { IncomingMessage } from 'node:http'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { AppError } from '../../../src/domain/errors.ts'
import { createLimits } from '../../../src/readers/limits.ts'

const FEED = { mediaType: 'application/rss+xml', fields: ['Access-Control-Allow-Origin', '*'] }

/**
 * Charges a download to a client in `X-Forwarded-For`, sent by a trusted proxy unless `peer` is another. Returns the code
 * of the error, or `sent`.
 */
function createCharge(downloads: number) {
  const site = { cdn: null, proxies: ['loopback'], limits: { downloads, visits: 0, seconds: 600, exempt: [] } }
  const limits = createLimits(site, pino({ level: 'silent' }), () => 0)
  const sockets = new Map<string, object>()
  return (client: string, peer = '127.0.0.1'): string => {
    const socket = sockets.get(peer) ?? { remoteAddress: peer }
    sockets.set(peer, socket)
    const request = { url: '/uk/rss.xml', headers: { 'x-forwarded-for': client }, socket }
    try {
      limits.chargeDownload(request as unknown as IncomingMessage, FEED)
      return 'sent'
    } catch (error) {
      return (error as AppError).code
    }
  }
}

const numbered = (number: number): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`

test('charges a forged X-Forwarded-For to the sender, not to the client in it', () => {
  const download = createCharge(1)
  const [client, stranger, another] = ['198.51.100.1', '203.0.113.1', '203.0.113.2']
  expect([download(client, stranger), download(client), download(client, another)]).toEqual(['sent', 'sent', 'sent'])
  expect([download('203.0.113.3', stranger), download(client), download('', another)]).toEqual([
    ...['too_many_requests', 'too_many_requests', 'too_many_requests'],
  ])
})

test('sends documents up to the limit', () => {
  const download = createCharge(1000)
  for (let time = 0; time < 1000; time++) expect(download('198.51.100.1')).toBe('sent')
  expect(download('198.51.100.1')).toBe('too_many_requests')
})

test('among very many clients forgets the least active ones and keeps the greedy ones', () => {
  const download = createCharge(2)
  const downloadOnceEach = (from: number, to: number): void => {
    for (let number = from; number < to; number++) download(numbered(number))
  }
  const clients = ['198.51.100.1', '198.51.100.2']
  for (const client of [...clients, ...clients]) download(client)
  downloadOnceEach(0, 15_000)
  expect(download('198.51.100.1')).toBe('too_many_requests')
  downloadOnceEach(15_000, 30_000)
  expect(download('198.51.100.1')).toBe('too_many_requests')
  expect([download('198.51.100.2'), download('198.51.100.2'), download('198.51.100.2')]).toEqual([
    'sent',
    'sent',
    'too_many_requests',
  ])
})

test('the networks of an IPv6 /48 share eight budgets, and refused downloads do not reduce them', () => {
  const download = createCharge(50)
  const request = (subnet: number, times: number) =>
    Array.from({ length: times }, () => download(`2001:db8:0:${(subnet << 8).toString(16)}::1`))
  const sentCount = (answers: readonly string[]): number =>
    answers.filter((answer) => answer !== 'too_many_requests').length
  expect(sentCount(request(0, 500))).toBe(50)
  for (let subnet = 1; subnet < 7; subnet++) expect(sentCount(request(subnet, 50))).toBe(50)
  expect(sentCount(request(7, 30))).toBe(30)
  // 20 of 400 remain.
  expect(sentCount(request(8, 50))).toBe(20)
  expect(sentCount(request(9, 1))).toBe(0)
  expect([download('2001:db8:1::1'), download('198.51.100.1')]).not.toContain('too_many_requests')
})
