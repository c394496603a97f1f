import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, newsroom, publishNewsroom } from '../support/newsroom.ts'
import { observeCalls } from '../support/press.ts'
import { everyKind, wire } from '../support/wire.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'

type Failing = readonly [name: string, method: string, path: string, status: number, fields?: Record<string, string>]

const FAILING: readonly Failing[] = [
  ['404 of an unknown path', 'GET', '/nowhere', 404],
  ['404 of a feed', 'GET', '/uk/tags/nobody/rss.xml', 404],
  ['404 of a page', 'GET', '/uk/tags/nobody/', 404],
  ['404 of a picture', 'GET', '/media/none.png', 404],
  ['405 of a feed', 'POST', '/uk/rss.xml', 405],
  ['405 of a page', 'DELETE', '/uk/', 405],
  ['405 of the root', 'POST', '/', 405],
  ['405 of a picture', 'PUT', '/media/dot.svg', 405],
  ['405 of a list', 'PATCH', '/feeds.opml', 405],
  ['405 of a health check', 'POST', '/healthz', 405],
  ['410 of a feed', 'GET', '/uk/tags/olympics/rss.xml', 410],
  ['410 of a page', 'GET', '/uk/tags/olympics/', 410],
  ['401', 'POST', '/admin/refresh', 401],
  ['412 of a feed', 'GET', '/uk/rss.xml', 412, { 'If-Match': '"other"' }],
  ['412 of a page', 'GET', '/uk/', 412, { 'If-Unmodified-Since': 'Thu, 01 Jan 2015 00:00:00 GMT' }],
]

const ERRORS = FAILING.map(([name, method, path, status, fields = {}]) => [name, method, path, status, fields] as const)

describe('an error', () => {
  test.each(ERRORS)('%s: %s %s is problem+json (RFC 9457) to programs', async (_name, method, path, status, fields) => {
    const { ask } = await everyKind()
    for (const accept of [undefined, '*/*', 'application/json', 'application/rss+xml', 'text/plain, */*;q=0.1']) {
      const answer = await ask(path, { ...fields, ...(accept !== undefined && { Accept: accept }) }, method)
      expect(answer.status).toBe(status)
      expect(answer.headers['content-type'], accept).toBe('application/problem+json; charset=utf-8')
      const problem = JSON.parse(answer.text)
      expect(problem).toMatchObject({ type: 'about:blank', status })
      expect(problem.title).toMatch(/\S/)
      expect(problem.detail).toMatch(/\S/)
      expect(problem.detail).not.toMatch(/\{\{|errors\./)
    }
  })

  test.each(ERRORS)(
    '%s: %s %s is a small page to browsers, and is never cached',
    async (_name, method, path, status, fields) => {
      const { ask } = await everyKind()
      const { headers, text, ...answer } = await ask(path, { ...fields, Accept: BROWSER }, method)
      expect(answer.status).toBe(status)
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers.etag).toBeUndefined()
      expect(text).toMatch(/^<!doctype html>\n<html lang="/)
      expect(text).toContain(String(status))
    },
  )

  test.each([
    ['of the path', '/en/nowhere', undefined, 'en'],
    ['of the path, not of the reader', '/en/nowhere', 'uk', 'en'],
    ['of the path in any spelling', '/PT_br/nowhere', 'uk', 'pt-BR'],
    ['of the reader if the path has none', '/nowhere', 'ru;q=0.5, en', 'en'],
    ['of the newsroom by default', '/nowhere', undefined, 'uk'],
    ["of the newsroom if the reader's is not supported", '/nowhere', 'de', 'uk'],
  ])('is in the language %s', async (_name, path, accept, language) => {
    const { ask } = await everyKind()
    const reader: Record<string, string> = accept === undefined ? {} : { 'Accept-Language': accept }
    const page = await ask(path, { ...reader, Accept: BROWSER })
    expect(page.headers['content-language']).toBe(language)
    expect(page.text).toContain(`<html lang="${language}"`)
    const problem = await ask(path, reader)
    expect(problem.headers['content-language']).toBe(language)
    expect(problem.headers.vary).toContain('Accept-Language')
    expect(page.text).toContain(JSON.parse(problem.text).title)
  })

  test('is laid out from right to left in a right-to-left language', async () => {
    const { app } = await publishNewsroom({ site: { languages: ['ar', 'uk'] } })
    const { text } = await request(app.handler).get('/nowhere').set('Accept', BROWSER)
    expect(text).toContain('<html lang="ar" dir="rtl">')
  })

  test.each([
    ['POST', '/uk/rss.xml', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/uk/', 'GET, HEAD, OPTIONS'],
    ['PUT', '/', 'GET, HEAD'],
    ['POST', '/media/dot.svg', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/readyz', 'GET, HEAD'],
  ])('405 lists the allowed methods: %s %s', async (method, path, allow) => {
    const { status, headers, text } = await (await everyKind()).ask(path, {}, method)
    expect([status, headers.allow]).toEqual([405, allow])
    for (const one of allow.split(', ')) expect(JSON.parse(text).detail).toContain(one)
  })

  test('an unknown method gets 405 or 404', async () => {
    const { ask } = await everyKind()
    expect((await ask('/uk/rss.xml', {}, 'PROPFIND')).status).toBe(405)
    expect((await ask('/nowhere', {}, 'PROPFIND')).status).toBe(404)
  })
})

test.each([
  ['a feed', '/uk/rss.xml', '*/*'],
  ['a feed, to a browser', '/uk/atom.xml', BROWSER],
  ['a page', '/uk/tags/river/', '*/*'],
  ['a page, to a browser', '/uk/sections/city/', BROWSER],
])(
  'an internal error at %s is a 500 that reveals nothing, and requests succeed once its cause is fixed',
  async (_name, path, accept) => {
    let failing = false
    const store = observeCalls(openSqliteStore(':memory:'), (method) => {
      if (method === 'window' && failing) throw new Error('secret of the store at /var/lib/polyfeed')
    })
    const { app } = await publishNewsroom({ files: { 'articles/a.json': article() }, overrides: { store } })
    const ask = await wire(app.handler)
    failing = true
    const { status, text, headers } = await ask(path, { Accept: accept })
    expect(status).toBe(500)
    expect(text).not.toMatch(/secret|var\/lib|Error:|\.ts/)
    expect(headers['cache-control']).toBe('no-store')
    expect((await ask('/healthz')).status).toBe(200)
    failing = false
    expect((await ask(path, { Accept: accept })).status).toBe(200)
  },
)

test('before the first edition every path but health checks answers 503 with Retry-After', async () => {
  const { app } = await newsroom({ files: { 'articles/a.json': article() } })
  const ask = await wire(app.handler)
  for (const path of ['/uk/rss.xml', '/uk/', '/feeds.opml', '/nowhere']) {
    const { status, headers, text } = await ask(path)
    expect(status, path).toBe(503)
    expect(headers['retry-after'], path).toMatch(/^\d+$/)
    expect(headers['cache-control'], path).toBe('no-store')
    expect(JSON.parse(text)).toMatchObject({ status: 503 })
  }
  expect((await ask('/healthz')).status).toBe(200)
  await app.newsroom.refresh()
  expect((await ask('/uk/rss.xml')).status).toBe(200)
  expect((await ask('/nowhere')).status).toBe(404)
})
