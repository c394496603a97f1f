import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'

const LONG = `<p>${'довгий текст '.repeat(150)}</p>`
const picture = (width: number) => ({ url: `/media/${width}.jpg`, type: 'image/jpeg', width, height: 100, length: 9 })
const ARTICLES = {
  'articles/a.json': article({
    ...{ published: '2026-03-05T00:00:00Z', tags: ['river', 'trams'], image: picture(400) },
    ...{ authors: [{ name: 'Jo Doe' }], updated: '2026-03-06T00:00:00Z' },
    variants: {
      uk: variant('Перша', 'uk', { content: LONG, url: '/uk/a/?x=1#top' }),
      en: variant('First', 'en', { url: '/en/a/' }),
    },
  }),
  'articles/b.json': article({
    ...{ published: '2026-03-04T00:00:00Z', tags: ['trams'], image: picture(399) },
    variants: { uk: variant('Друга', 'uk', { content: LONG }) },
  }),
  'articles/c.json': article({
    ...{ published: '2026-02-03T00:00:00Z', tags: ['ice'], image: { url: '/media/any.jpg', type: 'image/jpeg' } },
    variants: { uk: variant('Третя', 'uk', { content: LONG }) },
  }),
}
const open = (wire: object | null, site = {}, files = {}) =>
  serveNewsroom({ site: { partners: { wire }, ...site }, files: { ...ARTICLES, ...files } })
const WIRE = '/partners/wire/uk/'

