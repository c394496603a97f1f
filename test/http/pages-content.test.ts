import { encode } from 'uqr'
import { describe, expect, test } from 'vitest'
import { hashSource } from '../../src/feeds/markup.ts'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const story = (published: string, titles: Record<string, string>, over = {}) =>
  article({
    published,
    variants: Object.fromEntries(Object.entries(titles).map(([tag, title]) => [tag, variant(title, tag)])),
    ...over,
  })

const open = (site: Record<string, unknown> = {}) =>
  serveNewsroom({
    site: { headlines: { top: ['a', 'c'] }, ...site },
    files: {
      'articles/a.json': story(
        '2026-03-09T22:30:00Z',
        { en: 'First', uk: 'Перша' },
        {
          image: { url: '/media/a.jpg', alt: 'A bridge & a boat', credit: 'Jo Doe', width: 800, height: 600 },
          authors: [{ name: 'Jo Doe' }],
        },
      ),
      'articles/b.json': story('2026-02-03T10:00:00Z', { en: 'Second' }, { tags: ['river', 'trams'] }),
      'articles/c.json': story(
        '2025-12-31T23:30:00Z',
        { en: 'Third' },
        { image: { url: 'https://cdn.example/c.png' } },
      ),
      'articles/d.json': story('2024-07-01T10:00:00Z', { en: 'Fourth', ru: 'Четвёртая' }, { tags: ['trams'] }),
      'media/a.jpg': 'x',
    },
  })

/** The text between a heading and the next one. */
const sectionOf = (text: string, heading: string): string =>
  text.split(new RegExp(`<h2[^>]*>${heading}</h2>`))[1]?.split(/<h2|<\/details>\n<\/div>/)[0] ?? ''
const linksIn = (text: string) =>
  Array.from(text.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)</g), ([, to, name]) => [to, name])

const yearsIn = (archive: string) => archive.match(/<details[^>]*><summary>[^<]+/g)

describe('the page of a language', () => {
  test('lists its feeds by kind and name, with the number of articles and the date of the last change', async () => {
    const { ask } = await open()
    const { text } = await ask('/en/')
    const listed = (heading: string) =>
      Array.from(
        sectionOf(text, heading).matchAll(
          /<li><a href="([^"]+)">([^<]+)<\/a> <span class="soft">([^<]+) · <time datetime="([^"]+)">([^<]+)</g,
        ),
        ([, ...parts]) => parts,
      )
    expect(listed('Top stories')).toEqual([
      ['/en/headlines/top/', 'top', '2 articles', '2026-03-09T22:30:00.000Z', 'March 10, 2026'],
    ])
    expect(listed('Tags')).toEqual([
      ['/en/tags/river/', 'river', '3 articles', '2026-03-09T22:30:00.000Z', 'March 10, 2026'],
      ['/en/tags/trams/', 'trams', '2 articles', '2026-02-03T10:00:00.000Z', 'February 3, 2026'],
    ])
    expect(listed('Authors')).toEqual([
      ['/en/authors/jo-doe/', 'Jo Doe', '1 article', '2026-03-09T22:30:00.000Z', 'March 10, 2026'],
    ])
    expect(listed('Sections').map(([, name]) => name)).toEqual(['city'])
    const kinds = ['Subscribe', 'Latest articles', 'Archive by month', 'Top stories', 'Sections', 'Tags', 'Authors']
    const places = kinds.map((kind) => text.search(new RegExp(`<h2[^>]*>${kind}</h2>`)))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
  })

  test('opens its feed in web readers and by e-mail', async () => {
    const { ask } = await open()
    const page = linksIn((await ask('/en/tags/river/')).text)
    const services = page.filter(([to]) => to?.includes('https%3A%2F%2Ffeeds.example%2Fen%2Ftags%2Friver%2Frss.xml'))
    expect(services.map(([, name]) => name)).toEqual([
      ...['BazQux', 'CommaFeed', 'Feedbin', 'Feeder', 'Feedly', 'Inoreader', 'NewsBlur', 'The Old Reader'],
      ...['Blogtrottr', 'Feedrabbit'],
    ])
  })

  test('shows its latest articles, and links to search, OPML and the embed builder', async () => {
    const { ask } = await open()
    const { text } = await ask('/en/')
    expect(linksIn(sectionOf(text, 'Latest articles')).map(([, title]) => title)).toEqual([
      ...['First', 'Second', 'Third', 'Fourth'],
    ])
    for (const [to, name] of [
      ['/en/feeds.opml', 'All feeds in one file (OPML)'],
      ['/en/embed/?feed=%2Fen%2F', 'Show headlines on your site'],
      ['/uk/', 'українська'],
      ['/ru/', 'русский'],
    ]) {
      expect(linksIn(text)).toContainEqual([to, name])
      expect((await ask(String(to))).status).toBe(200)
    }
    expect(text).toContain('<form class="search" role="search" action="/en/search">')
  })

  test('lists the terms with the most articles, and says how many more can be found by search', async () => {
    const tags = (from: number) => Array.from({ length: 70 }, (_, index) => `tag ${100 + index}`).slice(from)
    const { ask } = await serveNewsroom({
      files: {
        'articles/a.json': story('2026-03-01T00:00:00Z', { en: 'A' }, { tags: tags(0) }),
        'articles/b.json': story('2026-03-02T00:00:00Z', { en: 'B' }, { tags: tags(10) }),
      },
    })
    const section = sectionOf((await ask('/en/')).text, 'Tags')
    expect(linksIn(section).map(([, name]) => name)).toEqual(tags(10))
    expect(section).toContain('Use the search to find 10 more feeds.')
    expect((await ask('/en/search?q=tag+100')).text).toContain('href="/en/tags/tag-100/"')
  })
})

