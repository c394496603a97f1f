import { describe, expect, test } from 'vitest'
import { entryHash } from '../../../src/feeds/entry.ts'
import { allowsElement, plainRendition } from '../../../src/feeds/format.ts'
import { prefixesOf } from '../../../src/feeds/history.ts'
import { desk, documentOf, entry, item } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk({ languages: ['uk', 'en', 'ar'], fallback: { en: ['uk'] } })
const FACTS = {
  kind: 'opinion',
  access: 'metered',
  series: { name: 'Річка', part: 3, of: 7 },
  place: { name: 'Київ & Ко', latitude: 50.45, longitude: -30.52 },
  comments: { url: '/c?a=1&b=2', count: 12 },
  related: [{ title: 'Далі: "це"', url: '/next' }],
  canonical: 'https://times.example/a',
  contributors: [{ name: 'Ada', role: 'photographer', url: '/ada' }, { name: 'Bo' }],
}
const facts = (format: 'rss' | 'atom' | 'json', over: Record<string, unknown> = FACTS) =>
  item(at, format, entry(at, article({ image: { url: '/i.jpg', credit: 'Cy' }, ...over })))
const jsonOf = (over?: Record<string, unknown>) => JSON.parse(facts('json', over))

describe('an item with facts', () => {
  test('in RSS', () => {
    const rss = facts('rss')
    for (const element of [
      '<dc:contributor>Ada</dc:contributor>',
      '<category domain="tag:herald.example,2020:kinds">Думка</category>',
      '<category domain="tag:herald.example,2020:series">Річка</category>',
      '<comments>https://herald.example/c?a=1&amp;b=2</comments>',
      '<slash:comments>12</slash:comments>',
      '<atom:link rel="related" href="https://herald.example/next" type="text/html" title="Далі: &quot;це&quot;"/>',
      '<atom:link rel="via" href="https://times.example/a" type="text/html"/>',
      '<dcterms:accessRights>metered</dcterms:accessRights>',
      '<georss:point>50.45 -30.52</georss:point>',
      '<georss:featureName>Київ &amp; Ко</georss:featureName>',
      '<media:credit role="photographer" scheme="urn:ebu">Cy</media:credit>',
      '<media:credit role="photographer" scheme="urn:ebu">Ada</media:credit>',
    ]) {
      expect(rss).toContain(element)
    }
    expect(rss).toContain('<p><em>Річка: частина 3 з 7</em></p>')
  })

  test('in Atom', () => {
    const atom = facts('atom')
    for (const element of [
      '<contributor><name>Ada</name><uri>https://herald.example/ada</uri></contributor>',
      '<contributor><name>Bo</name></contributor>',
      '<category term="opinion" scheme="tag:herald.example,2020:kinds" label="Думка"/>',
      '<category term="Річка" scheme="tag:herald.example,2020:series" label="Річка"/>',
      '<link rel="replies" href="https://herald.example/c?a=1&amp;b=2" type="text/html" thr:count="12"/>',
      '<link rel="via" href="https://times.example/a" type="text/html"/>',
      '<dcterms:accessRights>metered</dcterms:accessRights>',
      '<georss:point>50.45 -30.52</georss:point>',
    ]) {
      expect(atom).toContain(element)
    }
  })

  test('in JSON Feed', () => {
    expect(jsonOf()).toMatchObject({
      _kind: { kind: 'opinion', label: 'Думка', paid: false },
      _access: { access: 'metered' },
      _series: { name: 'Річка', part: 3, of: 7 },
      _geo: { name: 'Київ & Ко', latitude: 50.45, longitude: -30.52 },
      _comments: { url: 'https://herald.example/c?a=1&b=2', count: 12 },
      _related: { items: [{ title: 'Далі: "це"', url: 'https://herald.example/next' }] },
      _canonical: { url: 'https://times.example/a' },
      _contributors: { items: [{ name: 'Ada', role: 'photographer' }, { name: 'Bo' }] },
    })
  })

  test('declares the namespaces of its elements and attributes, and no other', () => {
    const namesIn = (format: 'rss' | 'atom', over: Record<string, unknown>) =>
      [...documentOf(at, format, 'uk', [entry(at, article(over))]).matchAll(/ xmlns:(\w+)=/g)].map(([, name]) => name)
    expect(namesIn('rss', FACTS)).toEqual(expect.arrayContaining(['dcterms', 'georss', 'slash']))
    expect(namesIn('atom', FACTS)).toEqual(['dcterms', 'georss', 'thr'])
    expect(namesIn('atom', { comments: { url: '/c' } })).toEqual([])
  })

  test('related pages come after translations, and have no language', () => {
    const variants = { uk: variant('Міст', 'uk'), ar: variant('Bridge', 'ar') }
    for (const format of ['rss', 'atom'] as const) {
      const links = [...facts(format, { ...FACTS, variants }).matchAll(/<(?:atom:)?link rel="related"[^>]*>/g)]
      expect(links.map(([link]) => link.includes('hreflang'))).toEqual([true, false])
    }
  })

  test('the translator is named once', () => {
    const variants = { uk: variant('Міст', 'uk', { translator: 'Ada' }) }
    for (const format of ['rss', 'atom'] as const) {
      expect(facts(format, { ...FACTS, variants }).match(/contributor>[^/]*Ada/g)).toHaveLength(1)
    }
  })
})

