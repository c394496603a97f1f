import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { VERSION } from '../../../src/program.ts'
import { lookupOf, outboundWith, serveLoopback } from '../../support/loopback.ts'

const text = (body: Uint8Array) => Buffer.from(body).toString()

describe('a request', () => {
  test('names the program, its version and the server', async () => {
    const { origin, requests } = await serveLoopback((_request, response) => response.end())
    await outboundWith().request(origin, { headers: { Accept: 'application/rss+xml' } })
    expect(requests[0]?.headers).toMatchObject({
      'user-agent': `Polyfeed/${VERSION} (+https://feeds.news.example)`,
      accept: 'application/rss+xml',
    })
  })

  test('resolves for any status, with joined fields and the body', async () => {
    const { origin } = await serveLoopback((_request, response) =>
      response
        .writeHead(
          503,
          [
            ['Link', '<a>'],
            ['Link', '<b>'],
            ['X-Age', '7'],
          ].flat(),
        )
        .end('later'),
    )
    const { status, headers, url, body } = await outboundWith().request(`${origin}/feed?a=1#top`)
    expect([status, headers.link, headers['x-age'], text(body)]).toEqual([503, '<a>, <b>', '7', 'later'])
    expect(url).toBe(`${origin}/feed?a=1#top`)
  })

  test('sends a method and a body', async () => {
    const { origin, requests } = await serveLoopback((request, response) => request.pipe(response))
    const { body } = await outboundWith().request(origin, { method: 'PUT', body: 'some text' })
    expect([requests[0]?.method, text(body)]).toEqual(['PUT', 'some text'])
  })

  test.each([
    ['gzip', zlib.gzipSync],
    ['x-gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
    ['ZSTD', zlib.zstdCompressSync],
    ['identity', Buffer.from],
    ['gzip, br', (body: Buffer) => zlib.brotliCompressSync(zlib.gzipSync(body))],
  ] as [string, (body: Buffer) => Buffer][])('is answered in %s', async (coding, encode) => {
    const { origin } = await serveLoopback((_request, response) =>
      response.setHeader('Content-Encoding', coding).end(encode(Buffer.from('Новини'))),
    )
    expect(text((await outboundWith().request(origin)).body)).toBe('Новини')
  })

  test('a 304 and a response to HEAD have no body, whatever their Content-Encoding', async () => {
    const { origin } = await serveLoopback((request, response) =>
      response.writeHead(request.method === 'HEAD' ? 200 : 304, { 'Content-Encoding': 'gzip' }).end(),
    )
    const outbound = outboundWith()
    expect((await outbound.request(origin)).body).toHaveLength(0)
    expect((await outbound.request(origin, { method: 'HEAD' })).body).toHaveLength(0)
  })
})

describe('limits', () => {
  const LARGE = { code: 'too_large', permanent: true }

  test('of size: a body without end', async () => {
    const { origin, requests } = await serveLoopback((_request, response) => {
      const send = () => response.write(Buffer.alloc(10_000)) && setImmediate(send)
      response.on('drain', send)
      send()
    })
    await expect(outboundWith().request(origin, { maxBytes: 50_000 })).rejects.toMatchObject(LARGE)
    // The connection is closed.
    await new Promise((resolve) => requests[0]?.socket.once('close', resolve))
  })

  test.each([
    ['gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
    ['zstd', zlib.zstdCompressSync],
    ['gzip, gzip', (body: Buffer) => zlib.gzipSync(zlib.gzipSync(body))],
  ] as [string, (body: Buffer) => Buffer][])('of size: 64 MB as a few kB of %s', async (coding, encode) => {
    const bomb = encode(Buffer.alloc(64 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(100_000)
    const { origin } = await serveLoopback((_request, response) =>
      response.setHeader('Content-Encoding', coding).end(bomb),
    )
    await expect(outboundWith().request(origin, { maxBytes: 1_000_000 })).rejects.toMatchObject(LARGE)
  })

  test('of size: the largest body is read', async () => {
    const { origin } = await serveLoopback((_request, response) =>
      response.setHeader('Content-Encoding', 'gzip').end(zlib.gzipSync(Buffer.alloc(5000))),
    )
    expect((await outboundWith().request(origin, { maxBytes: 5000 })).body).toHaveLength(5000)
  })

  test.each(['br', 'gzip', 'gzip, gzip, gzip, gzip, gzip, gzip'])(
    'of codings: %s that cannot be read',
    async (coding) => {
      const { origin } = await serveLoopback((_request, response) =>
        response.setHeader('Content-Encoding', coding).end('no compressed text'),
      )
      await expect(outboundWith().request(origin)).rejects.toMatchObject({ code: 'unreachable', permanent: false })
    },
  )

  const TIMEOUT = { code: 'timeout', permanent: false }

  test('of time: a server that sends no header', async () => {
    const { origin, requests } = await serveLoopback(() => undefined)
    await expect(outboundWith().request(origin, { timeoutMs: 50 })).rejects.toMatchObject(TIMEOUT)
    await new Promise((resolve) => requests[0]?.socket.once('close', resolve))
  })

  test('of time: a server that never ends its body', async () => {
    const { origin } = await serveLoopback((_request, response) => response.write('<rss>'))
    await expect(outboundWith().request(origin, { timeoutMs: 50 })).rejects.toMatchObject(TIMEOUT)
  })

  test('of time: redirects have one limit together', async () => {
    const { origin } = await serveLoopback((_request, response) =>
      setTimeout(() => response.writeHead(302, { Location: '/' }).end(), 20),
    )
    await expect(outboundWith().request(origin, { timeoutMs: 100, redirects: 1000 })).rejects.toMatchObject(TIMEOUT)
  })

  test.each([{}, { proxy: { http: 'http://127.0.0.1:9' } }])(
    'of time: a lookup without an answer (%j)',
    async (proxy) => {
      const outbound = outboundWith({ lookup: () => undefined, ...proxy })
      await expect(outbound.request('http://feed.example/', { timeoutMs: 50 })).rejects.toMatchObject(TIMEOUT)
    },
  )
})

test('a caller that aborts gets its own reason', async () => {
  const { origin } = await serveLoopback(() => undefined)
  const reason = new Error('the program ends')
  const stop = new AbortController()
  const pending = outboundWith().request(origin, { signal: stop.signal })
  stop.abort(reason)
  await expect(pending).rejects.toBe(reason)
  await expect(outboundWith().request(origin, { signal: stop.signal })).rejects.toBe(reason)
})

test('a host that refuses connections is unreachable', async () => {
  const { origin, server } = await serveLoopback(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  await expect(outboundWith().request(origin)).rejects.toMatchObject({
    ...{ code: 'unreachable', permanent: false, cause: { code: 'ECONNREFUSED' } },
    message: expect.stringContaining(origin.slice(7)),
  })
})

test('a name without an address is unreachable', async () => {
  const lookup = lookupOf().lookup
  await expect(outboundWith({ lookup }).request('http://feed.example/')).rejects.toMatchObject({ code: 'unreachable' })
})

test('close ends requests in progress', async () => {
  const { origin, requests } = await serveLoopback(() => void outbound.close())
  const outbound = outboundWith()
  await expect(outbound.request(origin)).rejects.toMatchObject({ code: 'unreachable' })
  expect(requests).toHaveLength(1)
})
