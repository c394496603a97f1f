import { expect, test } from 'vitest'
import type { Entry } from '../../../src/domain/article.ts'
import { desk, documentOf, entry } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk(
  { fallback: { ru: ['en', 'ar'] }, languages: ['uk', 'ru', 'en', 'ar'] },
  { uk: { tags: { river: 'Річка' } } },
)
const feedOf = (shown: Entry, language = 'uk', content: 'full' | 'summary' = 'full') =>
  JSON.parse(documentOf(at, 'json', language, [shown], content))
const written = (over: Record<string, unknown> = {}) => feedOf(entry(at, article(over))).items[0]
const inUk = (over: Record<string, unknown>) => ({ variants: { uk: variant('Міст', 'uk', over) } })

test('a feed has version 1.1, language, author, home page and its own address', () => {
  expect(feedOf(entry(at, article()))).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Вісник',
    language: 'uk',
    authors: [{ name: 'Вісник', url: 'https://herald.example/' }],
    home_page_url: 'https://feeds.example/uk/',
    feed_url: 'https://feeds.example/uk/feed.json',
  })
})

test('a feed has no keys of version 1', () => {
  const feed = feedOf(entry(at, article({ authors: [{ name: 'Iryna' }] })))
  expect(feed).not.toHaveProperty('author')
  expect(feed.items[0]).not.toHaveProperty('author')
})

test('extensions are objects whose names begin with an underscore', () => {
  const source = { title: 'Wire', url: 'https://wire.example/1' }
  const image = { url: '/i.jpg', credit: 'Photo', alt: 'Bridge' }
  const variants = { uk: variant('Міст', 'uk', { translator: 'Марія' }), en: variant('Bridge', 'en') }
  expect(written({ source, image, variants })).toMatchObject({
    _source: source,
    _translator: { name: 'Марія' },
    _image: { credit: 'Photo', alt: 'Bridge' },
    _translations: { en: { title: 'Bridge', url: 'https://herald.example/en/news/Bridge/' } },
  })
})

test('an item has no keys for missing values', () => {
  const keys = Object.keys(written(inUk({})))
  expect(keys.sort()).toEqual(
    ['content_html', 'date_modified', 'date_published', 'id', 'summary', 'tags', 'title', 'url'].sort(),
  )
})

test('an item has all authors with their addresses', () => {
  const { authors } = written({ authors: [{ name: 'Ірина & <Ко>', url: '/iryna' }, { name: 'Taras' }] })
  expect(authors).toEqual([{ name: 'Ірина & <Ко>', url: 'https://herald.example/iryna' }, { name: 'Taras' }])
})

test('tags are the labels of sections and tags, without authors', () => {
  expect(written({ authors: [{ name: 'Iryna' }], section: 'R&D', tags: ['river'] }).tags).toEqual(['R&D', 'Річка'])
})

test('the picture is the image; other media are attachments', () => {
  const attachments = [{ url: '/talk.mp3', title: 'Talk', duration: 95, length: 7 }, { url: '/plan.pdf' }]
  const item = written({ image: { url: '/i.jpg' }, attachments })
  expect(item.image).toBe('https://herald.example/i.jpg')
  expect(item.attachments).toEqual([
    {
      url: 'https://herald.example/talk.mp3',
      mime_type: 'audio/mpeg',
      title: 'Talk',
      size_in_bytes: 7,
      duration_in_seconds: 95,
    },
    { url: 'https://herald.example/plan.pdf', mime_type: 'application/pdf' },
  ])
})

test('a fallback item states its language', () => {
  expect(feedOf(entry(at, article(), 'ru', 'en'), 'ru').items[0].language).toBe('en')
  expect(written()).not.toHaveProperty('language')
})

test('titles and summaries are plain text, content is HTML', () => {
  const item = written(inUk({ title: 'a &lt; b', summary: 'c &lt; d', content: '<p>e &lt; f</p>' }))
  expect(item).toMatchObject({ title: 'a < b', summary: 'c < d', content_html: '<p>e &lt; f</p>' })
})

test('a summary feed has the summary as content, in HTML', () => {
  const shown = entry(at, article(inUk({ summary: 'c &lt; d' })))
  expect(feedOf(shown, 'uk', 'summary').items[0]).toMatchObject({ summary: 'c < d', content_html: 'c &lt; d' })
})

test('right-to-left content has its direction in the HTML', () => {
  const shown = entry(at, article({ variants: { ar: variant('جسر', 'ar') } }), 'ar')
  expect(feedOf(shown, 'ar').items[0].content_html).toBe('<div dir="rtl" lang="ar"><p>جسر</p></div>')
})

test('links to the same feed in other languages', () => {
  expect(feedOf(entry(at, article()))._translations).toMatchObject({
    en: { title: 'English', url: 'https://feeds.example/en/feed.json' },
  })
})
