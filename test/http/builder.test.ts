import { describe, expect, test } from 'vitest'
import { embedded } from '../support/embedded.ts'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'
import type { Ask } from '../support/wire.ts'

const unescaped = (text: string): string =>
  [
    ['&quot;', '"'],
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&amp;', '&'],
  ].reduce((all, [is = '', was = '']) => all.replaceAll(is, was), text)

/** The choices that the page shows as selected, its preview, and the snippets to copy. */
async function openBuilder(ask: Ask, path: string) {
  const { status, text } = await ask(path)
  expect(status, path).toBe(200)
  const chosen = (name: string): string | undefined =>
    /<option value="([^"]*)"[^>]* selected>/.exec(
      new RegExp(`<select name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(text)?.[1] ?? '',
    )?.[1]
  const snippets = Array.from(text.matchAll(/<pre [^>]*>([\s\S]*?)<\/pre>/g), ([, code = '']) => unescaped(code))
  return {
    text,
    language: chosen('language'),
    feed: chosen('feed'),
    theme: chosen('theme'),
    count: /<input name="count"[^>]* value="(\d+)"/.exec(text)?.[1],
    show: Array.from(text.matchAll(/name="show" value="(\w+)" checked/g), ([, one]) => one),
    /** The path of the frame in its snippet; the element of the preview has the same feed. */
    preview: unescaped(/<iframe src="https?:\/\/[^/]*([^"]*)"/.exec(snippets[2] ?? '')?.[1] ?? ''),
    element: /<polyfeed-headlines src="([^"]*)"/.exec(text)?.[1],
    unknown: text.includes('role="alert"'),
    snippets,
    offered: Array.from(text.matchAll(/data-copy="([^"]*)"/g), ([, code = '']) => unescaped(code)),
  }
}

describe('/{lang}/embed/', () => {
  test.each([
    ['', '/uk/frame.html', ['uk', '/uk/', 'auto', '5', []]],
    ['?feed=/uk/tags/river/', '/uk/tags/river/frame.html', ['uk', '/uk/tags/river/', 'auto', '5', []]],
    [
      '?language=en&feed=/en/headlines/top/&address=&count=3&show=summaries&show=images&theme=dark',
      '/en/headlines/top/frame.html?count=3&show=images,summaries&theme=dark',
      ['en', '/en/headlines/top/', 'dark', '3', ['images', 'summaries']],
    ],
    // Another language selects the same feed in that language.
    ['?language=en&feed=/uk/tags/river/', '/en/tags/river/frame.html', ['en', '/en/tags/river/', 'auto', '5', []]],
    // A feed that is in no list can be selected by its address.
    ['?feed=/uk,en/tags/river/', '/uk,en/tags/river/frame.html', ['uk', '/uk,en/tags/river/', 'auto', '5', []]],
    [
      '?address=/en/tags/all%2B!river/',
      '/en/tags/all+!river/frame.html',
      ['en', '/en/tags/all+!river/', 'auto', '5', []],
    ],
    [
      '?language=uk&feed=/uk/&address=https://feeds.example/en/tags/river/rss.xml%3Fx',
      '/en/tags/river/frame.html',
      ['en', '/en/tags/river/', 'auto', '5', []],
    ],
    ['?address=+https://feeds.example/embed/en/frame.html+', '/en/frame.html', ['en', '/en/', 'auto', '5', []]],
    ['?feed=/uk/tags/stream/', '/uk/tags/river/frame.html', ['uk', '/uk/tags/river/', 'auto', '5', []]],
    ['?feed=/uk/archive/2026-03/', '/uk/frame.html', ['uk', '/uk/', 'auto', '5', []]],
    [
      '?partner=wire&feed=/uk/sections/city/',
      '/partners/wire/uk/sections/city/frame.html',
      ['uk', '/uk/sections/city/', 'auto', '5', []],
    ],
    ['?address=/partners/wire/uk/', '/partners/wire/uk/frame.html', ['uk', '/uk/', 'auto', '5', []]],
    // Invalid choices are corrected, and the page says so.
    ['?count=99&theme=dark', '/uk/frame.html?count=20&theme=dark', ['uk', '/uk/', 'dark', '20', []], 1],
    ['?language=xx&feed=nonsense', '/uk/frame.html', ['uk', '/uk/', 'auto', '5', []], 1],
  ])('%s previews %s', async (query, frame, [language, feed, theme, count, show], alerts = 0) => {
    const { ask } = await embedded()
    const page = await openBuilder(ask, `/uk/embed/${query}`)
    expect(page.preview).toBe(`/embed${frame}`)
    expect([page.language, page.feed, page.theme, page.count, page.show]).toEqual([language, feed, theme, count, show])
    expect(page.text.split('role="alert"').length - 1).toBe(alerts)
    const [element = '', framed = '', resized = '', fragment = '', link = '', data = ''] = page.snippets.filter(
      (code) => !/^(?:polyfeed-headlines:not|<link)/.test(code),
    )
    const [path = '', look = ''] = frame.split('frame.html')
    expect(page.element).toBe(`/embed${path}headlines.json`)
    expect(element).toContain(`src="https://feeds.example/embed${path}headlines.json" count="${count}"`)
    for (const code of [framed, resized]) expect(unescaped(code)).toContain(`src="https://feeds.example/embed${frame}"`)
    expect(unescaped(fragment)).toContain(`src="https://feeds.example/embed${path}fragment.html${look}"`)
    expect([link, data]).toEqual([`https://feeds.example${path}`, `https://feeds.example/embed${path}headlines.json`])
    // The copy buttons copy the snippets above them.
    expect(page.offered).toEqual(page.snippets)
  })

  test('keeps a feed in several languages when the look changes', async () => {
    const { ask } = await embedded()
    const { language, feed } = await openBuilder(ask, '/uk/embed/?feed=/uk,en/')
    const { preview } = await openBuilder(ask, `/uk/embed/?language=${language}&feed=${feed}&address=&count=7`)
    expect(preview).toBe('/embed/uk,en/frame.html?count=7')
  })

  test.each([
    ...[
      '/uk/tags/nobody/',
      'https://evil.example/uk/',
      'nonsense',
      '/uk/tags/olympics/',
      '"><script>alert(1)</script>',
    ],
  ])('shows an alert for an address that is no feed: %s', async (address) => {
    const { ask } = await embedded()
    const page = await openBuilder(ask, `/en/embed/?${new URLSearchParams({ language: 'en', address })}`)
    expect([page.unknown, page.preview]).toEqual([true, '/embed/en/frame.html'])
    expect(page.text.match(/<script/g)).toHaveLength(2)
    expect(unescaped(/<input name="address" value="([^"]*)"/.exec(page.text)?.[1] ?? '')).toBe(address)
  })

  test("is linked by every feed's page for that feed, and links to itself in other languages with the same feed", async () => {
    const { ask } = await embedded()
    for (const path of ['/uk/', '/en/tags/river/', '/uk,en/', '/en/tags/all+!river/']) {
      const href = /<a href="(\/[^"]*\/embed\/\?[^"]*)"/.exec((await ask(path)).text)?.[1] ?? ''
      const page = await openBuilder(ask, unescaped(href))
      expect(page.preview).toBe(`/embed${path}frame.html`)
      const others = Array.from(page.text.matchAll(/<a href="(\/\w+\/embed\/\?[^"]*)"/g), ([, other = '']) =>
        unescaped(other),
      )
      expect(others.length).toBe(2)
      for (const other of others) expect((await openBuilder(ask, other)).preview).toBe(page.preview)
    }
  })

  test.each([
    ['/UK/embed/?feed=/uk/tags/river/&count=3', '/uk/embed/?feed=%2Fuk%2Ftags%2Friver%2F&count=3'],
    ['/uk/embed?feed=/uk/', '/uk/embed/?feed=%2Fuk%2F'],
    ['/uk/embed', '/uk/embed/'],
    ['/UK/search?q=%D0%BC+%26', '/uk/search?q=%D0%BC+%26'],
  ])('redirects %s to %s', async (path, to) => {
    const { ask } = await embedded()
    const { status, headers } = await ask(path)
    expect([status, headers.location]).toEqual([301, to])
  })

  test('uses public addresses in snippets, and paths below the prefix for its own links', async () => {
    const { ask } = await embedded({ feedUrl: 'https://news.example/feeds' })
    const page = await openBuilder(ask, '/uk/embed/?feed=/uk/tags/river/')
    expect(page.preview).toBe('/feeds/embed/uk/tags/river/frame.html')
    expect(page.text).toContain('action="/feeds/uk/embed/"')
    for (const code of page.snippets) {
      for (const [address] of code.matchAll(/https?:[^"<\s]+/g))
        expect(address).toMatch(/^https:\/\/news\.example\/feeds\//)
    }
  })
})

test('behind a proxy that adds a path, every address in every embed has that path', async () => {
  const files = {
    'articles/a.json': article({ image: { url: '/media/a.jpg' }, variants: { uk: variant('Міст', 'uk') } }),
  }
  const { ask } = await serveNewsroom({ site: { feedUrl: 'https://news.example/feeds' }, files })
  for (const path of [
    ...['/embed/uk/headlines.json', '/embed/uk/fragment.html?show=images', '/embed/uk/frame.html?show=images'],
    ...['/oembed?url=https://news.example/feeds/uk/', '/uk/search', '/uk/embed/', '/uk/', '/uk/tags/river/'],
  ]) {
    const { status, text } = await ask(path)
    expect(status, path).toBe(200)
    const rooted = Array.from(text.matchAll(/ (?:href|src|action)="(\/[^"]*)/g), ([, href]) => href)
    expect(rooted.filter((href) => !href?.startsWith('/feeds/'))).toEqual([])
    const own = Array.from(text.matchAll(/https:\/\/news\.example[^"<&\\]*/g), ([address]) => address)
    expect(own.length, path).toBeGreaterThan(path === '/uk/search' ? -1 : 0)
    expect(own.filter((address) => !address.startsWith('https://news.example/feeds'))).toEqual([])
  }
  expect((await ask('/embed/UK/frame.html?count=2')).headers.location).toBe('/feeds/embed/uk/frame.html?count=2')
})
