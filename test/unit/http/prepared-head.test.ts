import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { fieldsOf, linesOf, writePreparedHead } from '../../../src/http/prepared-head.ts'
import { exchangeRaw } from '../../support/raw.ts'

const FIELDS = ['ETag', '"a"', 'Link', '<https://a.example/b>; rel="self"; title="a: b"', 'Vary', 'Accept, É', 'X', '']
const LENGTH = ['Content-Length', '4']

/** Answers `/<status>/<way>` in both ways. */
async function serveBothWays(): Promise<number> {
  const server = createServer((request, response) => {
    const [, status, way] = (request.url as string).split('/')
    const isWhole = status === '200'
    if (way === 'joined') response.setHeader('X-Other', 'a')
    if (way === 'usual') response.writeHead(Number(status), isWhole ? [...FIELDS, ...LENGTH] : FIELDS)
    else writePreparedHead(response, isWhole ? 200 : 304, linesOf(FIELDS), isWhole ? LENGTH : [])
    response.end(isWhole ? 'text' : undefined)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

test.each(
  [200, 304].flatMap((status) =>
    [
      ['GET', 'HTTP/1.1', 'keep-alive'],
      ['GET', 'HTTP/1.1', 'close'],
      ['HEAD', 'HTTP/1.1', 'keep-alive'],
      ['GET', 'HTTP/1.0', 'keep-alive'],
      ['GET', 'HTTP/1.0', 'close'],
    ].map(([method = '', version = '', connection = '']) => ({ status, method, version, connection })),
  ),
)('$status to $method, $version, $connection has the bytes of writeHead', async (exchange) => {
  const { status, method, version, connection } = exchange
  const port = await serveBothWays()
  const ask = async (way: string): Promise<string> => {
    const request = `${method} /${status}/${way} ${version}\r\nHost: a\r\nConnection: `
    const last = connection === 'close' ? '' : `GET /304/usual HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
    const text = await exchangeRaw(port, `${request}${connection}\r\n\r\n${last}`)
    return text.replaceAll(/^Date: .*$/gm, 'Date: now')
  }
  expect(await ask('prepared')).toBe(await ask('usual'))
})

test('Node still has the method that adds Date and Connection to lines', () => {
  expect(new ServerResponse(new IncomingMessage(new Socket()))).toHaveProperty('_storeHeader')
})

test('fields that were set before are sent, too', async () => {
  const text = await exchangeRaw(
    await serveBothWays(),
    'GET /200/joined HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  )
  expect(text).toContain('\r\nX-Other: a\r\n')
  expect(text).toContain('\r\nETag: "a"\r\n')
})

test('lines have the same fields', () => {
  expect(fieldsOf(linesOf(FIELDS))).toEqual(FIELDS)
})

test.each([
  ['a name', ['A b', 'c']],
  ['a value', ['A', 'b\r\nC: d']],
])('%s that Node refuses is refused', (_, fields) => {
  expect(() => linesOf(fields)).toThrow(TypeError)
})
