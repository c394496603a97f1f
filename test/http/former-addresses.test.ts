import { describe, expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const NEWS = '%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8-%D0%B4%D0%BD%D1%8F'
const FILES = {
  'articles/a.json': article({
    section: 'city',
    tags: ['river', 'Новини дня', 'C++'],
    authors: [{ name: 'Jo Doe' }],
    variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en') },
  }),
}
const SITE = {
  retired: { tags: ['olympics'] },
  moved: { tags: { stream: 'river' } },
  partners: { wire: { token: 'a-long-secret-of-the-wire' } },
}
const serve = (redirects: object, site: object = {}) =>
  serveNewsroom({ site: { ...SITE, redirects, ...site }, files: FILES })
const PATHS = {
  '/{lang}/tema/{tag}/': '/{lang}/tags/{tag}/rss.xml',
  '/tema/{tag}.rss': '/{defaultLanguage}/tags/{tag}/atom.xml',
  '/новини': '/uk/feed.json',
  '/feed.php?kind=tag&name={tag}&lang={lang}': '/{lang}/tags/{tag}/rss.xml',
  '/feed.php?lang={lang}': '/{lang}/rss.xml',
  '/feed.php': '/{defaultLanguage}/rss.xml',
  '/?rss={lang}': '/{lang}/rss.xml',
}

describe('an address of an earlier system', () => {
  test.each([
    ['/en/tema/river/', '/en/tags/river/rss.xml'],
    ['without its slash', '/en/tema/river', '/en/tags/river/rss.xml'],
    ['the language in capitals', '/EN/tema/river/', '/en/tags/river/rss.xml'],
    ['the default language', '/tema/river.rss', '/uk/tags/river/atom.xml'],
    ['percent-encoding', `/tema/${NEWS.toLowerCase()}.rss`, `/uk/tags/${NEWS}/atom.xml`],
    [
      'the label in place of the id',
      '/uk/tema/%D0%9D%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8%20%D0%B4%D0%BD%D1%8F/',
      `/uk/tags/${NEWS}/rss.xml`,
    ],
    ['a plus sign of a label', '/uk/tema/C++/', '/uk/tags/c-plus-plus/rss.xml'],
    ['a tag that was moved', '/en/tema/stream/', '/en/tags/river/rss.xml'],
    ['letters of any script', `/%d0%bd%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8`, '/uk/feed.json'],
    ['parameters', '/feed.php?lang=en&name=river&kind=tag', '/en/tags/river/rss.xml'],
    ['parameters of another language', `/feed.php?kind=tag&lang=uk&name=${NEWS}`, `/uk/tags/${NEWS}/rss.xml`],
    ['other parameters are ignored', '/feed.php?lang=en&utm_source=x', '/en/rss.xml'],
    ['no parameters', '/feed.php', '/uk/rss.xml'],
    ['a parameter of the root', '/?rss=en', '/en/rss.xml'],
  ])('is redirected: %s', async (...row) => {
    const [path, to] = row.slice(-2) as [string, string]
    const { ask } = await serve({ paths: PATHS })
    const { status, headers } = await ask(path)
    expect([status, headers.location]).toEqual([301, to])
    expect(headers['cache-control']).toBe('public, max-age=86400')
    expect((await ask(to)).status).toBe(200)
  })

  test.each([
    ['/xx/tema/river/', 404],
    ['/en/tema/nobody/', 404],
    ['/en/tema/olympics/', 410],
    ['/en/tema/olympics/more', 404],
    ['/en/tema/%2F%2Fevil.example/', 404],
    ['//evil.example/tema/river/', 404],
    ['/en/tema/%0d%0aX:1/', 404],
    ['/en/tema/%ff/', 404],
    ['/en/tema//', 404],
    ['/feed.php?lang=xx&kind=tag', 301],
    ['/?rss=xx', 302],
    ['/', 302],
    ['/healthz', 200],
    ['/uk/rss.xml', 200],
  ])('redirects only to feeds of the newsroom: %s answers %i', async (path, status) => {
    const { ask } = await serve({ paths: PATHS })
    const answer = await ask(path)
    expect(answer.status).toBe(status)
    if (status === 301) expect(answer.headers.location).toBe('/uk/rss.xml')
  })

  test('is served with `mode: serve`: the same document, conditionally, and counted once', async () => {
    const { ask } = await serve({ paths: PATHS, mode: 'serve' })
    for (const [former, current] of [
      ['/en/tema/river/', '/en/tags/river/rss.xml'],
      ['/en/tema/stream', '/en/tags/river/rss.xml'],
      ['/?rss=en', '/en/rss.xml'],
    ] as const) {
      const [ours, theirs] = [await ask(current), await ask(former)]
      expect([theirs.status, theirs.headers.etag, theirs.text], former).toEqual([200, ours.headers.etag, ours.text])
      expect((await ask(former, { 'If-None-Match': String(ours.headers.etag) })).status).toBe(304)
      expect((await ask(former, {}, 'POST')).status).toBe(405)
    }
    expect((await ask('/en/tema/river/', { 'Sec-Fetch-Dest': 'document' })).headers['content-type']).toMatch(
      /^text\/html/,
    )
    for (const [path, status] of [
      ['/en/tema/nobody/', 404],
      ['/en/tema/olympics/', 410],
      ['/', 302],
    ] as const) {
      expect((await ask(path)).status, path).toBe(status)
    }
  })

  test('keeps the path of a proxy', async () => {
    const { ask } = await serve({ presets: ['wordpress'] }, { feedUrl: 'https://herald.example/our feeds' })
    expect((await ask('/en/feed/')).headers.location).toBe('/our%20feeds/en/rss.xml')
  })
})

describe('the addresses of other systems', () => {
  const FORMER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    wordpress: {
      '/feed/': '/uk/rss.xml',
      '/feed': '/uk/rss.xml',
      '/feed/atom/': '/uk/atom.xml',
      '/feed/rdf/': '/uk/rss.xml',
      '/en/feed/': '/en/rss.xml',
      '/feed/?lang=en': '/en/rss.xml',
      '/tag/river/feed/': '/uk/tags/river/rss.xml',
      '/en/tag/river/feed/atom/': '/en/tags/river/atom.xml',
      '/category/city/feed/': '/uk/sections/city/rss.xml',
      '/category/news/city/feed/': '/uk/sections/city/rss.xml',
      '/category/river/feed/': '/uk/tags/river/rss.xml',
      '/author/jo-doe/feed/': '/uk/authors/jo-doe/rss.xml',
      '/?feed=rss2': '/uk/rss.xml',
      '/?feed=atom&lang=en': '/en/atom.xml',
      '/?tag=river&feed=rss2': '/uk/tags/river/rss.xml',
      '/?feed=rss2&category_name=river&lang=en': '/en/tags/river/rss.xml',
      '/wp-rss2.php': '/uk/rss.xml',
      '/rss2/': '/uk/rss.xml',
      '/en/tag/river/atom/': '/en/tags/river/atom.xml',
    },
    ghost: {
      '/rss/': '/uk/rss.xml',
      '/tag/river/rss/': '/uk/tags/river/rss.xml',
      '/author/jo-doe/rss/': '/uk/authors/jo-doe/rss.xml',
      '/en/rss/': '/en/rss.xml',
    },
    hugo: {
      '/index.xml': '/uk/rss.xml',
      '/en/index.xml': '/en/rss.xml',
      '/posts/index.xml': '/uk/rss.xml',
      '/en/posts/index.xml': '/en/rss.xml',
      '/en/city/index.xml': '/en/sections/city/rss.xml',
      '/tags/river/index.xml': '/uk/tags/river/rss.xml',
      '/en/categories/river/index.xml': '/en/tags/river/rss.xml',
    },
    jekyll: {
      '/feed.xml': '/uk/atom.xml',
      '/atom.xml': '/uk/atom.xml',
      '/feed/city.xml': '/uk/sections/city/atom.xml',
      '/feed/by_tag/river.xml': '/uk/tags/river/atom.xml',
      '/en/feed.xml': '/en/atom.xml',
    },
    nikola: {
      '/rss.xml': '/uk/rss.xml',
      '/index.atom': '/uk/atom.xml',
      '/en/feed.atom': '/en/atom.xml',
      '/categories/river.xml': '/uk/tags/river/rss.xml',
      '/en/categories/cat_city.xml': '/en/sections/city/rss.xml',
      '/authors/jo-doe.xml': '/uk/authors/jo-doe/rss.xml',
    },
  }
  test.each(Object.keys(FORMER))('%s', async (preset) => {
    const { ask } = await serve({ presets: [preset] })
    for (const [path, to] of Object.entries(FORMER[preset] ?? {})) {
      const { status, headers } = await ask(path)
      expect([status, headers.location], path).toEqual([301, to])
    }
    expect((await ask('/uk/rss.xml')).status).toBe(200)
    expect((await ask('/nowhere/feed/')).status).toBe(404)
  })

  test('accept the language names of sources and of `languages`', async () => {
    const source = { type: 'markdown', path: 'stories', languages: { ua: 'uk', zh_cn: 'zh-Hans' } }
    const site = { languages: ['en', 'uk', 'zh-Hans'], sources: [{ type: 'json', path: 'articles' }, source] }
    const { ask } = await serve({ presets: ['hugo', 'wordpress', 'nikola'], languages: { cn: 'zh-Hans' } }, site)
    for (const [path, to] of [
      ['/ua/index.xml', '/uk/rss.xml'],
      ['/ua/tags/river/index.xml', '/uk/tags/river/rss.xml'],
      ['/zh_cn/posts/index.xml', '/zh-Hans/rss.xml'],
      ['/cn/feed/', '/zh-Hans/rss.xml'],
      ['/cn/rss.xml', '/zh-Hans/rss.xml'],
      ['/?feed=atom&lang=cn', '/zh-Hans/atom.xml'],
      ['/uk/index.xml', '/uk/rss.xml'],
      ['/posts/index.xml', '/en/rss.xml'],
    ] as const) {
      expect((await ask(path)).headers.location, path).toBe(to)
    }
  })

  test('come after those of `paths`', async () => {
    const { ask } = await serve({ presets: ['wordpress'], paths: { '/feed/': '/en/atom.xml' } })
    expect((await ask('/feed/')).headers.location).toBe('/en/atom.xml')
  })
})
