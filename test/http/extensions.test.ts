import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { JSON_FIELDS } from '../../src/feeds/extensions.ts'
import { article, NOW, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const ODD = `"<b>" & ']]>' \u0001 край`
const EXTRA = {
  nbId: 4711,
  paid: true,
  topics: ['river', 'a & b'],
  stocks: [{ symbol: 'ABC', price: 1.5 }, { symbol: 'X"Y' }, {}],
  odd: ODD,
  nested: { deep: 'down' },
  empty: null,
}
const extensions = {
  namespaces: { nb: 'https://nb.example/ns?a&b' },
  channel: [
    { element: 'nb:publisher', text: '47 & 11' },
    { element: 'nb:feed', attributes: { home: 'url', updated: 'updated', kind: { text: 'news' } } },
    { element: 'nb:logo', children: [{ element: 'url', value: 'logo' }] },
  ],
  items: [
    { element: 'nb:id', value: 'extra.nbId', attributes: { url: 'url', 'nb:paid': 'extra.paid' } },
    { element: 'nb:topic', value: 'extra.topics' },
    { element: 'nb:stock', each: 'extra.stocks', attributes: { symbol: 'each.symbol', price: 'each.price' } },
    { element: 'nb:odd', value: 'extra.odd', attributes: { same: 'extra.odd' } },
    { element: 'nb:deep', value: 'extra.nested.deep' },
    { element: 'nb:absent', value: 'extra.absent' },
    { element: 'nb:none', value: 'extra.empty', attributes: { a: { text: 'constant' } } },
    { element: 'nb:since', value: 'published' },
    { element: 'nb:fallback', value: 'extra.own' },
    { element: 'dc:rights', text: 'free' },
  ],
}
const FILES = {
  'articles/a.json': article({
    extra: EXTRA,
    variants: { en: variant('Bridge', 'en', { extra: { own: 'en' } }), uk: variant('Міст', 'uk') },
  }),
  'articles/b.json': article({ variants: { en: variant('Plain', 'en') } }),
}
const open = (site: object, files: Record<string, unknown> = FILES) =>
  serveNewsroom({ site: { languages: ['en', 'uk'], ...site }, files })
const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  processEntities: true,
})

describe('extensions', () => {
  test.each(['rss', 'atom'] as const)('add elements to channel and items of %s', async (format) => {
    const { ask } = await open({ extensions })
    const { text } = await ask(`/en/${format}.xml`)
    expect(XMLValidator.validate(text)).toBe(true)
    expect(text.match(/xmlns:nb="https:\/\/nb\.example\/ns\?a&amp;b"/g)).toHaveLength(1)
    expect(text.match(/xmlns:dc=/g)).toHaveLength(1)
    const parsed = xml.parse(text)
    const channel = format === 'rss' ? parsed.rss.channel : parsed.feed
    expect(channel['nb:publisher']).toBe('47 & 11')
    expect(channel['nb:feed']).toMatchObject({ '@kind': 'news', '@updated': expect.stringMatching(/^\d{4}-.*Z$/) })
    expect(channel).not.toHaveProperty('nb:logo')
    const items: Record<string, unknown>[] = channel[format === 'rss' ? 'item' : 'entry']
    const titleOf = ({ title }: Record<string, unknown>) => JSON.stringify(title)
    const bridge = items.find((item) => titleOf(item).includes('Bridge'))
    expect(bridge).toMatchObject({
      'nb:id': { '#text': '4711', '@url': 'https://herald.example/en/news/Bridge/', '@nb:paid': 'true' },
      'nb:topic': ['river', 'a & b'],
      'nb:stock': [{ '@symbol': 'ABC', '@price': '1.5' }, { '@symbol': 'X"Y' }],
      'nb:odd': { '#text': ODD.replace('\u0001', ''), '@same': ODD.replace('\u0001', '') },
      'nb:deep': 'down',
      'nb:since': '2026-03-01T07:00:00.000Z',
      'nb:fallback': 'en',
      'dc:rights': 'free',
    })
    expect(text).not.toMatch(/nb:absent|nb:none/)
    const plain = items.find((item) => titleOf(item).includes('Plain')) ?? {}
    expect(Object.keys(plain).filter((key) => key.startsWith('nb:'))).toEqual(['nb:since'])
  })

  test('add objects to JSON Feed', async () => {
    const { ask } = await open({ extensions })
    const feed = JSON.parse((await ask('/en/feed.json')).text)
    expect(feed._nb).toMatchObject({ publisher: '47 & 11', feed: { kind: 'news' } })
    const { _nb, _dc } = feed.items.find(({ title }: { title: string }) => title === 'Bridge')
    expect(_nb).toEqual({
      id: { text: '4711', url: 'https://herald.example/en/news/Bridge/', 'nb:paid': 'true' },
      topic: ['river', 'a & b'],
      stock: [{ symbol: 'ABC', price: '1.5' }, { symbol: 'X"Y' }],
      odd: { text: ODD.replace('\u0001', ''), same: ODD.replace('\u0001', '') },
      ...{ deep: 'down', since: '2026-03-01T07:00:00.000Z', fallback: 'en' },
    })
    expect(_dc).toEqual({ rights: 'free' })
  })

  test('are in front matter, too', async () => {
    const story = '---\ntitle: Story\ndate: 2026-03-01\nextra:\n  nbId: 12\n  topics: [a, b]\n---\nText.\n'
    const { ask } = await open({ extensions }, { 'stories/s.en.md': story })
    const { text } = await ask('/en/rss.xml')
    expect(text).toMatch(/<nb:id url="[^"]+">12<\/nb:id>\s+<nb:topic>a<\/nb:topic>\s+<nb:topic>b<\/nb:topic>/)
  })

  test('change nothing in feeds without them, whatever articles have in extra', async () => {
    const [bare, extra] = [
      await open({}, { 'articles/a.json': article() }),
      await open({}, { 'articles/a.json': article({ extra: EXTRA }) }),
    ]
    for (const path of ['/en/rss.xml', '/en/atom.xml', '/en/feed.json']) {
      const [before, after] = [await bare.ask(path), await extra.ask(path)]
      expect(after.text).toBe(before.text)
      expect(after.headers.etag).toBe(before.headers.etag)
    }
  })

  test('change a feed exactly if a shown value changes', async () => {
    const newsroom = await open({ extensions })
    const before = await newsroom.ask('/en/rss.xml')
    const rewritten = (extra: object) => article({ ...FILES['articles/a.json'], extra })
    newsroom.write('articles/a.json', rewritten({ ...EXTRA, unshown: 'x' }))
    await newsroom.refresh()
    expect((await newsroom.ask('/en/rss.xml')).headers.etag).toBe(before.headers.etag)
    newsroom.clock.now = NOW + 60_000
    newsroom.write('articles/a.json', rewritten({ ...EXTRA, nbId: 4712 }))
    await newsroom.refresh()
    const after = await newsroom.ask('/en/rss.xml')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(after.text).toContain('>4712</nb:id>')
  })
})

