import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Delivery, verifiedDelivery } from '../../../src/api/signatures.ts'
import type { Webhook } from '../../../src/domain/sources.ts'

const NOW = Date.UTC(2026, 2, 10, 12)
const SECONDS = String(NOW / 1000)
const MINUTE_MS = 60_000
const SECRET = 'a secret of sixteen letters'
const BODY = '{"event":"site.changed"}'

const hmac = (text: string, encoding: 'hex' | 'base64', secret: string | Buffer = SECRET): string =>
  createHmac('sha256', secret).update(text).digest(encoding)

const CANONICAL = [
  ...[
    'POST',
    '/hooks/cms',
    'content-type:application/json;x-contentful-signed-headers:content-type,x-contentful-signed-headers,x-contentful-timestamp;',
  ],
]

/** A delivery of each scheme, as its sender signs it. */
const DELIVERIES: Readonly<Record<Webhook['scheme'], Record<string, string>>> = {
  standard: {
    'webhook-id': 'msg_1',
    'webhook-timestamp': SECONDS,
    'webhook-signature': `v1,AAAA v1,${hmac(`msg_1.${SECONDS}.${BODY}`, 'base64')}`,
  },
  ghost: { 'x-ghost-signature': `sha256=${hmac(`${BODY}${NOW}`, 'hex')}, t=${NOW}` },
  contentful: {
    'content-type': 'application/json',
    'x-contentful-timestamp': String(NOW),
    'x-contentful-signed-headers': 'content-type,x-contentful-signed-headers,x-contentful-timestamp',
    'x-contentful-signature': hmac(`${CANONICAL.join('\n')}x-contentful-timestamp:${NOW}\n${BODY}`, 'hex'),
  },
  strapi: { authorization: `Bearer ${SECRET.replaceAll(' ', '-')}` },
  'wp-webhooks': { 'x-wp-webhook-signature': hmac(BODY, 'base64') },
  token: { authorization: `Bearer ${SECRET.replaceAll(' ', '-')}` },
}
const SCHEMES = Object.keys(DELIVERIES) as Webhook['scheme'][]
const DATED = ['standard', 'ghost', 'contentful'] as const

function verify(scheme: Webhook['scheme'], over: Partial<Delivery> = {}, now = NOW, secret = SECRET) {
  const isToken = scheme === 'token' || scheme === 'strapi'
  const delivery = { headers: DELIVERIES[scheme], path: '/hooks/cms', body: Buffer.from(BODY), ...over }
  return verifiedDelivery({ scheme, secret: isToken ? secret.replaceAll(' ', '-') : secret }, delivery, now)
}

describe.each(SCHEMES)('%s', (scheme) => {
  test('accepts a delivery, and nothing without or with a wrong signature', () => {
    expect(verify(scheme)).toBeDefined()
    expect(verify(scheme, {}, NOW, 'another secret of some letters')).toBeUndefined()
    expect(verify(scheme, { headers: {} })).toBeUndefined()
    for (const name of Object.keys(DELIVERIES[scheme])) {
      expect(verify(scheme, { headers: { ...DELIVERIES[scheme], [name]: 'x' } }), name).toBeUndefined()
    }
  })

  test('knows a delivery that is sent again', () => {
    const isToken = scheme === 'token' || scheme === 'strapi'
    expect(verify(scheme)?.id).toEqual(isToken ? null : expect.stringMatching(/^\S+$/))
    expect(verify(scheme)?.id).toBe(verify(scheme)?.id)
  })
})

test.each(SCHEMES.filter((scheme) => scheme !== 'token' && scheme !== 'strapi'))('%s signs the body', (scheme) => {
  expect(verify(scheme, { body: Buffer.from(`${BODY} `) })).toBeUndefined()
})

test.each(DATED)('%s: five minutes of difference are permitted', (scheme) => {
  for (const minutes of [-5, 5]) expect(verify(scheme, {}, NOW + minutes * MINUTE_MS)).toBeDefined()
  for (const minutes of [-5.1, 5.1, 10_000]) expect(verify(scheme, {}, NOW + minutes * MINUTE_MS)).toBeUndefined()
})

test('Standard Webhooks: a secret with a prefix is in base64', () => {
  const secret = `whsec_${Buffer.from(SECRET).toString('base64')}`
  expect(verify('standard', {}, NOW, secret)).toEqual({ id: 'msg_1', at: NOW })
})

test('Ghost 6.65 signed this', () => {
  const headers = {
    'x-ghost-signature': 'sha256=ad7ae18e95e2e171b4ab10b8c765e725beedb872b8ab6abca9a610de2e72ba61, t=1795988950195',
  }
  expect(verify('ghost', { headers }, 1795988950195, 'fixture-webhook-secret')?.at).toBe(1795988950195)
})

test('Ghost before 5.87.1 signed the body alone', () => {
  const headers = { 'x-ghost-signature': `sha256=${hmac(BODY, 'hex')}, t=1` }
  expect(verify('ghost', { headers })).toEqual({ id: hmac(BODY, 'hex') })
})

test('Contentful signs the path with its query', () => {
  const headers = {
    'x-contentful-timestamp': String(NOW),
    'x-contentful-signed-headers': 'x-contentful-signed-headers,x-contentful-timestamp',
    'x-contentful-signature': hmac(
      `POST\n/hooks/cms?a%253D1%2526b\nx-contentful-signed-headers:x-contentful-signed-headers,x-contentful-timestamp;x-contentful-timestamp:${NOW}\n${BODY}`,
      'hex',
    ),
  }
  expect(verify('contentful', { headers, path: '/hooks/cms?a=1&b' })).toBeDefined()
  expect(verify('contentful', { headers, path: '/hooks/cms' })).toBeUndefined()
})
