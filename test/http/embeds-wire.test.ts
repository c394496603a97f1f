import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decoded } from '../support/decoded.ts'
import { embedded } from '../support/embedded.ts'
import { scrape } from '../support/metrics.ts'

const EMBEDS = [
  '/embed/uk/headlines.json',
  '/embed/uk/tags/all+!river/fragment.html?show=images',
  '/embed/partners/wire/uk,en/frame.html?count=20&show=images,summaries&theme=dark',
  '/oembed?url=https://feeds.example/uk/',
  '/oembed?url=https://feeds.example/en/tags/river/&format=xml&maxheight=300',
]
const SCRIPTS = ['/embed/polyfeed-headlines.js', '/embed/polyfeed-headlines-1.0.0.js', '/embed/polyfeed-frames.js']
const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe.each([...EMBEDS, ...SCRIPTS])('%s', (path) => {
  test('answers 304 to its validators', async () => {
    const { ask } = await embedded()
    const { headers } = await ask(path)
    const { etag = '', 'last-modified': date } = headers
    expect(etag).toMatch(/^"[\w-]+"$/)
    const again = await ask(path, { 'If-None-Match': etag })
    expect([again.status, again.body.length]).toEqual([304, 0])
    // RFC 9110 §15.4.5, and the CORS field that scripts of other origins need.
    for (const name of ['etag', 'last-modified', 'cache-control', 'vary', 'access-control-allow-origin']) {
      expect(again.headers[name], name).toBe(headers[name])
    }
    expect((await ask(path, { 'If-None-Match': '"another"' })).status).toBe(200)
    if (SCRIPTS.includes(path)) return
    expect((await ask(path, { 'If-Modified-Since': String(date) })).status).toBe(304)
    expect((await ask(path, { 'If-Modified-Since': new Date(0).toUTCString() })).status).toBe(200)
  })

  test('is the same in every encoding, each with its own entity tag', async () => {
    const { ask } = await embedded()
    const { text } = await ask(path)
    const tags = new Set<unknown>()
    for (const encoding of ['identity', 'br', 'zstd', 'gzip']) {
      const answer = await ask(path, { 'Accept-Encoding': encoding })
      expect(answer.headers['content-encoding'] ?? 'identity').toBe(encoding)
      expect(decoded(answer)).toBe(text)
      expect(Number(answer.headers['content-length'])).toBe(answer.body.length)
      tags.add(answer.headers.etag)
    }
    expect(tags.size).toBe(4)
  })

  test('may be read and embedded by any site, sets no cookie, and varies by encoding alone', async () => {
    const { ask } = await embedded()
    const { headers, body } = await ask(path, { Origin: 'https://partner.example', Cookie: 'a=b' })
    expect(headers).toMatchObject({
      ...{ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' },
      ...{ 'x-content-type-options': 'nosniff', vary: 'Accept-Encoding' },
    })
    expect(headers['cache-control']).toMatch(/^public, max-age=\d+/)
    expect(headers['set-cookie']).toBeUndefined()
    const browsed = await ask(path, { 'Sec-Fetch-Dest': 'document', 'Accept-Language': 'ar' })
    expect(browsed.body.equals(body)).toBe(true)
  })

  test('answers HEAD like GET, OPTIONS for preflight requests, and 405 to other methods', async () => {
    const { ask } = await embedded()
    const [get, head] = [await ask(path), await ask(path, {}, 'HEAD')]
    const { date: _get, connection: _connection, ...expected } = get.headers
    expect([head.status, head.body.length]).toEqual([200, 0])
    expect(head.headers).toMatchObject(expected)
    const preflight = await ask(path, { Origin: 'https://partner.example' }, 'OPTIONS')
    expect(preflight.status).toBe(204)
    expect(preflight.headers['access-control-allow-headers']).toContain('If-None-Match')
    const post = await ask(path, {}, 'POST')
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })
})

test('scripts with a version in their address are immutable', async () => {
  const { ask } = await embedded()
  const headersOf = async (path: string) => (await ask(path)).headers
  expect((await headersOf('/embed/polyfeed-headlines-1.0.0.js'))['cache-control']).toBe(
    'public, max-age=31536000, immutable',
  )
  expect((await headersOf('/embed/polyfeed-headlines.js'))['cache-control']).not.toContain('immutable')
  expect((await headersOf('/embed/polyfeed-headlines.js'))['content-type']).toBe('text/javascript; charset=utf-8')
  expect((await ask('/embed/polyfeed-headlines-0.0.1.js')).status).toBe(404)
})

test('a frame may be on any site, and runs only its own style and script', async () => {
  const { ask } = await embedded()
  const { headers, text } = await ask('/embed/uk/frame.html?show=images')
  const policy = Object.fromEntries(
    String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.trim().split(/ (.*)/s)),
  )
  expect(policy).toEqual({
    ...{ 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': '*' },
    'style-src': hash(/<style>([\s\S]*?)<\/style>/.exec(text)?.[1]),
    'script-src': hash(/<script>([\s\S]*?)<\/script>/.exec(text)?.[1]),
    'img-src': 'https: http: data:',
  })
  expect([text.match(/<style/g), text.match(/<script/g), text.match(/ style=| on\w+=/g)]).toEqual([
    ...[['<style'], ['<script'], null],
  ])
  expect(headers['x-frame-options']).toBeUndefined()
  // Other pages cannot be framed.
  expect((await ask('/uk/embed/')).headers['x-frame-options']).toBe('DENY')
})

test('fragments and data run nothing when opened in a browser', async () => {
  const { ask } = await embedded()
  for (const path of ['/embed/uk/fragment.html', '/embed/uk/headlines.json', '/oembed?url=https://feeds.example/uk/']) {
    expect((await ask(path)).headers['content-security-policy']).toBe("default-src 'none'; sandbox")
  }
})

test('embeds do not count as downloads, and have their own kind in the metrics', async () => {
  const { ask } = await embedded({ proxies: ['loopback'], limits: { downloads: 1, seconds: 600, exempt: [] } })
  const from = { 'X-Forwarded-For': '198.51.100.1' }
  const count = async () => {
    const seen = await scrape(ask)
    const all = seen.all('polyfeed_requests_total').filter(([{ kind }]) => kind === 'embed')
    const of = (status: string) => all.reduce((sum, [labels, value]) => sum + (labels.status === status ? value : 0), 0)
    return { given: of('200'), unchanged: of('304'), none: of('404'), wrong: of('400') }
  }
  const paths = [...EMBEDS, ...SCRIPTS]
  for (let time = 0; time < 3; time++) {
    for (const path of paths) expect((await ask(path, from)).status, path).toBe(200)
  }
  expect((await ask('/embed/uk/headlines.json', { ...from, 'If-None-Match': '*' })).status).toBe(304)
  expect((await ask('/embed/uk/tags/nobody/frame.html', from)).status).toBe(404)
  expect((await ask('/embed/uk/frame.html?count=0', from)).status).toBe(400)
  expect(await count()).toEqual({ given: 3 * paths.length, unchanged: 1, none: 1, wrong: 1 })
  expect((await ask('/uk/rss.xml', from)).status).toBe(200)
  expect((await ask('/uk/rss.xml', from)).status).toBe(429)
  expect((await ask('/embed/uk/frame.html', from)).status).toBe(200)
})