describe('a partner', () => {
  test.each(inFormats(WIRE))('without settings gets full articles at its own address: %s', async (path) => {
    const newsroom = await open(null)
    const { items, links } = await newsroom.read(path)
    expect(items.map(({ title, html }) => [title, html])).toEqual([
      ...[
        ['Перша', LONG],
        ['Друга', LONG],
        ['Третя', LONG],
      ],
    ])
    // It has no archive.
    expect(links).toEqual({ self: path })
    const { headers, text } = await newsroom.ask(path)
    // It links to the public page.
    expect(text).toContain('https://feeds.example/uk/')
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['cache-control']).toMatch(/^public, max-age=300,/)
    expect((await newsroom.ask(WIRE)).status).toBe(200)
  })

  test('has feeds with their own ids, and items with the same ids as everywhere', async () => {
    const { read } = await open(null)
    const [feed, own] = [await read('/uk/atom.xml'), await read(`${WIRE}atom.xml`)]
    expect(own.id).toBe('tag:herald.example,2020:feed:partner:wire:uk')
    expect(own.items.map(({ id }) => id)).toEqual(feed.items.map(({ id }) => id))
  })

  test.each(inFormats(WIRE))('gets the configured number of items: %s', async (path) => {
    expect(await (await open({ items: 2 })).titles(path)).toEqual(['Перша', 'Друга'])
  })

  test.each(inFormats(WIRE))('gets the configured part of an article: %s', async (path) => {
    const html = async (content: string) => (await (await open({ content })).read(path)).items[0]?.html
    expect(await html('full')).toBe(LONG)
    expect(await html('summary')).toBe('Перша.')
    // JSON Feed requires content: the title is used.
    expect(await html('none')).toBe(path.endsWith('json') ? 'Перша' : '')
    expect((await (await open({ content: 'none' })).ask(path)).text).not.toContain('Перша.')
  })

  test.each(inFormats(WIRE))('gets images of the configured width or of unknown width: %s', async (path) => {
    const { text } = await (await open({ image: { minWidth: 400 } })).ask(path)
    expect(text).toContain('/media/400.jpg')
    expect(text).toContain('/media/any.jpg')
    expect(text).not.toContain('/media/399.jpg')
    expect((await (await open(null)).ask(path)).text).toContain('/media/399.jpg')
  })

  test('gets only configured namespaces that are used', async () => {
    const used = (text: string) =>
      new Set([...text.matchAll(/<\/?([a-z]+):|xmlns:([a-z]+)=/g)].map(([, a, b]) => a ?? b))
    const all = await open(null)
    expect(used((await all.ask(`${WIRE}rss.xml`)).text)).toEqual(new Set(['atom', 'content', 'dc', 'media', 'sy']))
    expect(used((await all.ask(`${WIRE}atom.xml`)).text)).toEqual(new Set(['media']))
    const some = await open({ namespaces: ['atom', 'dc'] })
    expect(used((await some.ask(`${WIRE}rss.xml`)).text)).toEqual(new Set(['atom', 'dc']))
    expect(used((await some.ask(`${WIRE}atom.xml`)).text)).toEqual(new Set())
    const bare = await open({ namespaces: [] })
    expect(used((await bare.ask(`${WIRE}rss.xml`)).text)).toEqual(new Set())
    // Without content:encoded, the description is the content.
    expect((await bare.read(`${WIRE}rss.xml`)).items[0]?.html).toBe('Перша.')
  })

  test('gets only its languages', async () => {
    const { ask, titles } = await open({ languages: ['en'] })
    expect(await titles('/partners/wire/en/rss.xml')).toEqual(['First'])
    for (const path of ['/partners/wire/uk/rss.xml', '/partners/wire/xx/rss.xml', '/partners/wire/uk/']) {
      expect((await ask(path)).status).toBe(404)
    }
  })

  test.each([
    [['river'], ['Перша']],
    [['Trams'], ['Перша', 'Друга']],
    [
      ['river', 'ice'],
      ['Перша', 'Третя'],
    ],
    [['streetcars'], ['Перша', 'Друга']],
    [['nobody'], []],
  ])('gets articles that have any of its tags: %s', async (tags, titles) => {
    const newsroom = await open({ tags }, { moved: { tags: { streetcars: 'trams' } } })
    for (const path of inFormats(WIRE)) expect(await newsroom.titles(path)).toEqual(titles)
  })

  test('gets links with UTM parameters after the existing query', async () => {
    const { read, ask } = await open({ utm: { source: 'wire & co', medium: 'feed' } })
    for (const path of inFormats(WIRE)) {
      const [first, second] = (await read(path)).items
      expect(first?.url).toBe('https://herald.example/uk/a/?x=1&utm_source=wire+%26+co&utm_medium=feed#top')
      expect(second?.url).toMatch(/\/\?utm_source=wire\+%26\+co&utm_medium=feed$/)
      // Links to translations, too.
      expect((await ask(path)).text).toMatch(/\/en\/a\/\?utm_source=/)
      expect((await ask(path.replace('/partners/wire', ''))).text).not.toContain('utm_')
    }
  })

  test.each([
    ['with a month', '/partners/wire/uk/archive/2026-03/rss.xml'],
    ['with a tag', '/partners/wire/uk/tags/river/rss.xml'],
    ['in two languages', '/partners/wire/uk,en/rss.xml'],
    ['with a block', '/partners/wire/uk/headlines/top/rss.xml'],
    ['of an unknown name', '/partners/nobody/uk/rss.xml'],
    ['without a name', '/partners//uk/rss.xml'],
    ['without a language', '/partners/wire/rss.xml'],
  ])('has no feed %s: %s', async (_name, path) => {
    expect((await (await open(null, { headlines: { top: ['a'] } })).ask(path)).status).toBe(404)
  })

  test('gets withdrawals, and dates that never go back', async () => {
    const newsroom = await open({ tags: ['trams'] })
    newsroom.write('articles/a.json', { ...ARTICLES['articles/a.json'], status: 'withdrawn' })
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    const { withdrawn, updated, items } = await newsroom.read(`${WIRE}atom.xml`)
    expect(withdrawn).toEqual({ 'tag:herald.example,2020:a/uk': new Date(newsroom.clock.now).toISOString() })
    expect([updated, items.length]).toEqual([new Date(newsroom.clock.now).toISOString(), 1])
    expect(Date.parse(`${(await newsroom.ask(`${WIRE}rss.xml`)).headers['last-modified']}`)).toBe(newsroom.clock.now)
  })

  test('has an ETag that changes exactly with its bytes', async () => {
    const newsroom = await open({
      content: 'summary',
      image: { minWidth: 400 },
      namespaces: ['atom', 'dc', 'content', 'media'],
    })
    const all = async () => Promise.all(inFormats(WIRE).map((path) => newsroom.ask(path)))
    const steps: [string, (old: Record<string, unknown>) => object][] = [
      // The partner gets neither narrow images nor content: the first two steps change nothing for it.
      ['b', (old) => ({ ...old, image: picture(398) })],
      ['b', (old) => ({ ...old, variants: { uk: variant('Друга', 'uk', { content: '<p>Інший</p>' }) } })],
      ['b', (old) => ({ ...old, image: picture(401) })],
      ['c', (old) => ({ ...old, status: 'withdrawn' })],
      ['a', (old) => ({ ...old, section: 'country' })],
    ]
    let before = await all()
    for (const [name, step] of steps) {
      newsroom.write(`articles/${name}.json`, step(ARTICLES[`articles/${name}.json` as keyof typeof ARTICLES]))
      newsroom.clock.now += 60_000
      await newsroom.refresh()
      const after = await all()
      for (const [index, { text, headers }] of after.entries()) {
        expect(headers.etag === before[index]?.headers.etag, `${name} ${index}`).toBe(text === before[index]?.text)
      }
      before = after
    }
    // Withdrawals expire in JSON Feed; Atom omits them without their namespace.
    newsroom.clock.now += 31 * 24 * 3_600_000
    await newsroom.refresh()
    for (const [index, { text, headers }] of (await all()).entries()) {
      expect(headers.etag === before[index]?.headers.etag, `expired ${index}`).toBe(text === before[index]?.text)
    }
  })
})

