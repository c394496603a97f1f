import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ENCODINGS } from '../../src/editions/encodings.ts'
import { everyKind } from '../support/wire.ts'

const DECODERS = {
  identity: (body: Buffer) => body,
  gzip: (body: Buffer) => gunzipSync(body),
  br: (body: Buffer) => brotliDecompressSync(body),
  zstd: (body: Buffer) => zstdDecompressSync(body),
}

/** RFC 9110 §12.5.3. */
const TABLE: readonly (readonly [string | undefined, keyof typeof DECODERS | 406])[] = [
  [undefined, 'identity'],
  ['', 'identity'],
  ['identity', 'identity'],
  ['gzip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br, gzip', 'br'],
  ['gzip,br', 'br'],
  ['GZIP', 'gzip'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['gzip;q=0.5, br;q=0.8', 'br'],
  ['gzip; q=0.001', 'gzip'],
  ['gzip;q=0', 'identity'],
  ['gzip;q=0, br', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0.0, gzip;q=0.000', 'identity'],
  ['identity;q=1, gzip;q=0.5', 'identity'],
  ['identity;q=0.5, gzip;q=0.5', 'gzip'],
  ['identity;q=0, gzip', 'gzip'],
  ['identity;q=0.1, *;q=0', 'identity'],
  ['*', 'br'],
  ['*;q=0.5, br;q=0', 'zstd'],
  ['*;q=0.5, br;q=0, zstd;q=0', 'gzip'],
  ['br;q=0, gzip;q=0, zstd;q=0, *;q=0.1', 'identity'],
  ['gzip;q=0.5, *;q=0', 'gzip'],
  ['deflate', 'identity'],
  ['zstd, compress', 'zstd'],
  ['zstd', 'zstd'],
  ['gzip, zstd', 'zstd'],
  ['zstd;q=1, br;q=0.9', 'zstd'],
  ['br;q=0, *', 'zstd'],
  ['br;q=0.5, zstd;q=0.5, gzip;q=0.5', 'br'],
  ['identity;q=0, zstd;q=0.001', 'zstd'],
  ['x-gzip', 'gzip'],
  ['x-gzip;q=0', 'identity'],
  ['unknown-coding;q=0.9', 'identity'],
  ['*;q=0', 406],
  ['identity;q=0', 406],
  ['identity;q=0, *;q=0', 406],
  ['identity;q=0, deflate', 406],
]

const PATHS = ['/uk/rss.xml', '/uk/feed.json', '/uk/', '/feeds.opml'] as const

describe.each(PATHS)('%s', (path) => {
  test('has the requested encoding, and decodes to the same bytes in each', async () => {
    const { ask } = await everyKind()
    const plain = await ask(path)
    for (const [accept, expected] of TABLE) {
      const { status, headers, body } = await ask(path, accept === undefined ? {} : { 'Accept-Encoding': accept })
      const where = `Accept-Encoding: ${accept}`
      if (expected === 406) {
        expect.soft(status, where).toBe(406)
        continue
      }
      expect.soft(status, where).toBe(200)
      expect.soft(headers['content-encoding'] ?? 'identity', where).toBe(expected)
      expect.soft(headers['content-length'], where).toBe(String(body.byteLength))
      const encoding = (headers['content-encoding'] ?? 'identity') as keyof typeof DECODERS
      expect.soft(DECODERS[encoding](body).equals(plain.body), where).toBe(true)
    }
  })

  test('has its own ETag in every encoding, and the same Last-Modified', async () => {
    const { ask } = await everyKind()
    const answers = await Promise.all(ENCODINGS.map((accept) => ask(path, { 'Accept-Encoding': accept })))
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(4)
    expect(new Set(answers.map(({ headers }) => headers['last-modified'])).size).toBe(1)
  })

  test.each(['gzip', 'br', 'zstd'])('HEAD in %s has the Content-Length of the encoded body', async (encoding) => {
    const { ask } = await everyKind()
    const accept = { 'Accept-Encoding': encoding }
    const head = await ask(path, accept, 'HEAD')
    const get = await ask(path, accept)
    expect(head.headers['content-length']).toBe(String(get.body.byteLength))
    expect(head.headers['content-encoding']).toBe(encoding)
    expect(head.body.byteLength).toBe(0)
  })

  test('is smaller when compressed', async () => {
    const { ask } = await everyKind()
    const sizes = await Promise.all(
      ENCODINGS.map(async (accept) => (await ask(path, { 'Accept-Encoding': accept })).body.byteLength),
    )
    const [br, zstd, gzip, plain] = sizes as [number, number, number, number]
    expect(br).toBeLessThan(zstd)
    // Small documents may be a few bytes larger in zstd than in gzip.
    expect(zstd).toBeLessThan(gzip + 20)
    expect(gzip).toBeLessThan(plain)
  })
})

test('an overlong Accept-Encoding gets the identity encoding', async () => {
  const { ask } = await everyKind()
  const { status, headers } = await ask('/uk/rss.xml', { 'Accept-Encoding': 'gzip;q=0.5, '.repeat(500) })
  expect(status).toBe(200)
  expect(headers['content-encoding']).toBeUndefined()
})

test('a 406 is problem+json', async () => {
  const { ask } = await everyKind()
  const { status, headers, text } = await ask('/uk/rss.xml', { 'Accept-Encoding': '*;q=0' })
  expect(status).toBe(406)
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(JSON.parse(text)).toMatchObject({ status: 406 })
})
