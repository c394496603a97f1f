import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { MEDIA_TYPES } from '../../src/export/nginx.ts'
import { exportFolder, manifestOf, withoutQuestions } from '../support/exported.ts'
import { HAS_BROTLI, HAS_NGINX, type Nginx, nginxOver } from '../support/nginx.ts'
import { serverAndNginx } from '../support/server-and-nginx.ts'
import { wire } from '../support/wire.ts'

const FIELDS = [
  'content-type',
  'content-language',
  'cache-control',
  'vary',
  'last-modified',
  'content-length',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'content-security-policy',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'x-permitted-cross-domain-policies',
] as const

const MEDIA_FIELDS = [
  'content-type',
  'cache-control',
  'vary',
  'access-control-allow-origin',
  'content-security-policy',
  'x-content-type-options',
] as const

describe.skipIf(!HAS_NGINX)('nginx serving an export (skipped if nginx is not on PATH)', () => {
  const [data, out] = [exportFolder(), exportFolder()]
  let app: App
  let nginx: Nginx
  beforeAll(async () => {
    const servers = await serverAndNginx(data.root, out.root)
    app = servers.app
    nginx = servers.nginx
  }, 60_000)
  afterAll(async () => {
    await nginx?.stop()
    await app?.close()
    data.remove()
    out.remove()
  })

  test("answers for every document with the server's bytes and fields", async () => {
    const ask = await wire(app.handler)
    for (const target of manifestOf(out.root).keys()) {
      const [ours, theirs] = [await ask(target), await nginx.ask(target)]
      expect(theirs.status, target).toBe(200)
      const isPage = String(ours.headers['content-type']).startsWith('text/html')
      expect(theirs.body.equals(isPage ? withoutQuestions(ours.body) : ours.body), target).toBe(true)
      for (const name of FIELDS) {
        if (name === 'content-length' && isPage) continue
        // The server sends no date for the schema.
        if (name === 'last-modified' && ours.headers[name] === undefined) continue
        // An export has no deltas and does not vary by Sec-Fetch-Dest.
        if (name === 'vary') {
          expect([theirs.headers[name], String(ours.headers[name]).split(', ')[0]], target).toEqual([
            'Accept-Encoding',
            'Accept-Encoding',
          ])
          continue
        }
        expect(theirs.headers[name], `${name} of ${target}`).toBe(ours.headers[name])
      }
    }
  }, 60_000)

  const encodings = [
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
    ['gzip;q=0', undefined],
    ...(HAS_BROTLI
      ? ([
          ['gzip, deflate, br', 'br'],
          ['br', 'br'],
        ] as const)
      : []),
  ] as const
  test.each(encodings)('answers Accept-Encoding: %s in %s, like the server', async (accepted, encoding) => {
    const ask = await wire(app.handler)
    for (const target of ['/uk/rss.xml', '/embed/uk/headlines.json', '/uk/tags/%E6%A9%8B/atom.xml', '/feeds.opml']) {
      const given = { 'Accept-Encoding': accepted, Via: '1.1 a-proxy' }
      const [ours, theirs] = [await ask(target, given), await nginx.ask(target, given)]
      expect([theirs.headers['content-encoding'], theirs.headers.vary], target).toEqual([encoding, 'Accept-Encoding'])
      expect(theirs.body.equals(ours.body), target).toBe(true)
    }
  })

  test('answers in gzip if the module for Brotli is missing', async () => {
    const plain = await nginxOver(out.root, { brotli: false })
    const { headers } = await plain.ask('/uk/rss.xml', { 'Accept-Encoding': 'br, gzip' })
    await plain.stop()
    expect(headers['content-encoding']).toBe('gzip')
  })

  test.each(['/uk/rss.xml', '/uk/', '/uk/archive/2025-12/atom.xml', '/feeds.opml'])(
    'answers conditional requests for %s',
    async (target) => {
      const { headers } = await nginx.ask(target)
      const etag = headers.etag as string
      const day = 86_400_000
      const since = (shift: number): string =>
        new Date(Date.parse(headers['last-modified'] as string) + shift).toUTCString()
      const fresh = [
        { 'If-None-Match': etag },
        { 'If-None-Match': `"x", W/${etag}` },
        { 'If-None-Match': '*' },
        { 'If-Modified-Since': since(0) },
        { 'If-Modified-Since': since(day) },
      ]
      for (const given of fresh) {
        const answer = await nginx.ask(target, given)
        expect([answer.status, answer.body.length], JSON.stringify(given)).toEqual([304, 0])
        for (const name of ['etag', 'cache-control', 'vary', 'last-modified', 'access-control-allow-origin']) {
          expect(answer.headers[name], name).toBe(headers[name])
        }
      }
      for (const given of [
        { 'If-None-Match': '"x"' },
        { 'If-Modified-Since': since(-day) },
        { 'If-None-Match': '"x"', 'If-Modified-Since': since(day) },
      ]) {
        expect((await nginx.ask(target, given)).status, JSON.stringify(given)).toBe(200)
      }
    },
  )

  test.each<readonly [string, string, number]>([
    ['GET', '/uk', 301],
    ['GET', '/uk/tags/river?x=1', 301],
    ['GET', '/uk/tags/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8-%D0%B4%D0%BD%D1%8F', 301],
    ['GET', '/uk/archive/2025-12', 301],
    ['GET', '/uk/tags/stream/rss.xml', 301],
    ['GET', '/en/tags/stream/', 301],
    ['GET', '/en/tags/stream', 301],
    ['GET', '/en/tags/stream/archive/2026-03/feed.json', 301],
    ['GET', '/en/tags/%D0%BF%D0%BE%D1%82%D1%96%D0%BA/atom.xml', 301],
    ['GET', '/en/tags/olympics/atom.xml', 410],
    ['GET', '/en/tags/olympics/', 410],
    ['GET', '/uk/authors/jo/archive/2026-03/', 410],
    ['GET', '/uk/tags/nobody/rss.xml', 404],
    ['GET', '/uk/index.html', 404],
    ['GET', '/uk/rss.xml.gz', 404],
    ['GET', '/uk/rss.xml.br', 404],
    ['GET', '/.polyfeed/manifest.json', 404],
    ['GET', '/.polyfeed/', 404],
    ['GET', '/nowhere', 404],
    ['GET', '/xx/', 404],
    ['GET', '/media/none.png', 404],
    ['GET', '/media/.hidden', 404],
    ['GET', '/media/', 404],
    ['GET', '/en/tags/%D1%80%D1%96%D1%87%D0%BA%D0%B0/rss.xml', 301],
    ['GET', '/feed/', 301],
    ['GET', '/zh-Hant/feed', 301],
    ['GET', '/tag/river/feed/atom/', 301],
    ['GET', `/en/tag/${'%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8-%D0%B4%D0%BD%D1%8F'}/feed/`, 301],
    ['GET', '/zh-Hant/tag/%E6%A9%8B/feed/', 301],
    ['GET', '/category/river/feed/', 301],
    ['GET', '/category/city/feed/', 301],
    ['GET', '/en/category/news/city/feed/', 301],
    ['GET', '/en/posts/index.xml', 301],
    ['GET', '/categories/river.xml', 301],
    ['GET', '/feed/?lang=en', 301],
    ['GET', '/?feed=rss2', 301],
    ['GET', '/?lang=en&feed=atom', 301],
    ['GET', '/?feed=rss2&tag=%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8-%D0%B4%D0%BD%D1%8F', 301],
    ['GET', '/%D1%81%D1%82%D0%B0%D1%80%D1%96/river', 301],
    ['GET', '/old.php?l=uk&t=river', 301],
    ['GET', '/old.php', 404],
    ['GET', '/xx/feed/atom', 404],
    ['OPTIONS', '/uk/rss.xml', 204],
    ['POST', '/uk/rss.xml', 405],
    ['PUT', '/uk/', 405],
    ['HEAD', '/uk/rss.xml', 200],
    ['HEAD', '/uk/tags/river/', 200],
    ['HEAD', '/nowhere', 404],
  ])('%s %s: %i, like the server', async (method, target, status) => {
    const ask = await wire(app.handler)
    const [ours, theirs] = [await ask(target, {}, method), await nginx.ask(target, {}, method)]
    expect([ours.status, theirs.status]).toEqual([status, status])
    expect(theirs.headers.vary).toMatch(/Accept-Encoding/)
    for (const name of [
      'location',
      'cache-control',
      'allow',
      'access-control-allow-methods',
      'access-control-allow-headers',
      'access-control-max-age',
    ]) {
      expect(theirs.headers[name], name).toBe(ours.headers[name])
    }
    if (method === 'HEAD') expect(theirs.body.length).toBe(0)
  })

  test.each([
    [''],
    ['uk'],
    ['en-GB,en;q=0.9,uk;q=0.8'],
    ['fr-CH, pt;q=0.9, en;q=0.8'],
    ['pt-PT'],
    ['zh-TW,zh;q=0.9'],
    ['zh-HK'],
    ['zh-CN,zh;q=0.9,en;q=0.1'],
    ['zh'],
    ['ZH-hant'],
    ['en;q=0, uk'],
    ['de, *;q=0.1'],
    ['*'],
    ['junk;;;,,'],
  ])('redirects readers of "%s" like the server', async (accepted) => {
    const ask = await wire(app.handler)
    const given: Record<string, string> = accepted === '' ? {} : { 'Accept-Language': accepted }
    const [ours, theirs] = [await ask('/', given), await nginx.ask('/', given)]
    for (const name of ['location', 'cache-control']) expect(theirs.headers[name], name).toBe(ours.headers[name])
    // The body of the server's redirect also varies by Accept.
    expect(theirs.headers.vary).toBe('Accept-Language, Accept-Encoding')
    expect(theirs.status).toBe(302)
  })

  test('redirects from addresses of earlier systems to this host only, without line breaks of the request', async () => {
    for (const target of [
      '/tag/%0d%0aX:1/feed/',
      '/?feed=rss2&tag=%0d%0aX:1',
      '/tag/%2F%2Fevil.example/feed/',
      '//evil.example/feed/',
      '/old.php?l=uk&t=//evil.example',
      '/tag/%3Fa%23b/feed/',
    ]) {
      const { headers, status } = await nginx.ask(target)
      expect([301, 302, 404], target).toContain(status)
      expect(headers.location ?? '/uk/', target).toMatch(/^\/(?:uk|en)\/[!-~]*$/)
      expect(headers.x, target).toBeUndefined()
    }
    // A tag that is unknown, retired or moved is found out at its new address, which the server looks up at once.
    for (const [former, status] of [
      ['/tag/nobody/feed/', 404],
      ['/tag/olympics/feed/', 410],
      ['/tag/stream/feed/', 301],
    ] as const) {
      expect((await nginx.ask((await nginx.ask(former)).headers.location as string)).status, former).toBe(status)
    }
  })

  test('serves feeds at addresses of earlier systems, as the server does', async () => {
    const [elsewhere, below] = [exportFolder(), exportFolder()]
    const redirects = { presets: ['wordpress'], mode: 'serve' }
    const { app, nginx } = await serverAndNginx(elsewhere.root, below.root, 'https://herald.example/f', { redirects })
    const ask = await wire(app.handler)
    try {
      for (const former of ['/feed/', '/en/feed', '/category/river/feed/', '/zh-Hant/tag/%E6%A9%8B/feed/atom/']) {
        const [ours, theirs] = [await ask(former), await nginx.ask(`/f${former}`)]
        expect([theirs.status, theirs.text], former).toEqual([200, ours.text])
        for (const name of ['content-type', 'content-language', 'cache-control', 'last-modified']) {
          expect(theirs.headers[name], `${name} of ${former}`).toBe(ours.headers[name])
        }
      }
      expect((await nginx.ask('/f/tag/nobody/feed/')).status).toBe(404)
      expect((await nginx.ask('/f/?feed=rss2&lang=en')).headers.location).toBe('/f/en/rss.xml')
    } finally {
      await nginx.stop()
      await app.close()
      elsewhere.remove()
      below.remove()
    }
  }, 60_000)

  test('redirects to no other host', async () => {
    for (const target of ['//evil.example/%2e%2e/uk', '/\\evil.example/../uk', '//uk', '/%0d%0aX:1/../uk']) {
      const { headers, status } = await nginx.ask(target)
      expect(status, target).toBeLessThan(500)
      expect(headers.location ?? '/', target).toMatch(/^\/(?![/\\])/)
      expect(headers.x, target).toBeUndefined()
    }
  })

  test('serves media for any origin, with scripts disabled', async () => {
    const ask = await wire(app.handler)
    const extensions = Object.values(MEDIA_TYPES).flatMap((some) => some.split(' '))
    for (const extension of extensions) writeFileSync(path.join(data.root, 'media', `a.${extension}`), 'a')
    for (const target of ['/media/dot.svg', ...extensions.map((extension) => `/media/a.${extension}`)]) {
      const [ours, theirs] = [await ask(target), await nginx.ask(target)]
      expect(theirs.body.equals(ours.body), target).toBe(true)
      for (const name of MEDIA_FIELDS) expect(theirs.headers[name], `${name} of ${target}`).toBe(ours.headers[name])
    }
  })

  test('serves below the path of feedUrl', async () => {
    const [elsewhere, below] = [exportFolder(), exportFolder()]
    const servers = await serverAndNginx(elsewhere.root, below.root, 'https://herald.example/our feeds')
    const { ask } = servers.nginx
    const prefix = '/our%20feeds'
    try {
      for (const [target, { file, contentLanguage, cacheControl }] of manifestOf(below.root)) {
        const { status, headers, body } = await ask(prefix + target)
        expect([status, headers['content-language'] ?? null, headers['cache-control']], target).toEqual([
          200,
          contentLanguage,
          cacheControl,
        ])
        expect(body.equals(readFileSync(path.join(below.root, file))), target).toBe(true)
        expect((await ask(target)).status, target).toBe(404)
      }
      const moved = { '/uk': '/uk/', '/uk/tags/stream/rss.xml': '/uk/tags/river/rss.xml', '/': '/uk/' }
      for (const [from, to] of Object.entries(moved))
        expect((await ask(prefix + from)).headers.location).toBe(prefix + to)
      for (const gone of ['/uk/tags/olympics/', '/de/', '/de/tags/river/rss.xml', '/embed/de/headlines.json'])
        expect((await ask(prefix + gone)).status, gone).toBe(410)
      expect((await ask(`${prefix}/dex/rss.xml`)).status).toBe(404)
      expect((await ask(`${prefix}/media/dot.svg`)).status).toBe(200)
    } finally {
      await servers.nginx.stop()
      await servers.app.close()
      elsewhere.remove()
      below.remove()
    }
  }, 60_000)
})
