import { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { refusedRange } from '../../../src/domain/network.ts'
import { trustedAddresses } from '../../../src/outbound/addresses.ts'
import { lookupOf, outboundWith, serveLoopback } from '../../support/loopback.ts'

const REFUSED = { name: 'OutboundError', code: 'address_refused', permanent: true }

/** Hosts of URLs. Most are this machine; the rest are addresses of other networks that are not public. */
const HOSTILE_HOSTS = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.0.0.1.', '127.000.000.001', '127.255.255.254'],
  // Decimal, hexadecimal and octal.
  ...['2130706433', '0x7f000001', '0x7f.1', '0x7f.0x0.0x0.0x1', '0177.0.0.1', '0177.1', '017700000001'],
  // Percent-encoded, full-width and circled digits, ideographic full stops.
  ...['%31%32%37.0.0.1', '１２７.0.0.1', '①②⑦.⓪.⓪.①', '127。0。0。1'],
  ...['0', '0.0.0.0', '0x0', '0.1.2.3'],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:a9fe:a9fe]'],
  // IPv4-compatible, IPv4-translated, NAT64, 6to4, Teredo.
  ...['[::127.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]'],
  ...['[2002:a00:1::1]', '[2001:0:7f00:1::]'],
  ...['10.0.0.1', '0xa000001', '012.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '3232235777'],
  // Metadata of clouds.
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '[fd00:ec2::254]', '100.100.100.200'],
  ...['100.64.0.1', '100.127.255.255', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
  ...['192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1'],
  ...['[fe80::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]', '[fec0::1]', '[100::1]', '[2001:db8::1]', '[4000::1]'],
]

const HOSTILE_URLS = [
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'gopher://127.0.0.1/',
  'data:,x',
  '//127.0.0.1/',
  '/etc',
  '',
]

describe('no connection is made', () => {
  test('to any of more than 60 hosts', async () => {
    expect(new Set(HOSTILE_HOSTS).size).toBeGreaterThan(60)
    const { requests, port } = await serveLoopback((_request, response) => response.end())
    const outbound = outboundWith({ allow: [] })
    const connect = vi.spyOn(Socket.prototype, 'connect')
    for (const host of HOSTILE_HOSTS) {
      await expect(outbound.request(`http://${host}:${port}/`), host).rejects.toMatchObject(REFUSED)
    }
    expect(connect).not.toHaveBeenCalled()
    expect(requests).toEqual([])
  })

  test.each(HOSTILE_URLS)('for %s', async (url) => {
    await expect(outboundWith().request(url)).rejects.toMatchObject(REFUSED)
  })

  test('for a URL with a user name, and the message does not have the password', async () => {
    const { requests, port } = await serveLoopback((_request, response) => response.end())
    const failure = outboundWith().request(`http://editor:secret@127.0.0.1:${port}/`)
    await expect(failure).rejects.toMatchObject({ ...REFUSED, message: expect.not.stringContaining('secret') })
    expect(requests).toEqual([])
  })

  test.each(['localhost', 'LOCALHOST'])('to %s, as the system resolves it', async (host) => {
    const { requests, port } = await serveLoopback((_request, response) => response.end())
    await expect(outboundWith({ allow: [] }).request(`http://${host}:${port}/`)).rejects.toMatchObject(REFUSED)
    expect(requests).toEqual([])
  })

  test.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['fe80::1%lo'],
    ['64:ff9b::a00:1'],
    // One public address does not make the other one safe.
    ['93.184.215.14', '127.0.0.1'],
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::1'],
  ])('to a name with the addresses %s %s', async (...addresses) => {
    const { requests, port } = await serveLoopback((_request, response) => response.end())
    const { lookup } = lookupOf(addresses as string[])
    const failure = outboundWith({ allow: [], lookup }).request(`http://feed.example:${port}/`)
    await expect(failure).rejects.toMatchObject(REFUSED)
    await expect(failure).rejects.toThrow(`feed.example has the address ${addresses.at(-1)}, which is not public`)
    expect(requests).toEqual([])
  })
})

test('a name that changes its address: the connection has the checked address, the next one is checked again', async () => {
  const asked: (string | undefined)[] = []
  const { port } = await serveLoopback(({ socket }, response) => {
    asked.push(socket.localAddress)
    response.setHeader('Connection', 'close').end()
  })
  const { lookup, names } = lookupOf(['127.0.0.1'], ['::1'])
  const outbound = outboundWith({ lookup })
  expect((await outbound.request(`http://feed.example:${port}/`)).status).toBe(200)
  expect([names, asked]).toEqual([['feed.example'], ['127.0.0.1']])
  await expect(outbound.request(`http://feed.example:${port}/`)).rejects.toMatchObject(REFUSED)
  expect([names.length, asked.length]).toEqual([2, 1])
})

describe('outbound.allow', () => {
  test.each([
    ['10.20.0.0/16', '10.20.255.1', '10.21.0.1'],
    ['10.20.0.0/16', '::ffff:10.20.0.1', '::ffff:10.21.0.1'],
    ['10.20.0.5', '10.20.0.5', '10.20.0.6'],
    ['fd12::/16', 'fd12::1', 'fd13::1'],
    ['fd12::1', 'fd12::1', 'fd12::2'],
    ['loopback', '127.9.9.9', '10.0.0.1'],
    ['uniquelocal', '192.168.0.1', '100.64.0.1'],
    ['linklocal', 'fe80::1', 'fd00::1'],
    // It is about IPv6, which ends at a translator.
    ['64:ff9b::/96', '64:ff9b::a00:1', '10.0.0.1'],
  ])('%s includes %s and not %s', (network, member, other) => {
    expect(refusedRange(member, [network])).toBeNull()
    expect(refusedRange(other, [network])).not.toBeNull()
  })

  test.each(['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s needs none', (address) => {
    expect(refusedRange(address, [])).toBeNull()
  })
})

test.each([
  ['http://127.0.0.1:8801/feed', ['127.0.0.1']],
  ['http://[::1]:8801/', ['::1']],
  ['http://0x7f.1/', ['127.0.0.1']],
  ['http://localhost:1337', ['127.0.0.1', '::1']],
  ['http://ghost.internal', []],
  ['https://news.example/feed', []],
  ['articles/feed.xml', []],
])('the networks that %s names are %j', (url, networks) => {
  expect(trustedAddresses(url)).toEqual(networks)
})
