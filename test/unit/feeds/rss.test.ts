import { expect, test } from 'vitest'
import { desk, documentOf, entry, item } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk(
  { fallback: { ru: ['en', 'ar'] }, languages: ['uk', 'ru', 'en', 'ar'] },
  { uk: { tags: { river: 'Річка' } } },
)
const written = (over: Record<string, unknown> = {}): string => item(at, 'rss', entry(at, article(over)))
const inUk = (over: Record<string, unknown>) => ({ variants: { uk: variant('Міст', 'uk', over) } })

test('the guid is the id and not a permalink', () => {
  expect(written()).toContain('<guid isPermaLink="false">tag:herald.example,2020:bridge/uk</guid>')
})

test('pubDate is the date of publication in UTC, also after an update', () => {
  const changed = written({ updated: '2026-03-02T10:00:00+02:00' })
  expect(changed).toContain('<pubDate>Sun, 01 Mar 2026 07:00:00 GMT</pubDate>')
  expect(changed).toContain('<atom:updated>2026-03-02T08:00:00.000Z</atom:updated>')
})

test('an article without updates has no atom:updated', () => {
  expect(written()).not.toContain('atom:updated')
})

test('a title is plain text even if it looks like HTML', () => {
  expect(written(inUk({ title: 'a < b &amp;amp; ]]> c' }))).toContain(
    '<title><![CDATA[a < b &amp; ]]]]><![CDATA[> c]]></title>',
  )
})

test('the summary precedes the content and is escaped as HTML', () => {
  const text = written(inUk({ summary: 'a < b & c' }))
  expect(text).toContain('<description><![CDATA[a &lt; b &amp; c]]></description>')
  expect(text.indexOf('<description>')).toBeLessThan(text.indexOf('<content:encoded>'))
})

test('every author is a dc:creator, and there is no author element', () => {
  const text = written({ authors: [{ name: 'Ірина & Ко' }, { name: 'Taras' }] })
  expect([...text.matchAll(/<dc:creator>(.*)<\/dc:creator>/g)].map(([, name]) => name)).toEqual([
    'Ірина &amp; Ко',
    'Taras',
  ])
  expect(text).not.toContain('<author>')
})

test('the translator is a dc:contributor', () => {
  expect(written(inUk({ translator: 'Марія' }))).toContain('<dc:contributor>Марія</dc:contributor>')
})

test('a fallback item states its language and keeps its id', () => {
  const text = item(at, 'rss', entry(at, article(), 'ru', 'en'))
  expect(text).toContain('<dc:language>en</dc:language>')
  expect(text).toContain('bridge/en</guid>')
})

test("an item in the feed's language does not repeat the language", () => {
  expect(written()).not.toContain('dc:language')
})

test('categories have a label in the language and the scheme of their kind, and exclude authors', () => {
  const text = written({ authors: [{ name: 'Iryna' }], section: 'R&amp;amp;D', tags: ['river', 'a < b'] })
  expect([...text.matchAll(/<category domain="(.*)">(.*)<\/category>/g)].map(([, ...both]) => both)).toEqual([
    ['tag:herald.example,2020:sections', 'R&amp;amp;D'],
    ['tag:herald.example,2020:tags', 'Річка'],
    ['tag:herald.example,2020:tags', 'a &lt; b'],
  ])
})

test('one of several media is the enclosure, and all are media:content', () => {
  const text = written({
    image: { url: '/i.jpg' },
    attachments: [{ url: '/talk.mp3?a=1&b=2', length: 7 }, { url: '/plan.pdf' }],
  })
  expect(text.match(/<enclosure /g)).toHaveLength(1)
  const [enclosure] = /<enclosure [^>]*>/.exec(text) ?? []
  expect(enclosure).toContain(' url="https://herald.example/talk.mp3?a=1&amp;b=2"')
  expect(enclosure).toContain(' length="7"')
  expect(enclosure).toContain(' type="audio/mpeg"')
  expect(text.match(/<media:content /g)).toHaveLength(3)
})

test('an enclosure of unknown size has length 0', () => {
  expect(written({ image: { url: '/i.jpg' } })).toMatch(/<enclosure [^>]*length="0"/)
})

test('an ampersand in a media type is escaped', () => {
  expect(written({ image: { url: '/i', type: 'image/a&b' } })).not.toMatch(/type="image\/a&b"/)
})

test('links to translations follow the link of the item', () => {
  const text = written({
    variants: { uk: variant('Міст', 'uk'), en: variant('Bridge & "co"', 'en', { url: '/en/1' }) },
  })
  expect(text.match(/<link>/g)).toHaveLength(1)
  expect(text).toMatch(/<atom:link rel="related" href="https:\/\/herald\.example\/en\/1" [^>]*hreflang="en"/)
  expect(text.indexOf('<link>')).toBeLessThan(text.indexOf('<atom:link'))
})

test('the source has its title and address', () => {
  const source = { title: 'Wire & Co', url: 'https://wire.example/?a=1&b=2' }
  expect(written({ source })).toContain('<source url="https://wire.example/?a=1&amp;b=2">Wire &amp; Co</source>')
})

test('a correction is at the top of the content', () => {
  const text = written({ correction: { note: 'Was <wrong>', at: '2026-03-03T09:00:00Z' } })
  expect(text).toContain(
    '<content:encoded><![CDATA[<p><strong>Виправлення:</strong> Was &lt;wrong&gt;</p>\n<p>Міст</p>',
  )
  expect(text).toContain('<atom:updated>2026-03-03T09:00:00.000Z</atom:updated>')
})

test('a summary feed has no content and shows notices in the description', () => {
  const shown = entry(at, article({ correction: { note: 'Wrong', at: '2026-03-03T09:00:00Z' } }))
  const text = item(at, 'rss', shown, 'summary')
  expect(text).not.toContain('content:encoded')
  expect(text).toContain(
    '<description><![CDATA[<p><strong>Виправлення:</strong> Wrong</p>\n<p>Міст.</p>]]></description>',
  )
})

test('right-to-left text has its direction in the HTML', () => {
  const text = item(at, 'rss', entry(at, article({ variants: { ar: variant('جسر', 'ar') } }), 'ar'))
  expect(text).toContain('<content:encoded><![CDATA[<div dir="rtl" lang="ar"><p>جسر</p></div>]]>')
  expect(text).toContain('<description><![CDATA[<div dir="rtl" lang="ar">جسر.</div>]]>')
})

test('a channel has its language, ttl, update period and sibling links before the items', () => {
  const text = documentOf(at, 'rss', 'uk', [entry(at, article())])
  const [head = ''] = text.split('<item>')
  expect(head).toContain('<language>uk</language>')
  expect(head).toContain('<ttl>5</ttl>')
  expect(head).toContain('<sy:updatePeriod>hourly</sy:updatePeriod>')
  expect(head).toContain('<sy:updateFrequency>12</sy:updateFrequency>')
  expect(head).toContain(
    'rel="related" type="application/rss+xml" hreflang="en" href="https://feeds.example/en/rss.xml"',
  )
  expect(text).toMatch(/<\/item>\s*<\/channel>\s*<\/rss>$/)
})

test('a feed updated less than once an hour has a daily update period', () => {
  const daily = desk({ schedule: '0 */6 * * *' })
  const text = documentOf(daily, 'rss', 'uk', [])
  expect(text).toContain('<sy:updatePeriod>daily</sy:updatePeriod>')
  expect(text).toContain('<sy:updateFrequency>4</sy:updateFrequency>')
  expect(text).toContain('<ttl>360</ttl>')
})
