import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { everyKind, wire } from '../support/wire.ts'

describe('/', () => {
  test.each([
    [undefined, '/uk/'],
    ['', '/uk/'],
    ['en', '/en/'],
    ['EN-us', '/en/'],
    ['en-GB,en;q=0.9,uk;q=0.8', '/en/'],
    ['fr;q=0.9, ru;q=0.5', '/ru/'],
    ['ru;q=0.1, en;q=0.2', '/en/'],
    ['zh-TW', '/zh-Hant/'],
    ['zh-HK', '/zh-Hant/'],
    ['zh-Hant-TW', '/zh-Hant/'],
    ['zh-CN', '/uk/'],
    ['zh', '/uk/'],
    ['pt', '/pt-BR/'],
    ['pt-PT', '/pt-BR/'],
    ['de', '/uk/'],
    ['xx-junk-!!', '/uk/'],
    ['en;q=0, ru', '/ru/'],
    ['en;q=0', '/uk/'],
    ['*', '/uk/'],
    ['de, *;q=0.1', '/uk/'],
    ['__proto__', '/uk/'],
    [`${'x'.repeat(4000)}, en`, '/uk/'],
  ])('Accept-Language: %s redirects to %s', async (accept, to) => {
    const { ask } = await everyKind()
    const { status, headers } = await ask('/', accept === undefined ? {} : { 'Accept-Language': accept })
    expect([status, headers.location]).toEqual([302, to])
    expect(headers.vary).toContain('Accept-Language')
  })

  test('is the only address that depends on Accept-Language', async () => {
    const { ask } = await everyKind()
    for (const path of ['/uk/', '/uk/rss.xml', '/uk/tags/river/', '/feeds.opml', '/uk', '/UK/feed.json']) {
      const answers = await Promise.all(['uk', 'en'].map((accept) => ask(path, { 'Accept-Language': accept })))
      expect(answers[0]?.text, path).toBe(answers[1]?.text)
      expect(answers[0]?.headers.location, path).toBe(answers[1]?.headers.location)
      expect(String(answers[0]?.headers.vary), path).not.toContain('Accept-Language')
    }
  })
})

/** `hreflang? href` of each autodiscovery link, in order. */
function autodiscovered(page: string): string[] {
  const links = page.match(/<link rel="alternate" type="(?![^"]+oembed)[^>]+>/g) ?? []
  return links.map((link) => {
    const [, href] = /href="([^"]+)"/.exec(link) ?? []
    const [, hreflang] = /hreflang="([^"]+)"/.exec(link) ?? []
    return [hreflang, href].filter(Boolean).join(' ')
  })
}

describe('/{lang}/', () => {
  test('offers the feeds of its own language first, then of others, each in all formats', async () => {
    const { text } = await (await everyKind()).ask('/en/')
    const files = ['rss.xml', 'atom.xml', 'feed.json']
    const others = ['uk', 'ru', 'zh-Hant', 'pt-BR']
    expect(autodiscovered(text)).toEqual([
      ...files.map((file) => `/en/${file}`),
      ...others.flatMap((other) => files.map((file) => `${other} /${other}/${file}`)),
    ])
  })

  test('lists the feeds of its own language by name, for terms with articles', async () => {
    const { ask } = await everyKind()
    const { text } = await ask('/uk/')
    for (const path of ['/uk/tags/river/', '/uk/sections/city/', '/uk/authors/jo-doe/', '/uk/feeds.opml']) {
      expect(text).toContain(`href="${path}"`)
    }
    expect(text).toContain('Новини дня')
    expect(text).toContain('Jo Doe')
    expect((await ask('/ru/')).text).not.toContain('/ru/tags/')
  })

  test('links only to addresses that exist', async () => {
    const { ask } = await everyKind()
    const seen = new Set<string>()
    for (const page of [
      '/uk/',
      '/en/',
      '/ru/',
      '/zh-Hant/',
      '/uk/tags/river/',
      '/ru/tags/river/',
      '/uk/authors/jo-doe/',
      '/uk/archive/2026-02/',
      '/uk/tags/river/archive/2026-03/',
      '/uk,en/',
      '/uk/embed/',
      '/uk/search?q=r',
    ]) {
      for (const [, href = ''] of (await ask(page)).text.matchAll(/(?:href|src)="(\/[^"]*)"/g))
        seen.add(href.replaceAll('&amp;', '&'))
    }
    expect(seen.size).toBeGreaterThan(20)
    for (const path of seen) expect((await ask(path)).status, path).toBe(200)
  })

  test('has texts and direction of its language', async () => {
    const { app } = await publishNewsroom({ site: { languages: ['en', 'ar'] } })
    const ask = await wire(app.handler)
    expect((await ask('/en/')).text).toContain('<html lang="en" dir="ltr">')
    expect((await ask('/ar/')).text).toContain('<html lang="ar" dir="rtl">')
    expect((await ask('/ar/')).text).not.toContain('All articles')
  })
})

