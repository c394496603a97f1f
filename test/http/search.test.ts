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

/** The results of `read` for all pages, in order. */
async function allPages<T>(ask: Ask, first: string, read: (text: string) => T[]): Promise<T[]> {
  const results: T[] = []
  let previous: string | undefined
  for (let path: string | undefined = first; path; ) {
    const { text } = await ask(path)
    results.push(...read(text))
    expect(linkTo(text, 'prev')).toBe(previous)
    previous = path
    path = linkTo(text, 'next')
  }
  return results
}

const linkTo = (text: string, rel: string) =>
  new RegExp(`<a href="([^"]+)" rel="${rel}">`).exec(text)?.[1]?.replaceAll('&amp;', '&')

/** The titles of the articles found, with their addresses and dates. */
const articlesIn = (text: string) =>
  Array.from(
    text.matchAll(/<h3><a href="([^"]+)"[^>]*>([^<]*)<\/a><\/h3>\n<p class="soft"><time datetime="([^"]+)">/g),
    ([, url, title, date]) => [title, url, date],
  )
const titlesFound = async (ask: Ask, text: string, language: string) =>
  articlesIn((await ask(q(text, language))).text).map(([title]) => title)

test('more than 100 feeds are on several pages', async () => {
  const tags = Array.from({ length: 230 }, (_, index) => `tag ${String(index).padStart(3, '0')}`)
  const { ask } = await serveNewsroom({ files: { 'articles/a.json': article({ tags }) } })
  const names = (text: string) => Array.from(text.matchAll(/<li><a href="[^"]+">(tag \d+)<\/a> /g), ([, name]) => name)
  const { text } = await ask(q('tag'))
  expect([text.includes('<h2>230\u00a0стрічок</h2>'), names(text).length]).toEqual([true, 6])
  // The article has these tags, so it is found, too.
  expect(articlesIn(text)).toHaveLength(1)
  const [, more = ''] = /<a href="([^"]+)">Інші результати/.exec(text) ?? []
  const path = more.replaceAll('&amp;', '&')
  expect(await allPages(ask, path, names)).toEqual(tags)
  expect((await ask(`${path}&page=4`)).status).toBe(404)
})

test('articles are found by words of their titles and the names of their feeds, the newest first', async () => {
  const { ask } = await serveNewsroom({
    files: {
      ...files,
      'articles/c.json': article({
        published: '2026-03-03T10:00:00Z',
        variants: { uk: variant('Їжа на <мосту> & Co', 'uk', { url: 'https://herald.example/uk/c/?a=1&b=2' }) },
      }),
    },
  })
  const { text } = await ask(q('їжа'))
  expect(articlesIn(text)).toEqual([
    ['Їжа на &lt;мосту&gt; &amp; Co', 'https://herald.example/uk/c/?a=1&amp;b=2', '2026-03-03T10:00:00.000Z'],
    ['Друга', `https://herald.example/uk/news/${encodeURIComponent('Друга')}/`, '2026-03-02T10:00:00.000Z'],
    ['Перша', `https://herald.example/uk/news/${encodeURIComponent('Перша')}/`, '2026-03-01T07:00:00.000Z'],
  ])
  expect(text).toContain('<h2>3\u00a0статті</h2>')
  expect(text).toMatch(
    /<p class="soft"><a href="[^"]+">Їван &amp; Co<\/a> · .*<a href="\/uk\/tags\/caf%C3%A9\/">café<\/a>/,
  )
  expect(await titlesFound(ask, 'МОСТУ їж', 'uk')).toEqual(['Їжа на &lt;мосту&gt; &amp; Co'])
  expect(await titlesFound(ask, 'перша їван', 'uk')).toEqual(['Перша'])
  expect(await titlesFound(ask, 'перша друга', 'uk')).toEqual([])
  expect(await titlesFound(ask, 'first', 'en')).toEqual(['First'])
  // The menu of languages keeps the text.
  expect(text).toContain('<a href="/en/search?q=%D1%97%D0%B6%D0%B0" lang="en"')
})

