import { expect, test } from 'vitest'
import { embedded } from '../support/embedded.ts'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'
import type { Ask } from '../support/wire.ts'

const files = {
  'articles/a.json': article({
    tags: ['Їжа', 'Київ <b>"центр"</b>', 'café'],
    authors: [{ name: 'Їван & Co' }],
    variants: { uk: variant('Перша', 'uk'), en: variant('First', 'en') },
  }),
  'articles/b.json': article({
    published: '2026-03-02T10:00:00Z',
    tags: ['Їжа'],
    variants: { uk: variant('Друга', 'uk') },
  }),
}

/** The feeds found: address, name, number of articles, date of the last change. */
async function search(ask: Ask, path: string) {
  const { status, text } = await ask(path)
  expect(status).toBe(200)
  return Array.from(
    text.matchAll(/<li><a href="([^"]+)">([\s\S]*?)<\/a> <span class="soft">(\d+)[^<]*<time datetime="([^"]+)">/g),
    ([, href, name, count, date]) => [href, name, Number(count), date],
  )
}
const q = (text: string, language = 'uk') => `/${language}/search?q=${encodeURIComponent(text)}`

test('feeds are found by name, with the number of articles and the date of the last change', async () => {
  const { ask } = await serveNewsroom({ files })
  expect(await search(ask, q('ЇЖ'))).toEqual([
    [`/uk/tags/${encodeURIComponent('їжа')}/`, 'Їжа', 2, '2026-03-02T10:00:00.000Z'],
  ])
  expect((await search(ask, q('i'))).map(([, name]) => name)).toEqual(['city'])
  expect((await search(ask, q('cafe'))).map(([, name]) => name)).toEqual(['café'])
  // Every address exists.
  for (const [href] of await search(ask, q(''))) expect((await ask(String(href))).status).toBe(200)
})

test('more than 100 feeds are on several pages', async () => {
  const tags = Array.from({ length: 130 }, (_, index) => `tag ${String(index).padStart(3, '0')}`)
  const { ask } = await serveNewsroom({ files: { 'articles/a.json': article({ tags }) } })
  const found: unknown[] = []
  for (let path: string | undefined = q('tag'); path; ) {
    found.push(...(await search(ask, path)).map(([, name]) => name))
    path = /<a href="([^"]+)" rel="next">/.exec((await ask(path)).text)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(found).toEqual(tags)
})

test.each([
  ['tag=%D1%97%D0%B6%D0%B0&operator=every&tag=cafe&tag=', '/uk/tags/caf%C3%A9+%D1%97%D0%B6%D0%B0/'],
  ['tag=%D0%87%D0%B6%D0%B0&operator=some&tag=caf%C3%A9', '/uk/tags/caf%C3%A9,%D1%97%D0%B6%D0%B0/'],
  ['tag=%D1%97%D0%B6%D0%B0&operator=without&tag=cafe', '/uk/tags/%D1%97%D0%B6%D0%B0+!caf%C3%A9/'],
  ['tag=cafe', '/uk/tags/caf%C3%A9/'],
  ['tag=cafe&embed=', '/uk/embed/?feed=%2Fuk%2Ftags%2Fcaf%25C3%25A9%2F'],
])('the form of tags leads to the feed of a combination: %s', async (query, address) => {
  const { ask } = await serveNewsroom({ files })
  const { status, headers } = await ask(`/uk/search?${query}`)
  expect([status, headers.location]).toEqual([301, address])
  expect((await ask(address)).status).toBe(200)
})

test('the form of tags leads to the search if a tag is unknown or contradicts another', async () => {
  const { ask } = await serveNewsroom({ files })
  for (const query of ['tag=cafe&operator=every&tag=nothing', 'tag=cafe&operator=without&tag=cafe']) {
    expect((await ask(`/uk/search?${query}`)).status).toBe(200)
  }
  expect((await ask('/uk/')).text).toContain('<form class="pick screen" action="/uk/search">')
})

test('a search finds feeds of its own language', async () => {
  const { ask } = await serveNewsroom({ files })
  expect(await search(ask, q('їжа', 'en'))).toHaveLength(1)
  expect(await search(ask, q('їжа', 'ru'))).toEqual([])
  expect((await ask(q('a', 'xx'))).status).toBe(404)
})

test('an empty search lists all feeds, and a search without results says so', async () => {
  const { ask } = await serveNewsroom({ files })
  const all = await search(ask, '/uk/search')
  expect(all.length).toBeGreaterThan(4)
  for (const path of ['/uk/search?', '/uk/search?q=', '/uk/search?q=%20', '/uk/search?x=y']) {
    expect(await search(ask, path)).toEqual(all)
  }
  const { text } = await ask(q('nothing at all', 'en'))
  expect(text).toContain('<h1>Feeds matching “nothing at all”</h1>')
  expect(text).toContain('No feeds found.')
})

test.each([
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '&lt;b&gt;',
    '{{name}} {{site}}',
    '$t(pages:skip)',
    "' or 1",
  ],
  ...['%00%01', 'ы'.repeat(90), '\u202e\u0000', '../../etc'],
])('the query is shown as escaped text: %j', async (text) => {
  const { ask } = await serveNewsroom({ files })
  const page = (await ask(q(text, 'en'))).text
  expect(page).not.toMatch(/<script|<img|onerror="|<b>/)
  const unescaped = (html = '') =>
    html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  expect(unescaped(/<h1>Feeds matching “([\s\S]*?)”<\/h1>/.exec(page)?.[1])).toBe(text)
  expect(unescaped(/<input id="q"[^>]* value="([^"]*)"/.exec(page)?.[1])).toBe(text)
})

test('names are escaped, and a long query is cut', async () => {
  const { ask } = await serveNewsroom({ files })
  expect((await ask(q('центр'))).text).toContain('Київ')
  expect((await ask(q('центр'))).text).not.toMatch(/<b>/)
  const { text, status } = await ask(q('x'.repeat(5000), 'en'))
  expect(status).toBe(200)
  expect(text).toContain(`“${'x'.repeat(100)}”`)
  // A surrogate pair is not cut in half.
  expect((await ask(q(`${'x'.repeat(99)}🚲`, 'en'))).text).not.toContain('\ufffd')
})

test('the search page is conditional, cacheable, not indexed and not framed, and its form leads to it', async () => {
  const { ask } = await embedded()
  const { headers, text } = await ask('/uk/search?q=r')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['cache-control']).toMatch(/^public, max-age=300/)
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(text).toContain('<meta name="robots" content="noindex">')
  expect((await ask('/uk/search?q=r', { 'If-None-Match': String(headers.etag) })).status).toBe(304)
  const [, action, name] =
    /<form class="search" role="search" action="([^"]+)">[\s\S]*?<input id="q" name="(\w+)"/.exec(
      (await ask('/uk/')).text,
    ) as RegExpExecArray
  expect([action, name]).toEqual(['/uk/search', 'q'])
})
