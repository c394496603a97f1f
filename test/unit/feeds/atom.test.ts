import { expect, test } from 'vitest'
import { desk, documentOf, entry, item } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk(
  { fallback: { ru: ['en', 'ar'] }, languages: ['uk', 'ru', 'en', 'ar'] },
  { uk: { tags: { river: 'Річка' } } },
)
const written = (over: Record<string, unknown> = {}): string => item(at, 'atom', entry(at, article(over)))
const inUk = (over: Record<string, unknown>) => ({ variants: { uk: variant('Міст', 'uk', over) } })

/** The links of an entry or feed as `rel hreflang href`. */
function links(text: string): string[] {
  return [...text.matchAll(/<link ([^>]*)\/>/g)].map(([, attributes = '']) => {
    const value = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '-'
    return [value('rel'), value('hreflang'), value('href')].join(' ')
  })
}

test('an entry links to itself first, then to translations, source and enclosures', () => {
  const media = { image: { url: '/i.jpg' }, attachments: [{ url: '/talk.mp3' }] }
  const text = written({ ...media, source: { title: 'Wire', url: 'https://wire.example/1' } })
  expect(links(text)).toEqual([
    '- - https://herald.example/uk/news/%D0%9C%D1%96%D1%81%D1%82/',
    'related en https://herald.example/en/news/Bridge/',
    'via - https://wire.example/1',
    'enclosure - https://herald.example/talk.mp3',
    'enclosure - https://herald.example/i.jpg',
  ])
})

test('links to translations are in the order of the site’s languages, with type and title', () => {
  const variants = { en: variant('Bridge & "co"', 'en'), ar: variant('جسر', 'ar'), uk: variant('Міст', 'uk') }
  const text = written({ variants })
  expect(
    links(text)
      .slice(1)
      .map((link) => link.split(' ').slice(0, 2).join(' ')),
  ).toEqual(['related en', 'related ar'])
  expect(text).toContain('type="text/html" hreflang="en" title="Bridge &amp; &quot;co&quot;"')
})

test('enclosures have their real types and sizes', () => {
  const text = written({ image: { url: '/i.jpg', type: 'image/jpg', length: 12 } })
  expect(text).toContain('<link rel="enclosure" href="https://herald.example/i.jpg" type="image/jpeg" length="12"/>')
})

test('an update changes updated but not published', () => {
  const text = written({ updated: '2026-03-02T10:00:00+02:00' })
  expect(text).toContain('<published>2026-03-01T07:00:00.000Z</published>')
  expect(text).toContain('<updated>2026-03-02T08:00:00.000Z</updated>')
})

test('a title that looks like HTML is escaped as HTML', () => {
  const text = written(inUk({ title: 'a < b &amp;amp; ]]> c' }))
  expect(text).toContain('<title type="html"><![CDATA[a &lt; b &amp;amp; ]]&gt; c]]></title>')
})

test('authors have names and addresses, and the translator is a contributor', () => {
  const authors = [{ name: 'Ірина &amp;amp; Ко', url: '/iryna?a=1&b=2' }, { name: 'Taras' }]
  const text = written({ authors, ...inUk({ translator: 'Марія' }) })
  expect(text).toMatch(
    /<author>\s*<name>Ірина &amp;amp; Ко<\/name>\s*<uri>https:\/\/herald\.example\/iryna\?a=1&amp;b=2<\/uri>\s*<\/author>/,
  )
  expect(text).toMatch(/<author>\s*<name>Taras<\/name>\s*<\/author>/)
  expect(text).toMatch(/<contributor>\s*<name>Марія<\/name>\s*<\/contributor>/)
})

test('a fallback entry states its language', () => {
  expect(item(at, 'atom', entry(at, article(), 'ru', 'en'))).toMatch(/^\s*<entry xml:lang="en">/)
  expect(written()).toMatch(/^\s*<entry>/)
})

test('a fallback begins with a notice in the language of the feed', () => {
  expect(item(at, 'atom', entry(at, article(), 'ru', 'en'))).toMatch(
    /<content type="html"><!\[CDATA\[<div dir="ltr" lang="en"><p lang="ru"[^>]*><em>.*английский.*<\/em><\/p>\n<p>Bridge<\/p>/,
  )
})

test('categories have term, scheme and label, and exclude authors', () => {
  const text = written({ authors: [{ name: 'Iryna' }], section: 'R&D', tags: ['river', 'a < "b"'] })
  expect([...text.matchAll(/<category .*\/>/g)].map(([element]) => element)).toEqual([
    '<category term="r-d" scheme="tag:herald.example,2020:sections" label="R&amp;D"/>',
    '<category term="river" scheme="tag:herald.example,2020:tags" label="Річка"/>',
    '<category term="a-b" scheme="tag:herald.example,2020:tags" label="a &lt; &quot;b&quot;"/>',
  ])
})

test('a moved tag has its new name', () => {
  const moving = desk({ moved: { tags: { river: 'dnipro' } } }, { uk: { tags: { dnipro: 'Дніпро' } } })
  const text = item(moving, 'atom', entry(moving, article()))
  expect(text).toContain('<category term="dnipro" scheme="tag:herald.example,2020:tags" label="Дніпро"/>')
})

test('a summary feed has no content', () => {
  const text = item(at, 'atom', entry(at, article()), 'summary')
  expect(text).not.toContain('<content')
  expect(text).toContain('<summary type="html"><![CDATA[Міст.]]></summary>')
})

test('right-to-left content has its direction in the HTML', () => {
  const text = item(at, 'atom', entry(at, article({ variants: { ar: variant('جسر', 'ar') } }), 'ar'))
  expect(text).toContain('<content type="html"><![CDATA[<div dir="rtl" lang="ar"><p>جسر</p></div>]]></content>')
})

test('a feed has its language, author and self link once; hub and sibling links follow', () => {
  const text = documentOf(at, 'atom', 'uk', [])
  expect(text).toContain('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk">')
  expect(text).toMatch(/<author>\s*<name>Вісник<\/name>/)
  expect(links(text)).toEqual([
    'alternate - https://feeds.example/uk/',
    'self - https://feeds.example/uk/atom.xml',
    'hub - https://feeds.example/hub',
    'related ru https://feeds.example/ru/atom.xml',
    'related en https://feeds.example/en/atom.xml',
    'related ar https://feeds.example/ar/atom.xml',
  ])
})
