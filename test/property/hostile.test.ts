import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { everyKind } from '../support/wire.ts'

const PATHS: readonly (readonly [string, string])[] = [
  ['NUL', '/uk/rss.xml%00'],
  ['NUL in a term', '/uk/tags/%00/rss.xml'],
  ['NUL in a language', '/uk%00/rss.xml'],
  ['broken encoding', '/uk/tags/%zz/rss.xml'],
  ['broken encoding of a page', '/%zz/'],
  ['broken encoding at the end', '/uk/%'],
  ['broken encoding alone', '/%'],
  ['an overlong form', '/uk/tags/%c0%ae%c0%ae/rss.xml'],
  ['a lone surrogate', '/uk/tags/%ed%a0%80/rss.xml'],
  ['no UTF-8', '/uk/tags/%ff/'],
  ['upwards', '/uk/../../etc/passwd'],
  ['upwards, encoded', '/uk/tags/%2e%2e/rss.xml'],
  ['upwards, with a slash', '/uk/tags/..%2f..%2f/rss.xml'],
  ['backslashes', '/uk\\rss.xml'],
  ['slashes only', '//////'],
  ['two slashes', '//evil.example/uk/rss.xml'],
  ['two slashes within', '/uk//rss.xml'],
  ['an address in the path', '/http://evil.example/'],
  ['a language that is a property', '/__proto__/rss.xml'],
  ['a language that is another property', '/constructor/feeds.opml'],
  ['a term that is a property', '/uk/tags/__proto__/rss.xml'],
  ['a term that is another property', '/uk/tags/constructor/'],
  ['an endless language', `/${'a-'.repeat(2000)}/rss.xml`],
  ['a language of many parts', `/${'uk-'.repeat(10)}x/rss.xml`],
  ['a long term', `/uk/tags/${'x'.repeat(8000)}/rss.xml`],
  ['a long encoded term', `/uk/tags/${'%D0%B0'.repeat(1300)}/rss.xml`],
  ['many segments', `/uk${'/tags'.repeat(1500)}/rss.xml`],
  ['many slashes', `/uk${'/'.repeat(8000)}`],
  ['a script', '/uk/tags/<script>alert(1)</script>/'],
  ['a new line', '/uk/%0d%0aSet-Cookie:%20x=y'],
  ['a new line in a term', '/uk/tags/river%0d%0aX-Evil:%20yes/rss.xml'],
  ['an empty term', '/uk/tags//rss.xml'],
  ['a term of white space', '/uk/tags/%20/rss.xml'],
  ['a term of punctuation', '/uk/tags/%2B%2B/rss.xml'],
  ['an unknown file', '/uk/index.php'],
  ['a matrix parameter', '/uk/rss.xml;v=1'],
]

describe('a hostile path', () => {
  test.each(PATHS)('%s gets a proper answer, and the server keeps running', async (_name, path) => {
    const { ask } = await everyKind()
    for (const method of ['GET', 'HEAD', 'POST']) {
      const { status, headers, text } = await ask(path, {}, method)
      // RFC 9110 §15.5.15: addresses above 8000 octets (§4.1) are refused.
      const wanted = path.length > 8000 ? [414] : [301, 400, 404, 405]
      expect(wanted, `${method} → ${status}`).toContain(status)
      if (status === 301) expect(headers.location).toMatch(/^\/[a-z][\w/%.-]*$/i)
      else expect(headers['cache-control']).toBe('no-store')
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['x-evil']).toBeUndefined()
      expect(text).not.toMatch(/<script>alert|URIError|RangeError|node_modules|\.ts:/)
    }
    expect((await ask('/uk/rss.xml')).status).toBe(200)
  })

  test.each([20_000, 100_000])(
    'of %i bytes is refused without reading it, and the server keeps running',
    async (length) => {
      const { ask } = await everyKind()
      // Node closes the connection after its answer. A client that is still sending may see the reset first.
      const status = await ask(`/${'x'.repeat(length)}`).then(
        (answer) => answer.status,
        (error: NodeJS.ErrnoException) => error.code,
      )
      expect([431, 'ECONNRESET', 'EPIPE']).toContain(status)
      expect((await ask('/uk/rss.xml')).status).toBe(200)
    },
  )

  test('many different ones add no feeds', async () => {
    const { ask, app } = await everyKind()
    const before = app.newsroom.current()?.edition.feeds.size
    await Promise.all(Array.from({ length: 200 }, (_, index) => ask(`/uk/tags/nobody-${index}/rss.xml`)))
    expect(app.newsroom.current()?.edition.feeds.size).toBe(before)
  })
})

/** The answer to bytes that no client library would send. */
async function sendRaw(bytes: string): Promise<string> {
  const { app } = await everyKind()
  const server = createServer(app.handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

describe('a request line', () => {
  const rest = 'Host: x\r\nConnection: close\r\n\r\n'

  test.each([
    ['an asterisk', 'OPTIONS * HTTP/1.1'],
    ['no slash', 'GET uk/rss.xml HTTP/1.1'],
    ['a fragment', 'GET /uk/rss.xml#part HTTP/1.1'],
    ['an address without a path', 'GET http://feeds.example HTTP/1.1'],
    ['an address of another scheme', 'GET ftp://feeds.example/uk/rss.xml HTTP/1.1'],
    ['raw bytes', 'GET /uk/tags/\u00d0\u00b0/ HTTP/1.1'],
  ])('with %s gets a proper answer', async (_name, line) => {
    const answer = await sendRaw(`${line}\r\n${rest}`)
    expect(answer).toMatch(/^HTTP\/1\.1 (200|301|302|400|404|405) /)
    expect(answer).not.toMatch(/node_modules|\.ts:/)
  })

  test('in absolute form is served like its path: a server MUST accept it (RFC 9112 §3.2.2)', async () => {
    const answer = await sendRaw(`GET http://feeds.example/uk/rss.xml HTTP/1.1\r\n${rest}`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toContain('<language>uk</language>')
  })
})

test.each<readonly [string, Record<string, string>]>([
  ['Accept', { Accept: 'x'.repeat(8000) }],
  ['Accept, many', { Accept: 'text/html;q=0.1,'.repeat(400) }],
  ['Accept, broken', { Accept: ';;;,,,===///' }],
  ['Accept-Language', { 'Accept-Language': 'uk-'.repeat(2000) }],
  ['Accept-Encoding', { 'Accept-Encoding': ',;=q'.repeat(1000) }],
  ['If-None-Match', { 'If-None-Match': '"a",'.repeat(2500) }],
  ['If-None-Match without end', { 'If-None-Match': `W/"${'-gzip'.repeat(2500)}` }],
  ['If-None-Match of suffixes', { 'If-None-Match': `"${'-;'.repeat(4000)}gzi"` }],
  ['If-Modified-Since', { 'If-Modified-Since': 'Tue, '.repeat(2000) }],
  ['Range', { Range: `bytes=${'0-1,'.repeat(2000)}` }],
  ['Authorization', { Authorization: `Bearer ${' '.repeat(8000)}x y` }],
])('a hostile %s gets a proper answer', async (_name, headers) => {
  const { ask } = await everyKind()
  for (const path of ['/', '/uk/rss.xml', '/uk/', '/nowhere', '/media/dot.svg', '/admin/refresh']) {
    const { status } = await ask(path, headers)
    expect(status, path).toBeLessThan(500)
  }
})