describe('the folder of a feed', () => {
  test('offers the feed and shows its articles, each with title, date and address', async () => {
    const { text } = await (await everyKind()).ask('/uk/tags/river/')
    // Its own feed, then all articles of its language, then the same feed in other languages.
    const files = ['rss.xml', 'atom.xml', 'feed.json']
    expect(autodiscovered(text)).toEqual([
      ...files.map((file) => `/uk/tags/river/${file}`),
      ...files.map((file) => `/uk/${file}`),
      ...['en', 'zh-Hant'].flatMap((other) => files.map((file) => `${other} /${other}/tags/river/${file}`)),
    ])
    expect(text).toContain('https://feeds.example/uk/tags/river/rss.xml')
    expect(text).toContain('<a href="https://herald.example/uk/news/%D0%9C%D1%96%D1%81%D1%82/">Міст</a>')
    expect(text.indexOf('Міст')).toBeLessThan(text.indexOf('Човен'))
    expect(text).toContain('datetime="2026-03-01T07:00:00.000Z"')
  })

  test('shows a title and no entries when it is empty', async () => {
    const { text } = await (await everyKind()).ask('/ru/tags/river/')
    expect(text).not.toContain('class="entries"')
    expect(/<h1>(.*?)<\/h1>/s.exec(text)?.[1]).toMatch(/\S/)
  })

  test('shows no more articles than the feed, so that it changes with the feed', async () => {
    const oldArticle = (title: string) =>
      article({ published: '2026-02-01T00:00:00Z', variants: { uk: variant(title, 'uk') } })
    const files = {
      'articles/new.json': article({ published: '2026-03-02T00:00:00Z' }),
      'articles/old.json': oldArticle('Старий'),
    }
    const { app, write, clock } = await publishNewsroom({ site: { feeds: { items: 1 } }, files })
    const ask = await wire(app.handler)
    const before = await ask('/uk/tags/river/')
    expect(before.text).not.toContain('Старий')
    clock.now += 60_000
    write('articles/old.json', oldArticle('Давній'))
    await app.newsroom.refresh()
    const after = await ask('/uk/tags/river/')
    if (after.headers.etag !== before.headers.etag) {
      expect(after.headers['last-modified']).not.toBe(before.headers['last-modified'])
    }
  })

  test('escapes text from articles and requests', async () => {
    const title = '"><script>alert(1)</script>&amp;'
    const files = {
      'articles/a.json': article({
        tags: [`Тег "x" <b>`],
        authors: [{ name: 'Jo & "Co" <i>' }],
        variants: {
          uk: variant('x', 'uk', { title: 'A & <b>B</b> "C" &lt;script&gt;alert(1)&lt;/script&gt;', summary: title }),
        },
      }),
    }
    const { app } = await publishNewsroom({ files })
    const ask = await wire(app.handler)
    for (const path of ['/uk/', '/uk/sections/city/', '/feeds.opml', '/uk/nowhere/%22%3E%3Cscript%3E']) {
      const { text } = await ask(path, { Accept: 'text/html' })
      expect(withoutOwnScript(text), path).not.toMatch(/<script|<b>|<i>/)
    }
  })

  test('runs only its own script, loads only images of others, and cannot be framed', async () => {
    const { headers, text } = await (await everyKind()).ask('/uk/tags/river/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    const scripts = Array.from(text.matchAll(/<script>([\s\S]*?)<\/script>/g), ([, script = '']) => script)
    const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)
    expect(hashes.length).toBe(1)
    for (const hash of hashes) expect(/script-src ([^;]*)/.exec(policy)?.[1]?.split(' ')).toContain(hash)
    expect(policy).not.toContain('unsafe')
  })
})

test('pages and lists change Last-Modified with their bytes, even twice in one second', async () => {
  const oldArticle = (tags: string[]) => article({ published: '2026-02-01T00:00:00Z', tags })
  const files = {
    'articles/new.json': article({ published: '2026-03-02T00:00:00Z', tags: ['a'] }),
    'articles/old.json': oldArticle(['a']),
  }
  const { app, write } = await publishNewsroom({ site: { feeds: { items: 1 } }, files })
  const ask = await wire(app.handler)
  const paths = ['/uk/', '/uk/feeds.opml', '/feeds.opml']
  const before = await Promise.all(paths.map((path) => ask(path)))
  // The old articles are outside the feeds' windows: only the lists change, by one line.
  write('articles/old.json', oldArticle(['a', 'b']))
  await app.newsroom.refresh()
  for (const [index, path] of paths.entries()) {
    const { headers, text } = await ask(path)
    expect(text, path).not.toBe(before[index]?.text)
    const [was, is] = [before[index]?.headers, headers].map((each) => Date.parse(String(each?.['last-modified'])))
    expect.soft(is, path).toBeGreaterThan(was as number)
  }
})

/** Removes the one script that pages have. */
function withoutOwnScript(text: string): string {
  return text.replace(/<script>const offer[^<]*<\/script>\n/, '')
}
