import { describe, expect, test, vi } from 'vitest'
import { readEnvironment } from '../../../src/config/environment.ts'
import { lookupOf, outboundWith, serveLoopback } from '../../support/loopback.ts'

const PUBLIC = '93.184.215.14'

/** A proxy that answers in place of the servers, and refuses tunnels after noting them. */
async function proxied(
  addresses = [PUBLIC],
  variables: (proxy: string) => Record<string, string> = (HTTP_PROXY) => ({ HTTP_PROXY }),
) {
  const tunnels: string[] = []
  const { server, requests, origin } = await serveLoopback((_request, response) => response.end('by proxy'))
  server.on('connect', (request, socket) => {
    tunnels.push(String(request.url))
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  const { proxy } = readEnvironment(variables(origin))
  const outbound = outboundWith({ proxy, ...lookupOf(addresses) })
  return { outbound, tunnels, urls: () => requests.map(({ url }) => url) }
}

describe('a proxy of the environment', () => {
  test('gets requests for http', async () => {
    const { outbound, urls } = await proxied()
    const { body, url } = await outbound.request('http://news.example/feed')
    expect([Buffer.from(body).toString(), url]).toEqual(['by proxy', 'http://news.example/feed'])
    expect(urls()).toEqual(['http://news.example/feed'])
  })

  test.each(['HTTPS_PROXY', 'https_proxy', 'http_proxy'])('%s gets tunnels for https', async (name) => {
    const { outbound, tunnels } = await proxied([PUBLIC], (proxy) => ({ [name]: proxy }))
    await expect(outbound.request('https://news.example/feed')).rejects.toMatchObject({ code: 'unreachable' })
    expect(tunnels).toEqual(['news.example:443'])
  })

  test.each([
    ['http://10.0.0.1/', [PUBLIC]],
    ['https://[::1]/', [PUBLIC]],
    ['http://internal.example/', ['10.0.0.1']],
    ['https://internal.example/', [PUBLIC, '10.0.0.1']],
  ])('is not asked for %s, which is not public', async (url, addresses) => {
    const { outbound, urls, tunnels } = await proxied(addresses)
    await expect(outbound.request(url)).rejects.toMatchObject({ code: 'address_refused' })
    expect([...urls(), ...tunnels]).toEqual([])
  })

  test('is not used for an address that outbound.allow has, and for hosts of NO_PROXY', async () => {
    const own = await serveLoopback((_request, response) => response.end('direct'))
    const { outbound, urls } = await proxied(['127.0.0.1'], (proxy) => ({ http_proxy: proxy, NO_PROXY: '.internal' }))
    for (const host of ['127.0.0.1', 'ghost.internal']) {
      const { body } = await outbound.request(`http://${host}:${own.port}/`)
      expect(Buffer.from(body).toString()).toBe('direct')
    }
    expect(urls()).toEqual([])
  })
})

test('the environment of the process itself is not read', async () => {
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9')
  vi.stubEnv('http_proxy', 'http://127.0.0.1:9')
  const { port } = await serveLoopback((_request, response) => response.end())
  expect((await outboundWith(lookupOf(['127.0.0.1'])).request(`http://news.example:${port}/`)).status).toBe(200)
  vi.unstubAllEnvs()
})