describe('an article that is paid for', () => {
  const PAID = { kind: 'advertisement', variants: { uk: variant('Міст', 'uk', { summary: 'Ціни.' }) } }

  test.each(['rss', 'atom'] as const)('has a label before its text and in its summary: %s', (format) => {
    const text = facts(format, PAID)
    expect(text).toContain('<![CDATA[<p><strong>Реклама</strong></p>\n')
    expect(text).toContain('<![CDATA[Реклама · Ціни.]]>')
    const short = item(at, format, entry(at, article(PAID)), 'summary')
    expect(short).toContain('<![CDATA[<p><strong>Реклама</strong></p>\n<p>Ціни.</p>]]>')
    expect(short.match(/<p><strong>Реклама/g)).toHaveLength(1)
  })

  test('in JSON Feed', () => {
    const { content_html, summary, _kind } = jsonOf(PAID)
    expect(content_html).toMatch(/^<p><strong>Реклама<\/strong><\/p>\n/)
    expect([summary, _kind.paid]).toEqual(['Реклама · Ціни.', true])
  })

  test('has the label in its own language in a feed of another', () => {
    expect(item(at, 'rss', entry(at, article(PAID), 'en', 'uk'))).toContain(
      '<div dir="ltr" lang="uk"><p><strong>Реклама</strong></p>\n<p lang="en"',
    )
  })
})

describe('the hash', () => {
  const hashOf = (over: Record<string, unknown>) => entryHash(entry(at, article(over)), 'full')

  test('covers each fact', () => {
    const hashes = Object.entries(FACTS).map(([key, value]) => hashOf({ [key]: value }))
    expect(new Set([...hashes, hashOf({})]).size).toBe(hashes.length + 1)
  })
})

describe('alternatives of a recording', () => {
  const media = {
    ...{ url: '/a.mp3', title: 'Bells', thumbnail: '/a.jpg', license: 'https://c.example/by' },
    alternatives: [{ url: '/a.opus', type: 'audio/ogg' }],
  }

  test('are a group in Media RSS, and one enclosure in RSS', () => {
    const rss = facts('rss', { attachments: [media], image: null })
    expect(rss.replaceAll(/\n\s*/g, '')).toContain(
      '<media:group>' +
        '<media:content url="https://herald.example/a.mp3" type="audio/mpeg" medium="audio" isDefault="true"/>' +
        '<media:content url="https://herald.example/a.opus" type="audio/ogg" medium="audio"/>' +
        '<media:title type="plain">Bells</media:title>' +
        '<media:thumbnail url="https://herald.example/a.jpg"/>' +
        '<media:copyright url="https://c.example/by">https://c.example/by</media:copyright>' +
        '</media:group>',
    )
    expect(rss.match(/<enclosure /g)).toHaveLength(1)
  })

  test('share a title in JSON Feed', () => {
    const [first, second] = jsonOf({ attachments: [{ ...media, title: undefined }] }).attachments
    expect([first.title, second.title]).toEqual(['Міст', 'Міст'])
    expect(first).toMatchObject({
      _license: { license: 'https://c.example/by' },
      _thumbnail: { url: expect.any(String) },
    })
  })
})

test('an attribute has a namespace, too, and a title with a colon has none', () => {
  const rendition = { ...plainRendition('full'), namespaces: ['dc'] as const }
  expect(allowsElement(rendition, '<link href="/" thr:count="1"/>')).toBe(false)
  expect(allowsElement(rendition, '<link title="Next: more thr:count"/>')).toBe(true)
  expect(
    prefixesOf(['<link title="a dc:b" thr:count="1"/>', '<media:group>\n<dc:x/>'], ['dc', 'media', 'thr', 'sy']),
  ).toEqual(['dc', 'media', 'thr'])
})
