import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { findingsAt } from '../../../src/cli/doctor/doctor.ts'
import { feedsAt } from '../../../src/cli/doctor/snapshot.ts'
import { outboundWith, serveLoopback } from '../../support/loopback.ts'

const FOLDER = path.join(import.meta.dirname, '../../fixtures/feeds')
const DATE = 'Sun, 01 Mar 2026 00:00:00 GMT'

type Answer = (request: IncomingMessage, response: ServerResponse, origin: string) => void

/** The places of the findings, by check. */
async function findings(answer: Answer, path = '/feed.xml'): Promise<Record<string, readonly string[]>> {
  let own = ''
  const { origin } = await serveLoopback((request, response) => answer(request, response, own))
  own = origin
  const found = await findingsAt(origin + path, outboundWith(), [])
  return Object.fromEntries(found.map(({ check, places }) => [check, places]))
}

const feed = (origin: string, id = 'a'): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>A</title><link>https://a.example/</link>
<description>A</description><language>en</language><atom:link href="${origin}/feed.xml" rel="self"/>
<item><title>A</title><link>https://a.example/a</link><guid isPermaLink="false">${id}</guid><pubDate>${DATE}</pubDate></item>
${'<!-- long enough for compression -->'.repeat(60)}</channel></rss>`

/** A server as it should be, with changes. */
const serving =
  (
    over: { headers?: Record<string, string>; wrong?: 'date wins' | 'no 304' | 'HEAD'; text?: typeof feed } = {},
  ): Answer =>
  ({ method, headers }, response, origin) => {
    const { wrong, text = feed } = over
    const body = Buffer.from(text(origin))
    const isGzip = /gzip/.test(headers['accept-encoding'] ?? '')
    const etag = `"${createHash('md5').update(body).digest('hex')}${isGzip ? '-gzip' : ''}"`
    response.setHeaders(
      new Headers({
        ...{
          'content-type': 'application/rss+xml; charset=utf-8',
          etag,
          'last-modified': DATE,
          vary: 'Accept-Encoding',
        },
        ...{ 'cache-control': 'max-age=300', 'access-control-allow-origin': '*', ...over.headers },
      }),
    )
    const given = headers['if-none-match']
    const isSince = headers['if-modified-since'] === DATE
    const isFresh = wrong === 'date wins' ? isSince || given === etag : given === undefined ? isSince : given === etag
    if (isFresh && wrong !== 'no 304') return void response.writeHead(304).end()
    if (method === 'HEAD' && wrong === 'HEAD') return void response.writeHead(405).end()
    if (isGzip) response.setHeader('content-encoding', 'gzip')
    response.end(method === 'HEAD' ? '' : isGzip ? gzipSync(body) : body)
  }

test('a feed without faults has no finding', async () => {
  expect(await findings(serving())).toEqual({})
})

let calls = 0
test.each<[string, Answer, Record<string, unknown>]>([
  [
    'answers no 304',
    serving({ wrong: 'no 304' }),
    {
      conditional: ['If-None-Match with the current ETag: 200', 'If-Modified-Since with the current date: 200'],
    },
  ],
  [
    'lets the date win',
    serving({ wrong: 'date wins' }),
    { precedence: ['If-None-Match with another ETag and the current date: 304'] },
  ],
  ['refuses HEAD', serving({ wrong: 'HEAD' }), { head: ['HEAD: 405'] }],
  [
    'lacks Vary',
    serving({ headers: { vary: 'Origin' } }),
    { encodings: ['gzip: Vary is Origin', 'identity: Vary is Origin'] },
  ],
  [
    'has one ETag for all codings',
    serving({ headers: { etag: '"one"' } }),
    { conditional: expect.anything(), encodings: ['gzip: "one" as without coding'] },
  ],
  [
    'changes its ids with each request',
    serving({ text: (origin) => feed(origin, `id-${calls++}`) }),
    {
      conditional: expect.anything(),
      stability: ['two requests got different bytes', expect.stringMatching(/lacks id-\d/)],
      head: expect.anything(),
    },
  ],
  [
    'is not to be stored, and closed to pages',
    serving({ headers: { 'cache-control': 'no-store', 'access-control-allow-origin': '' } }),
    { freshness: ['Cache-Control: no-store'], crossOrigin: ['no Access-Control-Allow-Origin'] },
  ],
  [
    'is an HTML page',
    (_, response) => void response.end('<!doctype html><html></html>'),
    { wellFormed: expect.arrayContaining(['the document is an HTML page']) },
  ],
  ['is missing', (_, response) => void response.writeHead(404).end(), { status: ['answered 404'] }],
])('a server that %s', async (_, answer, expected) => {
  expect(await findings(answer)).toEqual(expected)
})

test('a server that redirects', async () => {
  const answer = serving()
  const found = await findings((request, response, origin) => {
    if (request.url === '/feed.xml') answer(request, response, origin)
    else response.writeHead(301, { location: '/feed.xml' }).end()
  }, '/old.xml')
  expect(found).toEqual({ redirect: [expect.stringMatching(/^301 leads to http.*\/feed\.xml$/)] })
})

const stored: Answer = ({ url = '' }, response) => {
  const types = { xml: 'text/html', atom: 'application/atom+xml; charset=utf-8', json: 'application/feed+json' }
  response.setHeader('content-type', types[url.split('.')[1] as keyof typeof types])
  response.end(readFileSync(path.join(FOLDER, path.basename(url))))
}

const BARE = {
  conditional: ['no ETag', 'no Last-Modified'],
  freshness: expect.anything(),
  crossOrigin: expect.anything(),
}

test.each([
  [
    '/podcast.xml',
    {
      ...BARE,
      mediaType: ['Content-Type: text/html'],
      self: ['0 self links'],
      ids: ['no id: Third', 'repeated: 1'],
      dates: ['yesterday: 1', 'Sat, 01 Jan 2050 00:00:00 GMT: 1', 'no date: Third'],
      language: ['language: none'],
      addresses: ['/episodes/1'],
      enclosures: ['https://talk.example/1.mp3'],
    },
  ],
  [
    '/blog.atom',
    {
      ...BARE,
      wellFormed: [expect.stringContaining('undefined entity')],
      self: [expect.stringMatching(/^self is https:\/\/old\.example\/atom\.xml, not http/)],
      siblings: [expect.stringMatching(/podcast\.xml: does not link back$/)],
    },
  ],
  ['/notes.json', { ...BARE, self: ['0 self links'], dates: ['no date: 2'] }],
])('typical faults of %s', async (address, expected) => {
  expect(await findings(stored, address)).toEqual(expected)
})

test('the feeds of a page are those that it announces', async () => {
  const page = `<html><head><link rel="alternate" type="application/rss+xml" href="/a.xml"><link rel="alternate" hreflang="uk" href="/uk/">
<link rel="Alternate" type="application/feed+json" href="https://b.example/b.json"><link rel="related" type="application/rss+xml" href="/c.xml">`
  const { origin } = await serveLoopback(({ url }, response) => {
    response.setHeader('content-type', url === '/' ? 'text/html; charset=utf-8' : 'application/rss+xml').end(page)
  })
  expect(await feedsAt(`${origin}/`, outboundWith())).toEqual([`${origin}/a.xml`, 'https://b.example/b.json'])
  expect(await feedsAt(`${origin}/a.xml`, outboundWith())).toEqual([`${origin}/a.xml`])
})