describe("a partner's extensions", () => {
  const nb = { namespaces: extensions.namespaces }
  const wire = {
    extensions: { ...nb, channel: extensions.channel.slice(0, 1), items: [{ element: 'nb:id', value: 'extra.nbId' }] },
  }

  test('are in its feeds only', async () => {
    const { ask } = await open({ partners: { wire } })
    expect((await ask('/partners/wire/en/rss.xml')).text).toContain('<nb:id>4711</nb:id>')
    expect((await ask('/partners/wire/en/rss.xml')).text).toContain('<nb:publisher>')
    expect((await ask('/en/rss.xml')).text).not.toContain('nb:')
  })

  test("leave out the site's in namespaces that it does not read", async () => {
    const site = {
      ...nb,
      channel: [{ element: 'nb:a', text: 'a' }],
      items: [
        { element: 'nb:b', text: 'b' },
        { element: 'dc:rights', text: 'c' },
      ],
    }
    const { ask } = await open({ extensions: site, partners: { wire: { ...wire, namespaces: ['dc'] }, all: null } })
    const { text } = await ask('/partners/wire/en/rss.xml')
    expect(text).not.toMatch(/<nb:[ab]>/)
    expect(text).toMatch(/<dc:rights>c<\/dc:rights>\s+<nb:id>4711/)
    expect((await ask('/partners/all/en/rss.xml')).text).toMatch(/<nb:a>a<\/nb:a>.*<nb:b>b<\/nb:b>/s)
  })

  test('move Last-Modified with a value that only the partner shows', async () => {
    const newsroom = await open({ partners: { wire } })
    const path = '/partners/wire/en/atom.xml'
    const before = await newsroom.ask(path)
    newsroom.clock.now = NOW + 60_000
    newsroom.write('articles/a.json', article({ ...FILES['articles/a.json'], extra: { ...EXTRA, nbId: 1 } }))
    await newsroom.refresh()
    const after = await newsroom.ask(path)
    expect(after.text).toContain('<nb:id>1</nb:id>')
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + 60_000)
    expect(after.headers.etag).not.toBe(before.headers.etag)
  })
})

test('every field of JSON Feed that begins with _ is one that extensions cannot take', async () => {
  const source = { title: 'Agency', url: 'https://agency.example/' }
  const full = article({
    source,
    image: { url: '/i.jpg', credit: 'Jo' },
    variants: { en: variant('A', 'en', { translator: 'Jo' }), uk: variant('Б', 'uk') },
  })
  const { ask } = await open({ headlines: { top: ['a'] } }, { 'articles/a.json': full })
  const fields = ['/en/feed.json', '/en/headlines/top/feed.json'].map(async (path) => {
    const { items, ...feed } = JSON.parse((await ask(path)).text)
    return [...Object.keys(feed), ...items.flatMap(Object.keys)].filter((key) => key.startsWith('_'))
  })
  for (const field of new Set((await Promise.all(fields)).flat())) expect([...JSON_FIELDS]).toContain(field)
})
