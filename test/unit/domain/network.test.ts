import proxyaddr from 'proxy-addr'
import { describe, expect, test } from 'vitest'
import { blockOf, clientOf, isNetwork, widerNetworkOf } from '../../../src/domain/network.ts'

describe('a network', () => {
  test.each([
    ...['loopback', 'linklocal', 'uniquelocal', '203.0.113.7', '203.0.113.0/24', '10.0.0.0/1', '203.0.113.7/32'],
    ...['2001:db8::/32', '2001:db8::1', '::1/128', 'fe80::/10', '::ffff:203.0.113.0/120', '2001:DB8::/32'],
  ])('is %s, also for the proxy-addr library', (text) => {
    expect(isNetwork(text)).toBe(true)
    expect(() => proxyaddr.compile([text])).not.toThrow()
  })

  test.each([
    ...['', ' ', 'localhost', 'Loopback', '203.0.113', '10.1', '0x7f.1', '1', '203.0.113.256', 'proxy.example'],
    ...['0.0.0.0/0', '::/0', '203.0.113.0/33', '2001:db8::/129', '203.0.113.0/', '203.0.113.0/255.255.255.0'],
    ...['203.0.113.0/24/8', '203.0.113.0/-1', '203.0.113.0/08', '203.0.113.0/2.5', 'fe80::1%eth0', '2001:db8::/x'],
    ...[' 203.0.113.0/24', '203.0.113.0 /24', '203.0.113.7:80', '[::1]', 'constructor'],
  ])('is not %j', (text) => {
    expect(isNetwork(text)).toBe(false)
  })
})

describe('a client', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['2001:db8:0:100::1', '2001:db8:0:100::/56'],
    ['2001:db8:0:1ff:ffff:ffff:ffff:ffff', '2001:db8:0:100::/56'],
    ['2001:DB8:0000:01AB::', '2001:db8:0:100::/56'],
    ['2001:db8:0:200::1', '2001:db8:0:200::/56'],
    ['::1', '::/56'],
    ['fe80::1%eth0', 'fe80::/56'],
  ])('of %s is %s', (address, client) => {
    expect(clientOf(address)).toBe(client)
  })

  test.each([
    '',
    'unknown',
    '_hidden',
    '203.0.113',
    '1',
    '0x7f000001',
    '203.0.113.7:80',
    '[2001:db8::1]',
    '203.0.113.256',
  ])('is not in %j', (text) => {
    expect(clientOf(text)).toBeUndefined()
  })
})

test.each([
  ['203.0.113.7', null],
  ['2001:db8:0:100::/56', '2001:db8::/48'],
  ['2001:db8:7:ff00::/56', '2001:db8:7::/48'],
  ['::/56', '::/48'],
])('the network around %s is %s', (client, wider) => {
  expect(widerNetworkOf(client)).toBe(wider)
})

test.each([
  ['203.0.113.7', '203.0.113.0/24'],
  ['2001:db8:0:100::/56', '2001:db8::/48'],
])('the block of %s is %s', (client, block) => {
  expect(blockOf(client)).toBe(block)
})
