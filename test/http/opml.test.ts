import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { everyKind } from '../support/wire.ts'

type Outline = { readonly [attribute: string]: unknown; readonly outline?: Outline[] }

function parseOpml(text: string): { head: Record<string, unknown>; body: { outline: Outline[] } } {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'outline',
  })
  return parser.parse(text).opml
}

describe('/{lang}/feeds.opml', () => {
  test('lists the feeds of its language, all articles first, each with its addresses', async () => {
    const { body } = parseOpml((await (await everyKind()).ask('/uk/feeds.opml')).text)
    const addresses = body.outline.map(({ xmlUrl }) => xmlUrl)
    expect(addresses[0]).toBe('https://feeds.example/uk/rss.xml')
    expect([...addresses].sort()).toEqual(
      [
        'https://feeds.example/uk/rss.xml',
        'https://feeds.example/uk/sections/city/rss.xml',
        'https://feeds.example/uk/tags/river/rss.xml',
        'https://feeds.example/uk/tags/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8-%D0%B4%D0%BD%D1%8F/rss.xml',
        'https://feeds.example/uk/authors/jo-doe/rss.xml',
      ].sort(),
    )
    for (const outline of body.outline) {
      expect(outline).toMatchObject({ type: 'rss', language: 'uk' })
      expect(outline.text).toMatch(/\S/)
      expect(outline.title).toBe(outline.text)
    }
  })

  test('lists the feed of all articles for a language without articles', async () => {
    const { body } = parseOpml((await (await everyKind()).ask('/ru/feeds.opml')).text)
    expect(body.outline.map(({ xmlUrl }) => xmlUrl)).toEqual(['https://feeds.example/ru/rss.xml'])
  })

  test('lists only addresses that exist', async () => {
    const { ask } = await everyKind()
    const { body } = parseOpml((await ask('/uk/feeds.opml')).text)
    for (const { xmlUrl, htmlUrl } of body.outline) {
      expect((await ask(String(xmlUrl).replace('https://feeds.example', ''))).status).toBe(200)
      expect((await ask(String(htmlUrl).replace('https://feeds.example', ''))).status).toBe(200)
    }
  })

  test.each(['/xx/feeds.opml', '/uk/tags/river/feeds.opml', '/uk/feeds.opml/'])('%s answers 404', async (path) => {
    expect((await (await everyKind()).ask(path)).status).toBe(404)
  })
})

test('/feeds.opml lists all feeds, grouped by language in the order of the settings', async () => {
  const { ask } = await everyKind()
  const { body } = parseOpml((await ask('/feeds.opml')).text)
  expect(body.outline.map(({ text }) => text)).toEqual([
    'українська',
    'русский',
    'English',
    '繁體中文',
    'português (Brasil)',
  ])
  const own = parseOpml((await ask('/en/feeds.opml')).text).body.outline
  expect(body.outline[2]?.outline).toEqual(own)
})

test('names are escaped and decode to the original', async () => {
  const name = 'Jo "J" & <Co>'
  const files = {
    'articles/c.json': article({
      authors: [{ name: 'Jo "J" &amp; &lt;Co&gt;' }],
      variants: { uk: variant('В', 'uk') },
    }),
  }
  const { body } = parseOpml((await (await everyKind({ files })).ask('/uk/feeds.opml')).text)
  const titles = body.outline.map(({ text }) => String(text).replaceAll('&quot;', '"'))
  expect(
    titles.some((title) => title.includes(name)),
    titles.join('\n'),
  ).toBe(true)
})

test('/.well-known/feeds leads to the list of all feeds', async () => {
  const { ask } = await everyKind()
  const answer = await ask('/.well-known/feeds')
  expect([answer.status, answer.headers.location]).toEqual([301, '/feeds.opml'])
  expect((await ask('/.well-known/feeds/')).status).toBe(404)
})
