import { describe, expect, test } from 'vitest'
import { nextHop } from '../../../src/outbound/redirects.ts'
import { lookupOf, outboundWith, serveLoopback } from '../../support/loopback.ts'

/** Redirects `/from` to an address, and answers everything else with the request's method, fields and body. */
async function redirecting(location: string, status = 302) {
  return serveLoopback((request, response) => {
    if (request.url === '/from') response.writeHead(status, { Location: location }).end('moved')
    else request.pipe(response)
  })
}

test('a redirect is followed, and the response has its address', async () => {
  const { origin } = await redirecting('../feed?a=1')
  expect(await outboundWith().request(`${origin}/from`)).toMatchObject({ status: 200, url: `${origin}/feed?a=1` })
})

test('with a limit of 0, the redirect is the response', async () => {
  const { origin, requests } = await redirecting('/feed')
  const { status, headers, url } = await outboundWith().request(`${origin}/from`, { redirects: 0 })
  expect([status, headers.location, url]).toEqual([302, '/feed', `${origin}/from`])
  expect(requests).toHaveLength(1)
})

test('more redirects than the limit', async () => {
  const { origin, requests } = await redirecting('/from')
  const TOO_MANY = { code: 'too_many_redirects', permanent: false }
  await expect(outboundWith().request(`${origin}/from`)).rejects.toMatchObject(TOO_MANY)
  expect(requests).toHaveLength(6)
  await expect(outboundWith().request(`${origin}/from`, { redirects: 1 })).rejects.toMatchObject(TOO_MANY)
  expect(requests).toHaveLength(8)
})

test('a 3xx without an address is the response', async () => {
  const { origin } = await serveLoopback((_request, response) => response.writeHead(302).end())
  expect((await outboundWith().request(origin)).status).toBe(302)
})

describe('an address that must not be asked is not asked after a redirect', () => {
  test.each([
    ...['http://10.0.0.1/', 'http://[::1]/', 'http://0x7f.2/', '//169.254.169.254/latest/meta-data/'],
    ...[
      'http://internal.example/',
      'file:///etc/passwd',
      'ftp://news.example/',
      'http://a:b@news.example/',
      'http://[',
    ],
  ])('%s', async (location) => {
    const { origin, requests } = await redirecting(location)
    const { lookup } = lookupOf(['192.168.0.1'])
    await expect(outboundWith({ lookup }).request(`${origin}/from`)).rejects.toMatchObject({ code: 'address_refused' })
    expect(requests).toHaveLength(1)
  })
})

describe('methods', () => {
  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [303, 'HEAD', 'HEAD', ''],
    [302, 'PUT', 'PUT', 'x'],
    [307, 'POST', 'POST', 'x'],
    [308, 'POST', 'POST', 'x'],
  ])('%i after %s: %s', async (status, before, after, sent) => {
    const { origin, requests } = await redirecting('/to', status)
    const content = before === 'HEAD' ? {} : { body: 'x', headers: { 'Content-Type': 'text/plain' } }
    const { body } = await outboundWith().request(`${origin}/from`, { method: before, ...content })
    expect([requests[1]?.method, Buffer.from(body).toString()]).toEqual([after, sent])
    expect(requests[1]?.headers['content-type']).toBe(sent === 'x' ? 'text/plain' : undefined)
  })
})

const CREDENTIALS = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Api-Key': 'k', 'webhook-signature': 'v1,s' }
const HARMLESS = { Accept: 'text/xml', 'If-None-Match': '"a"', 'A-IM': 'feed' }
const lower = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]))

describe('credentials', () => {
  test('stay within the origin', async () => {
    const { origin, requests } = await redirecting('/to')
    await outboundWith().request(`${origin}/from`, { headers: { ...CREDENTIALS, ...HARMLESS } })
    expect(requests[1]?.headers).toMatchObject(lower({ ...CREDENTIALS, ...HARMLESS }))
  })

  test('do not go to another origin', async () => {
    const other = await redirecting('/')
    const { origin } = await redirecting(`${other.origin}/to`)
    await outboundWith().request(`${origin}/from`, { headers: { ...CREDENTIALS, ...HARMLESS } })
    expect(other.requests[0]?.headers).toMatchObject(lower(HARMLESS))
    for (const name of Object.keys(CREDENTIALS))
      expect(other.requests[0]?.headers).not.toHaveProperty(name.toLowerCase())
  })

  test('do not go from https to http', () => {
    const hop = { url: new URL('https://news.example/'), method: 'GET', body: null, headers: lower(CREDENTIALS) }
    expect(nextHop(hop, 301, 'http://news.example/', [])?.headers).toEqual({})
  })
})
