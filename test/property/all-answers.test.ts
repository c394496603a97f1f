import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { everyKind, KINDS, TOKEN } from '../support/wire.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const

describe('every path', () => {
  test.each(KINDS)('%s answers %i', async (path, status) => {
    const { ask } = await everyKind()
    expect((await ask(path)).status).toBe(status)
  })

  test.each(METHODS)(
    '%s: every answer varies by encoding, states its lifetime in Cache-Control, and shows no stack trace',
    async (method) => {
      const { ask } = await everyKind()
      for (const [path] of KINDS) {
        const { status, headers, text } = await ask(path, {}, method)
        const where = `${method} ${path} → ${status}`
        expect(status, where).toBeLessThan(500)
        expect.soft(headers.vary ?? '', `Vary of ${where}`).toMatch(/(^|, ?)Accept-Encoding(,|$)/i)
        expect.soft(headers['cache-control'], `Cache-Control of ${where}`).toBeDefined()
        if (status >= 400) expect.soft(headers['cache-control'], where).toBe('no-store')
        expect.soft(text, where).not.toMatch(/\bat .+:\d+:\d+|node_modules|AppError|\.ts\b/)
        expect(headers['x-powered-by'], where).toBeUndefined()
      }
    },
  )

  test('HEAD answers like GET, with the same fields and no body', async () => {
    const { ask } = await everyKind()
    for (const [path] of KINDS) {
      const get = await ask(path)
      const head = await ask(path, {}, 'HEAD')
      expect(head.status, path).toBe(get.status)
      expect(head.body.byteLength, path).toBe(0)
      for (const name of ['content-type', 'etag', 'last-modified', 'cache-control', 'vary', 'link', 'location']) {
        expect(head.headers[name], `${name} of ${path}`).toBe(get.headers[name])
      }
      if (get.status === 200) expect(head.headers['content-length'], path).toBe(String(get.body.byteLength))
    }
  })

  test('no answer is compressed without Accept-Encoding, and every body has its type and nosniff', async () => {
    const { ask } = await everyKind()
    for (const [path] of KINDS) {
      const { headers, body } = await ask(path)
      expect(headers['content-encoding'], path).toBeUndefined()
      if (body.byteLength === 0) continue
      expect(headers['content-type'], path).toBeDefined()
      expect(headers['x-content-type-options'], path).toBe('nosniff')
    }
  })
})

describe('forged request fields', () => {
  const FORGED = {
    Host: 'evil.example:6666',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'gopher',
    'X-Forwarded-For': '6.6.6.6',
    'X-Forwarded-Prefix': '/evil',
    Forwarded: 'host=evil.example;proto=gopher',
    'X-Original-URL': '/evil',
    'X-Rewrite-URL': '/evil',
    'X-HTTP-Method-Override': 'DELETE',
  }

  test('change no byte and no field of any answer', async () => {
    // With the default operators, X-Forwarded-For on loopback counts as an unnamed proxy: token-gate.test.ts.
    const { ask } = await everyKind({ site: { operators: [] } })
    for (const [path] of KINDS) {
      const plain = await ask(path)
      const forged = await ask(path, FORGED)
      expect(forged.status, path).toBe(plain.status)
      expect(forged.body.equals(plain.body), path).toBe(true)
      const { date: _plain, ...expected } = plain.headers
      const { date: _forged, ...fields } = forged.headers
      expect(fields, path).toEqual(expected)
      expect(JSON.stringify(fields) + forged.text, path).not.toContain('evil')
    }
  })

  test('a redirect is a path, without the host of the request', async () => {
    const { app } = await everyKind()
    for (const path of ['/', '/UK/rss.xml', '/uk', '/uk/tags/stream/']) {
      const { headers } = await request(app.handler).get(path).set('Host', 'evil.example').redirects(0)
      expect(headers.location, path).toMatch(/^\/[^/]/)
    }
  })

  test('a query changes nothing', async () => {
    const { ask } = await everyKind()
    for (const path of ['/uk/rss.xml', '/uk/', '/feeds.opml']) {
      const plain = await ask(path)
      const queried = await ask(`${path}?lang=en&utm_source=x&<script>`)
      expect(queried.headers.etag, path).toBe(plain.headers.etag)
      expect(queried.text, path).toBe(plain.text)
    }
  })
})

test('the token is in no answer', async () => {
  const { ask, app } = await everyKind()
  const authorization = { Authorization: `Bearer ${TOKEN}` }
  for (const [path] of KINDS) {
    const { text, headers } = await ask(path, authorization)
    expect(text + JSON.stringify(headers), path).not.toContain(TOKEN)
  }
  const refreshed = await request(app.handler).post('/admin/refresh').set(authorization).expect(200)
  expect(refreshed.text + JSON.stringify(refreshed.headers)).not.toContain(TOKEN)
})