describe('the page of a feed', () => {
  test('shows the number of articles, the time of the last change, and entries with time and summary', async () => {
    const { ask } = await open()
    const { text } = await ask('/en/tags/river/')
    expect(text).toContain('<h1>river</h1>')
    expect(text).toContain('3 articles · Last updated: March 10, 2026 at 12:30')
    const entries = sectionOf(text, 'Latest articles')
    expect(entries).toContain('<time datetime="2026-03-09T22:30:00.000Z">March 10, 2026 at 12:30')
    expect(entries).toContain('<p>First.</p>')
  })

  test('shows kind, part, place and recordings of an article, and first that it is paid for', async () => {
    const facts = {
      series: { name: 'River', part: 2, of: 3 },
      place: { name: 'Kyiv', latitude: 50.4, longitude: 30.5 },
    }
    const { ask } = await serveNewsroom({
      files: {
        'articles/a.json': story('2026-03-09T22:30:00Z', { en: 'Ours' }, { kind: 'opinion', ...facts }),
        'articles/b.json': story(
          '2026-03-08T22:30:00Z',
          { en: 'Theirs' },
          { kind: 'advertisement', attachments: [{ url: 'https://cdn.example/b.mp3' }] },
        ),
      },
    })
    const { text, headers } = await ask('/en/')
    expect(text).toContain('</time> · <span>Opinion</span> · <span>River: part 2 of 3</span> · <span>Kyiv</span></p>')
    expect(text).toContain('<p class="soft"><strong>Advertisement</strong> · <time ')
    expect(text).toContain('<audio controls preload="none" src="https://cdn.example/b.mp3"></audio>')
    expect(headers['content-security-policy']).toContain("media-src 'self' https: http:")
  })

  test('shows images in fixed boxes, the first larger and at once, with alternative text and credit', async () => {
    const { ask } = await open()
    const entries = sectionOf((await ask('/en/tags/river/')).text, 'Latest articles')
    expect(entries.match(/<img[^>]+>/g)).toEqual([
      '<img src="https://feeds.example/media/a.jpg" alt="A bridge &amp; a boat" width="640" height="360" fetchpriority="high" decoding="async">',
      '<img src="https://cdn.example/c.png" alt="" width="160" height="107" loading="lazy" decoding="async">',
    ])
    expect(entries.match(/Photo: [^<]+/g)).toEqual(['Photo: Jo Doe'])
  })

  test('links to its archive by year and month, newest first, without empty months', async () => {
    const { ask } = await open()
    const { text } = await ask('/en/tags/river/')
    const archive = sectionOf(text, 'Archive by month')
    expect(yearsIn(archive)).toEqual(['<details open><summary>2026'])
    expect(linksIn(archive)).toEqual([
      ['/en/tags/river/archive/2026-03/', 'March'],
      ['/en/tags/river/archive/2026-02/', 'February'],
      // Already January in Kyiv.
      ['/en/tags/river/archive/2026-01/', 'January'],
    ])
  })

  test('folds the years of its archive except the newest, if there are many', async () => {
    const storiesOf = (years: readonly number[]) =>
      Object.fromEntries(years.map((year) => [`articles/${year}.json`, story(`${year}-02-01T10:00:00Z`, { en: 'A' })]))
    const yearsOf = async (years: readonly number[]) => {
      const { ask } = await serveNewsroom({ files: storiesOf(years) })
      return yearsIn(sectionOf((await ask('/en/')).text, 'Archive by month'))
    }
    const open = (year: number) => `<details open><summary>${year}`
    expect(await yearsOf([2022, 2024, 2025])).toEqual([2025, 2024, 2022].map(open))
    const folded = [2025, 2024, 2022].map((year) => `<details><summary>${year}`)
    expect(await yearsOf([2022, 2024, 2025, 2026])).toEqual([open(2026), ...folded])
  })

  test('of a month shows its articles and links to adjacent months; headlines have no archive', async () => {
    const { ask } = await open()
    const { text } = await ask('/en/archive/2026-02/')
    expect(text).toContain('<h1>All articles · February 2026</h1>')
    expect(text).toContain('>Second</a>')
    expect(text).not.toMatch(/>First<|<h2>Latest articles/)
    expect(linksIn(text)).toContainEqual(['/en/archive/2026-01/', 'Earlier: January 2026'])
    expect(linksIn(text)).toContainEqual(['/en/archive/2026-03/', 'Later: March 2026'])
    expect(text.match(/<h2 class="day" id="day-03">[^<]*/g)).toEqual([
      '<h2 class="day" id="day-03">Tuesday, February 3',
    ])
    // February 2026 begins on a Sunday, as weeks do.
    expect(text.match(/<td>(?:<a href="#day-03">)?\d+/g)?.slice(0, 3)).toEqual([
      ...['<td>1', '<td>2', '<td><a href="#day-03">3'],
    ])
    expect((await ask('/en/headlines/top/')).text).not.toMatch(/Archive by month|\/archive\//)
  })

  test('links to the same feed in other languages that have entries, and to the pages of other languages', async () => {
    const { ask } = await open()
    const [menu = ''] = /<nav[\s\S]*<\/nav>/.exec((await ask('/en/tags/trams/')).text) ?? []
    expect(menu).toContain('<summary>English</summary>')
    expect(linksIn(menu)).toEqual([
      ['/uk/', 'українська'],
      ['/ru/tags/trams/', 'русский'],
    ])
    expect((await ask('/en/authors/jo-doe/')).text).toContain('href="/uk/authors/jo-doe/" lang="uk" hreflang="uk"')
  })

  test('has the total of articles, and the number in the feed if that is smaller', async () => {
    const { ask } = await open({ feeds: { items: 2 } })
    expect((await ask('/en/')).text).toContain('<p class="soft">4 articles · In the feed: 2 · Last updated')
    expect((await ask('/en/')).text).toContain('>river</a> <span class="soft">3 articles ·')
    expect((await ask('/en/search?q=river')).text).toContain('>river</a> <span class="soft">3 articles ·')
    // The total of a combination is known if all of its articles are in the feed.
    expect((await ask('/en/tags/river+trams/')).text).toContain('<p class="soft">1 article · Last updated')
    expect((await ask('/en/tags/river,trams/')).text).toContain('<p class="soft">In the feed: 2 · Last updated')
  })

  test('of several languages names them, and marks entries and stand-ins with their language', async () => {
    const { ask } = await open({ fallback: { ru: ['en'] } })
    const { text } = await ask('/uk,en/')
    expect(text).toMatch(/<h1>Усі статті \(українська \p{L}+ англійська\)<\/h1>/u)
    expect(text).toContain(' · англійська</p>')
    const standIn = (await ask('/ru/')).text
    expect(standIn).toMatch(/<a href="[^"]+" lang="en" dir="ltr">First<\/a><\/h3>\n<p class="soft">.*<br>[^<]*англий/)
    expect(standIn).toContain('<p><span lang="en" dir="ltr">First.</span></p>')
  })

  test('has a description, a canonical address and what previews of links need', async () => {
    const { ask } = await open({ channel: { logo: '/media/logo.png', cover: '/media/cover.png', accent: '#ffee00' } })
    const { text, headers } = await ask('/en/tags/river/')
    for (const line of [
      '<meta name="description" content="Articles of Herald tagged “river”.">',
      '<link rel="canonical" href="https://feeds.example/en/tags/river/">',
      '<meta property="og:title" content="Herald: river">',
      '<meta property="og:url" content="https://feeds.example/en/tags/river/">',
      '<meta property="og:locale" content="en_US">',
      '<meta property="og:image" content="https://feeds.example/media/cover.png">',
      '<img src="https://feeds.example/media/logo.png" alt="" width="40" height="40">',
    ]) {
      expect(text).toContain(line)
    }
    expect(text).not.toContain('class="cover"')
    expect((await ask('/en/')).text).toContain('<img class="cover" src="https://feeds.example/media/cover.png"')
    const [style = '', accent = ''] = Array.from(text.matchAll(/<style>([\s\S]*?)<\/style>/g), ([, one]) => one ?? '')
    for (const one of [style, accent]) expect(headers['content-security-policy']).toContain(hashSource(one))
    expect(accent).toMatch(/^:root \{ --accent: #[0-9a-f]{6}; \}/)
  })

  test('of no article has at most 15 kB', async () => {
    const { ask } = await serveNewsroom({ files: {} })
    const { text } = await ask('/en/')
    expect(text).toContain('No articles yet.')
    expect(Buffer.byteLength(text.replace(/<script>[\s\S]*<\/script>/, ''))).toBeLessThan(15_000)
  })

  test.each(['/en/', '/en/tags/river/', '/uk,en/', '/en/tags/river+!trams/'])(
    'has a QR code of its own address, black on white: %s',
    async (path) => {
      const { ask } = await open()
      const [, size, drawing = ''] =
        /<svg class="qr"[^>]* viewBox="0 0 (\d+) \1"[^>]*><path fill="#fff" d="M0 0h\1v\1H0z"\/><path stroke="#000" d="([^"]+)"\/>/.exec(
          (await ask(path)).text,
        ) ?? []
      const dark = new Set<string>()
      for (const [, x, y, strokes = ''] of drawing.matchAll(/M(\d+) (\d+)\.5((?:h\d+|m\d+ 0)+)/g)) {
        let end = Number(x)
        for (const [, command, length] of strokes.matchAll(/([hm])(\d+)/g)) {
          const start = end
          end += Number(length)
          for (let at = start; command === 'h' && at < end; at++) dark.add(`${at} ${y}`)
        }
      }
      expect(drawing.replace(/M\d+ \d+\.5(?:h\d+|m\d+ 0)+/g, '')).toBe('')
      const wanted = encode(`https://feeds.example${path}`, { ecc: 'M', border: 4 })
      expect(Number(size)).toBe(wanted.size)
      const modules = wanted.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x} ${y}`] : [])))
      expect([...dark].sort()).toEqual(modules.sort())
    },
  )
})