describe('profiles', () => {
  const PROFILES = ['msn', 'flipboard', 'smartnews', 'apple-news', 'google-news']

  test.each(PROFILES)('%s can be used by its name or under another, with other settings', async (name) => {
    const partners = { [name]: null, mine: { profile: name, items: 1 } }
    const { titles, ask } = await serveNewsroom({ site: { partners }, files: ARTICLES })
    // The oldest article is 35 days old.
    expect(await titles(`/partners/${name}/uk/rss.xml`)).toHaveLength(name === 'google-news' ? 2 : 3)
    expect(await titles('/partners/mine/uk/rss.xml')).toHaveLength(1)
    const channelOf = (text: string) =>
      text.replaceAll('/partners/mine/', `/partners/${name}/`).replace(/<item>.*/s, '')
    const [own, ready] = [await ask('/partners/mine/uk/rss.xml'), await ask(`/partners/${name}/uk/rss.xml`)]
    expect(channelOf(own.text).replace(/ xmlns:\w+="[^"]*"/g, '')).toBe(
      channelOf(ready.text).replace(/ xmlns:\w+="[^"]*"/g, ''),
    )
    expect(ready.text).not.toMatch(/<sy:|<fh:/)
    expect((await ask(`/partners/${name}/uk/atom.xml`)).text).not.toMatch(/<at:/)
  })

  test('flipboard has no narrow images, google-news has summaries and a news sitemap', async () => {
    const partners = Object.fromEntries(PROFILES.map((name) => [name, null]))
    const { ask } = await serveNewsroom({ site: { partners }, files: ARTICLES })
    expect((await ask('/partners/flipboard/uk/rss.xml')).text).not.toContain('/media/399.jpg')
    expect((await ask('/partners/msn/uk/rss.xml')).text).toContain('/media/399.jpg')
    const brief = (await ask('/partners/google-news/uk/rss.xml')).text
    expect(brief).toContain('Перша.')
    expect(brief).not.toContain('довгий')
    const sitemap = await ask('/partners/google-news/uk/news-sitemap.xml')
    expect([sitemap.status, sitemap.text]).toEqual([200, (await ask('/uk/news-sitemap.xml')).text])
  })
})