test.each([
  ['ja', '東京都の新しい橋', ['東京', '新しい', '橋', '都の　新し'], ['大阪', '東橋']],
  ['zh-Hans', '新桥周六开通', ['周六', '桥', '开通 新桥'], ['周日']],
  ['ko', '한강 다리 개통', ['다리', '개통 한강'], ['서울']],
  ['th', 'สะพานใหม่เปิดวันเสาร์', ['ใหม่', 'เสาร์'], ['ปิดถนน']],
  ['de', 'Die Brücke über den Fluß', ['brucke', 'BRÜCKE', 'über', 'fluß'], ['brügge']],
])('in %s, %s is found by parts of it', async (language, title, texts, others) => {
  const { ask } = await serveNewsroom({
    site: { languages: [language] },
    files: { 'articles/a.json': article({ variants: { [language]: variant(title, language) } }) },
  })
  for (const text of texts) expect(await titlesFound(ask, text, language), text).toEqual([title])
  for (const text of others) expect(await titlesFound(ask, text, language), text).toEqual([])
})

test('more articles than fit are on several pages, with their total, also in later editions', async () => {
  const titles = Array.from({ length: 130 }, (_, index) => `Nr ${index}`)
  const stories = titles.map((title, index) => [
    `articles/${index}.json`,
    article({ published: new Date(Date.UTC(2026, 1, 1, 0, -index)), variants: { en: variant(title, 'en') } }),
  ])
  const { ask, write, app } = await serveNewsroom({ files: Object.fromEntries(stories) })
  const read = (text: string) => articlesIn(text).map(([title]) => title)
  expect(await allPages(ask, q('nr', 'en'), read)).toEqual(titles)
  expect((await ask(q('nr', 'en'))).text).toContain('<h2>130 articles</h2>')
  write('articles/7.json', article({ variants: { en: variant('Another', 'en') } }))
  write('articles/8.json', article({ published: '2025-01-01', variants: { en: variant('Nr 8, moved', 'en') } }))
  await app.newsroom.refresh()
  const remaining = titles.filter((_, index) => index !== 7 && index !== 8)
  expect(await allPages(ask, q('nr', 'en'), read)).toEqual([...remaining, 'Nr 8, moved'])
  expect(await titlesFound(ask, 'another', 'en')).toEqual(['Another'])
  for (const page of ['8', '99999']) expect((await ask(`${q('nr', 'en')}&page=${page}`)).status).toBe(404)
  for (const page of ['0', '-1', '1.5', 'x', '123456', '']) {
    const { status, text } = await ask(`${q('nr', 'en')}&page=${page}`, { Accept: 'text/html' })
    expect([status, text], page).toEqual([400, expect.stringContaining('“page”')])
  }
})

test('an article that stands in for a missing translation is found and says its language', async () => {
  const { ask } = await serveNewsroom({ site: { fallback: { ru: ['uk'] } }, files })
  const { text } = await ask(q('друга', 'ru'))
  expect(text).toMatch(/<h3><a href="[^"]+" lang="uk" dir="ltr">Друга<\/a>/)
  expect(text).toContain('<br>Эта статья ещё не переведена.')
})

test('a text without results leads to feeds with similar names', async () => {
  const { ask } = await serveNewsroom({
    files: { 'articles/a.json': article({ tags: ['negotiations', 'The river'] }) },
  })
  const path = q('rivre negotations', 'en')
  expect((await ask(path)).text).toContain('<p>Nothing found.</p>\n<h2>Feeds with similar names</h2>')
  expect((await search(ask, path)).map(([, name]) => name)).toEqual(['The river', 'negotiations'])
})

test('suggestions are names of feeds, then titles of articles, with their pages', async () => {
  const { ask } = await serveNewsroom({ files })
  const { headers, text } = await ask(`/uk/search?suggest=${encodeURIComponent('їж')}`)
  expect([headers['content-type'], headers['access-control-allow-origin']]).toEqual([
    'application/x-suggestions+json; charset=utf-8',
    '*',
  ])
  expect(JSON.parse(text)).toEqual([
    'їж',
    ['Їжа', 'Друга', 'Перша'],
    [],
    [
      `https://feeds.example/uk/tags/${encodeURIComponent('їжа')}/`,
      ...['Друга', 'Перша'].map((title) => `https://herald.example/uk/news/${encodeURIComponent(title)}/`),
    ],
  ])
  expect((await ask('/uk/search?suggest=x', { 'If-None-Match': '*' })).status).toBe(304)
  expect(JSON.parse((await ask('/uk/search?suggest=')).text)).toEqual(['', [], [], []])
  expect(JSON.parse((await ask(`/uk/search?suggest=${'x'.repeat(5000)}`)).text)[0]).toHaveLength(100)
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
  expect(text).toContain('<h1>Results for “nothing at all”</h1>')
  expect(text).toContain('Nothing found.')
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
  expect(unescaped(/<h1>Results for “([\s\S]*?)”<\/h1>/.exec(page)?.[1])).toBe(text)
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
