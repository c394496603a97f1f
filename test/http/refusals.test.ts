import { describe, expect, onTestFinished, test } from 'vitest'
import type { Handler } from '../../src/http/request-log.ts'
import { listen } from '../../src/server/listen.ts'
import { NOW, publishNewsroom } from '../support/newsroom.ts'
import { exchangeRaw } from '../support/raw.ts'

async function listenWith(handler: Handler): Promise<number> {
  const { port, close } = await listen(handler, { port: 0, host: '127.0.0.1', now: () => NOW })
  onTestFinished(close)
  return port
}

/** A server whose handler must not be called. */
const listenWithoutHandler = (): Promise<number> =>
  listenWith((request) => {
    throw new Error(`${request.method} ${request.url} was taken for a request`)
  })

const HEAD = 'GET / HTTP/1.1\r\nHost: x\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: x\r\n'

const REFUSED: readonly (readonly [string, number, readonly (string | Uint8Array)[], string])[] = [
  ['an unknown method', 501, ['BREW / HTTP/1.1\r\nHost: x\r\n\r\n'], 'RFC 9110 §15.6.2'],
  ['a method in lower case', 501, ['get / HTTP/1.1\r\nHost: x\r\n\r\n'], 'RFC 9110 §9.1'],
  ['an endless method', 501, ['X'.repeat(100_000)], 'RFC 9112 §3'],
  ['CONNECT', 501, ['CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n'], 'RFC 9110 §9.3.6'],
  ['CONNECT with a body', 501, ['CONNECT a.example:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n'], ''],
  ['an unknown expectation', 417, [`${HEAD}Expect: a-miracle\r\n\r\n`], 'RFC 9110 §10.1.1'],
  ['an endless address', 414, [`GET /${'x'.repeat(200_000)}`], 'RFC 9110 §15.5.15'],
  ['a long address', 414, [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`], ''],
  ['a long address in pieces', 414, [`GET /${'x'.repeat(9000)}`, 'x'.repeat(9000)], ''],
  ['an address of megabytes', 414, [`GET /${'x'.repeat(3_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`], ''],
  ['a long field', 431, [`${HEAD}Cookie: ${'x'.repeat(20_000)}\r\n\r\n`], 'RFC 6585 §5'],
  ['a long field in pieces', 431, [`${HEAD}Cookie: ${'a=b; '.repeat(2000)}`, 'a=b; '.repeat(2000)], ''],
  ['a long name of a field', 431, [`${HEAD}${'x'.repeat(20_000)}: y\r\n\r\n`], ''],
  ['many fields', 431, [`${HEAD}${'a: b\r\n'.repeat(20_000)}\r\n`], ''],
  ['two lengths that differ', 400, [`${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`], 'RFC 9112 §6.3'],
  ['two lengths', 400, [`${POST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`], ''],
  ['a length and a coding', 400, [`${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`], '§6.3'],
  ['a coding and a length', 400, [`${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`], ''],
  ['a coding after chunks', 400, [`${POST}Transfer-Encoding: chunked, gzip\r\n\r\n`], ''],
  ['a negative length', 400, [`${POST}Content-Length: -1\r\n\r\n`], ''],
  ['an endless length', 400, [`${POST}Content-Length: ${'9'.repeat(40)}\r\n\r\n`], ''],
  ['a folded field', 400, [`${HEAD}A: b\r\n c\r\n\r\n`], 'RFC 9112 §5.2'],
  ['bare line feeds', 400, ['GET / HTTP/1.1\nHost: x\n\n'], 'RFC 9112 §2.2'],
  ['bare carriage returns', 400, ['GET / HTTP/1.1\rHost: x\r\r'], ''],
  ['NUL in a field', 400, [`${HEAD}A: b\0c\r\n\r\n`], 'RFC 9110 §5.5'],
  ['NUL in an address', 400, ['GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n'], ''],
  ['white space before a colon', 400, ['GET / HTTP/1.1\r\nHost : x\r\n\r\n'], 'RFC 9112 §5.1'],
  ['a field without a name', 400, [`${HEAD}: x\r\n\r\n`], ''],
  ['white space in an address', 400, ['GET /a b HTTP/1.1\r\nHost: x\r\n\r\n'], 'RFC 9112 §3.2'],
  ['raw UTF-8 in an address', 400, [Buffer.from('GET /ї HTTP/1.1\r\nHost: x\r\n\r\n')], ''],
  ['HTTP/0.9 with a space', 400, ['GET / \r\n\r\n'], ''],
  ['HTTP of a later version', 400, ['GET / HTTP/3.0\r\nHost: x\r\n\r\n'], ''],
  ['the preface of HTTP/2', 400, ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], 'RFC 9113 §3.4'],
  ['the hello of TLS', 400, [Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3)], ''],
  ['another protocol', 400, ['SSH-2.0-OpenSSH_9.2\r\n'], ''],
  ['another protocol with an argument', 400, ['EHLO mail.example\r\n'], ''],
  ['bytes', 400, [Uint8Array.of(0, 255, 0, 254)], ''],
]

describe('malformed requests', () => {
  test.each(REFUSED)('%s gets an uncached %i, and the connection ends', async (_name, status, packets) => {
    const answer = await exchangeRaw(await listenWithoutHandler(), ...packets)
    const [head = '', ...body] = answer.split('\r\n\r\n')
    expect(body).toEqual([''])
    const [line, ...fields] = head.split('\r\n')
    expect(line).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`))
    expect(fields).toEqual(
      expect.arrayContaining(['Cache-Control: no-store', 'Connection: close', 'Content-Length: 0']),
    )
    expect(fields).toContainEqual(expect.stringMatching(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/))
    expect(fields).toHaveLength(4)
  })
})

describe('a well-formed head', () => {
  test.each<readonly [string, number, string]>([
    ['no Host (RFC 9112 §3.2)', 400, ''],
    ['two Hosts', 400, 'Host: a\r\nHOST: b\r\n'],
    ['a body without a definite end (RFC 9112 §6.3)', 400, 'Host: x\r\nTransfer-Encoding: gzip\r\n'],
  ])('with %s gets an uncached %i as problem+json', async (_name, status, fields) => {
    const { app } = await publishNewsroom()
    const answer = await exchangeRaw(
      await listenWith(app.handler),
      `GET /uk/rss.xml HTTP/1.1\r\n${fields}Connection: close\r\n\r\n`,
    )
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i)
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
    expect(answer).toContain(`"status":${status}`)
  })

  test.each<readonly [string, string]>([
    ['an offer to speak WebSocket', 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n'],
    [
      'an offer to speak HTTP/2',
      'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n',
    ],
  ])('with %s is answered as without it (RFC 9110 §7.8)', async (_name, fields) => {
    const { app } = await publishNewsroom()
    const answer = await exchangeRaw(
      await listenWith(app.handler),
      `GET /uk/rss.xml HTTP/1.1\r\nHost: x\r\n${fields}\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toContain('</rss>')
  })

  test.each([
    [8000, 404],
    [8001, 414],
  ])('with an address of %i octets is answered with %i', async (length, status) => {
    const { app } = await publishNewsroom()
    const port = await listenWith(app.handler)
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const start = '/uk/tags/'
      const path = start + 'x'.repeat(length - start.length)
      const answer = await exchangeRaw(port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
      expect(answer).toMatch(/\r\nCache-Control: no-store\r\n/)
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({ status })
    }
  })
})

describe('malformed bytes after a request', () => {
  const later = (milliseconds: number): Handler => {
    return (_request, response) => void setTimeout(() => response.end('answered'), milliseconds)
  }
  const NOISE = 'BREW / HTTP/1.1\r\n\r\n'

  test('are not answered before the request, and then the connection ends', async () => {
    const answer = await exchangeRaw(await listenWith(later(100)), `${HEAD}\r\n${NOISE}`, NOISE, NOISE)
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\nConnection: close\r\n.*answered$/s)
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })

  test('are not answered before the request after a CONNECT either', async () => {
    const answer = await exchangeRaw(
      await listenWith(later(100)),
      `${HEAD}\r\nCONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*answered$/s)
  })

  test('are answered after the answer to the request', async () => {
    const answer = await exchangeRaw(await listenWith(later(0)), `${HEAD}\r\n`, NOISE)
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '501'])
  })

  test('in its body are not answered if the request was answered already', async () => {
    const port = await listenWith((_request, response) => void response.writeHead(405, { 'Content-Length': '0' }).end())
    const answer = await exchangeRaw(port, `${POST}Transfer-Encoding: chunked\r\n\r\n`, 'no number\r\n')
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 405'])
  })

  test('in its body are answered if the request was not answered yet', async () => {
    const answer = await exchangeRaw(
      await listenWith(later(5000)),
      `${POST}Transfer-Encoding: chunked\r\n\r\nno number\r\n`,
    )
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
  })

  test('cause no process warnings', async () => {
    const warnings: unknown[] = []
    const record = (warning: unknown) => void warnings.push(warning)
    process.on('warning', record)
    onTestFinished(() => void process.off('warning', record))
    const port = await listenWith(later(800))
    await exchangeRaw(port, `${HEAD}\r\n`, ...Array.from({ length: 15 }, () => NOISE))
    await exchangeRaw(port, ...Array.from({ length: 15 }, () => NOISE))
    expect(warnings).toEqual([])
  })
})