describe('the maximum age', () => {
  const DAY = 24 * 60 * 60 * 1000
  const aged = (days: number, over = {}) => ({
    ...article({ published: new Date(NOW - days * DAY).toISOString(), variants: { uk: variant(`${days}`, 'uk') } }),
    ...over,
  })
  const AGED = {
    'articles/a.json': aged(5),
    'articles/b.json': aged(29),
    'articles/c.json': aged(31, { updated: new Date(NOW - DAY).toISOString() }),
    'articles/d.json': aged(400),
  }
  const openAged = (wire: object | null) => serveNewsroom({ site: { partners: { wire, msn: null } }, files: AGED })

  test.each(inFormats(WIRE))('omits older articles, even if they changed last: %s', async (path) => {
    expect(await (await openAged({ maxAgeDays: 30 })).titles(path)).toEqual(['5', '29'])
    expect(await (await openAged({ maxAgeDays: 30, items: 1 })).titles(path)).toEqual(['5'])
    expect(await (await openAged(null)).titles(path)).toEqual(['5', '29', '31', '400'])
    expect(await (await openAged(null)).titles(path.replace('wire', 'msn'))).toEqual(['5', '29', '31'])
  })

  test('omits an article at the refresh after it became too old, and dates never go back', async () => {
    const newsroom = await openAged({ maxAgeDays: 30 })
    const path = `${WIRE}atom.xml`
    const [before, { updated }] = [await newsroom.ask(path), await newsroom.read(path)]
    newsroom.clock.now = NOW + DAY
    await newsroom.refresh()
    const { headers } = await newsroom.ask(path)
    expect(await newsroom.titles(path)).toEqual(['5'])
    expect(headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${headers['last-modified']}`)).toBe(NOW + DAY)
    expect((await newsroom.read(path)).updated).toBe(updated)
    const conditional = { 'If-Modified-Since': `${before.headers['last-modified']}` }
    expect((await newsroom.ask(path, conditional)).status).toBe(200)
  })
})

describe('summaries as text', () => {
  const files = {
    'articles/a.json': article({
      variants: { ar: variant('جسر', 'ar', { summary: 'أ < ب & ج' }), en: variant('Bridge', 'en') },
      correction: { note: { ar: 'ثلاثة & أربعة', en: 'Three' }, at: '2026-03-02T00:00:00Z' },
    }),
  }
  const openIn = (wire: object | null) =>
    serveNewsroom({ site: { languages: ['ar', 'en'], partners: { wire, msn: null } }, files })
  const description = (text: string) => /<item>.*<description><!\[CDATA\[(.*?)\]\]>/s.exec(text)?.[1]
  const summary = (text: string) => /<summary type="html"><!\[CDATA\[(.*?)\]\]>/s.exec(text)?.[1]

  test('have no markup in right-to-left languages', async () => {
    const { ask } = await openIn(null)
    expect(description((await ask('/partners/wire/ar/rss.xml')).text)).toBe(
      '<div dir="rtl" lang="ar">أ &lt; ب &amp; ج</div>',
    )
    expect(description((await ask('/partners/msn/ar/rss.xml')).text)).toBe('أ < ب & ج')
    // The type of an Atom summary is HTML, so its text is escaped.
    expect(summary((await ask('/partners/msn/ar/atom.xml')).text)).toBe('أ &lt; ب &amp; ج')
    // The content is HTML.
    expect((await ask('/partners/msn/ar/rss.xml')).text).toContain('<div dir="rtl" lang="ar"><p><strong>')
  })

  test('have the notices as text, if no content follows', async () => {
    const { ask } = await openIn({ summaryType: 'text', content: 'summary' })
    const text = description((await ask('/partners/wire/ar/rss.xml')).text)
    expect(text).toMatch(/^[^<&]+: ثلاثة & أربعة أ < ب & ج$/)
  })
})

describe("a partner's feed", () => {
  test('has another ETag with another maxBytes', async () => {
    const wide = await (await open({ maxBytes: 100_000 })).ask(`${WIRE}atom.xml`)
    const narrow = await (await open({ maxBytes: 10_000 })).ask(`${WIRE}atom.xml`)
    expect(narrow.text.length).toBeLessThan(wide.text.length)
    expect(narrow.headers.etag).not.toBe(wide.headers.etag)
  })

  test("that has more content than the site's feeds changes with that content", async () => {
    const newsroom = await open({ content: 'full' }, { feeds: { content: 'summary' } })
    const before = await newsroom.ask(`${WIRE}atom.xml`)
    newsroom.clock.now += 60_000
    const variants = { uk: variant('Третя', 'uk', { summary: 'Третя.', content: `${LONG}<p>Новий кінець</p>` }) }
    newsroom.write('articles/c.json', { ...ARTICLES['articles/c.json'], variants })
    await newsroom.app.newsroom.refresh()
    const after = await newsroom.ask(`${WIRE}atom.xml`)
    expect(after.text).toContain('Новий кінець')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(newsroom.clock.now)
  })

  test('with tags that no article has is empty, dated by its settings', async () => {
    const newsroom = await open({ tags: ['nothing'] })
    for (const file of ['atom.xml', 'news-sitemap.xml']) {
      const { status, headers } = await newsroom.ask(WIRE + file)
      expect([status, Date.parse(`${headers['last-modified']}`)]).toEqual([200, newsroom.clock.now])
    }
  })
})
