import { describe, expect, test } from 'vitest'
import { ingestVariant, takeIn } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = (text: string): number => Date.parse(text)

test('an article is complete after intake', async () => {
  expect(await ingestVariant({})).toEqual({
    article: 'bridge',
    language: 'en',
    status: 'published',
    published: at('2026-03-01T07:00:00Z'),
    updated: at('2026-03-01T07:00:00Z'),
    expires: null,
    title: 'Bridge',
    summary: 'Bridge.',
    content: '<p>Bridge</p>',
    url: 'https://herald.example/en/news/Bridge/',
    terms: [
      { kind: 'section', id: 'city', label: 'city' },
      { kind: 'tag', id: 'river', label: 'river' },
    ],
    authors: [],
    translator: null,
    image: null,
    attachments: [],
    source: null,
    correction: null,
    returned: null,
  })
})

describe('dates', () => {
  const MARCH = '2026-03-01T09:00:00+02:00'
  test.each([
    ['updated of the article', {}, { updated: '2026-03-02T00:00Z' }, { updated: at('2026-03-02T00:00Z') }],
    [
      'updated of the variant overrides that of the article',
      { updated: '2026-03-03T00:00Z' },
      { updated: '2026-03-02T00:00Z' },
      { updated: at('2026-03-03T00:00Z') },
    ],
    ['updated is never before published', {}, { updated: '2026-02-01T00:00Z' }, { updated: at(MARCH) }],
    [
      'published of the variant is the earliest updated',
      { published: '2026-03-05T00:00Z' },
      {},
      { published: at('2026-03-05T00:00Z'), updated: at('2026-03-05T00:00Z') },
    ],
    [
      'a correction changes updated (RFC 4287 §4.2.15)',
      {},
      { correction: { note: 'Wrong name', at: '2026-03-09T00:00Z' } },
      { updated: at('2026-03-09T00:00Z'), correction: { note: 'Wrong name', at: at('2026-03-09T00:00Z') } },
    ],
    ['expires', {}, { expires: '2026-04-01T00:00Z' }, { expires: at('2026-04-01T00:00Z') }],
    ['null counts as missing', { updated: null }, { updated: null, expires: null }, { updated: at(MARCH) }],
  ])('%s', async (_, written, over, expected) => {
    expect(await ingestVariant(written, over)).toMatchObject(expected)
  })
})

describe('texts', () => {
  test.each([
    ['a title is one line of plain text', { title: ' A\n<b>b</b> &amp; c\u0000' }, { title: 'A b & c' }],
    ['a summary is plain text', { summary: '<p>A &lt; B</p>' }, { summary: 'A < B' }],
    ['a missing summary is made from the text', { summary: undefined, content: '<p>Text.</p>' }, { summary: 'Text.' }],
    ['a blank summary is made from the text', { summary: ' &nbsp; ', content: '<p>Text.</p>' }, { summary: 'Text.' }],
    ['a translator is plain text', { translator: ' <i>Ada</i> ' }, { translator: 'Ada' }],
    ['a blank translator becomes null', { translator: '  ' }, { translator: null }],
    ['content can be Markdown', { content: undefined, markdown: '*a*' }, { content: '<p><em>a</em></p>' }],
    ['content can be missing', { content: undefined }, { content: '' }],
    ['`]]>` is ordinary text', { title: ']]>', content: '<p>]]></p>' }, { title: ']]>', content: '<p>]]&gt;</p>' }],
  ])('%s', async (_, written, expected) => {
    expect(await ingestVariant(written)).toMatchObject(expected)
  })

  test('an article’s correction is in the language of the variant', async () => {
    const correction = { note: { uk: 'Помилка', en: 'Error' }, at: '2026-03-02' }
    const { variants } = await takeIn({ 'articles/a.json': article({ correction }) })
    expect(variants.map((variant) => variant.correction?.note)).toEqual(['Помилка', 'Error'])
  })
})

describe('a correction of one variant', () => {
  const MARCH = at('2026-03-01T07:00:00Z')
  const own = { note: 'Was 30 metres', at: '2026-03-05T00:00Z' }
  const all = { note: { uk: 'Помилка', en: 'Error' }, at: '2026-03-02T00:00Z' }
  const takeBoth = async (correction: unknown, over: Record<string, unknown> = {}) => {
    const variants = { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en', { correction }) }
    return (await takeIn({ 'articles/a.json': article({ variants, ...over }) })).variants
  }

  test('applies to that variant only', async () => {
    expect(await takeBoth(own)).toMatchObject([
      { language: 'uk', correction: null, updated: MARCH },
      { language: 'en', correction: { note: 'Was 30 metres', language: 'en', at: at(own.at) }, updated: at(own.at) },
    ])
  })

  test('overrides that of the article', async () => {
    expect(await takeBoth(own, { correction: all })).toMatchObject([
      { correction: { note: 'Помилка', language: 'uk' }, updated: at(all.at) },
      { correction: { note: 'Was 30 metres', language: 'en' }, updated: at(own.at) },
    ])
  })

  test('falls back to that of the article if missing, but not if null', async () => {
    const uk = { correction: { note: 'Помилка' } }
    const corrected = { correction: { note: 'Error', at: at(all.at) }, updated: at(all.at) }
    expect(await takeBoth(undefined, { correction: all })).toMatchObject([uk, corrected])
    expect(await takeBoth(null, { correction: all })).toMatchObject([uk, { correction: null, updated: MARCH }])
  })

  test('can have its note in several languages and uses its own, or else the first of the site', async () => {
    const [, en] = await takeBoth({ ...own, note: { uk: 'Хиба', en: 'Wrong' } })
    expect(en?.correction).toEqual({ note: 'Wrong', language: 'en', at: at(own.at) })
    const [, foreign] = await takeBoth({ ...own, note: { ru: 'Ошибка', uk: 'Хиба' } })
    expect(foreign?.correction).toEqual({ note: 'Хиба', language: 'uk', at: at(own.at) })
  })
})

describe('terms', () => {
  test.each([
    ['with the same id are merged under the first label', ['USA', 'usa', 'U.S.A'], ['usa USA', 'u-s-a U.S.A']],
    ['are labelled in plain text', ['<b>R&amp;D</b>'], ['r-d R&D']],
    ['have normalized ids', ['Новини дня', 'C++'], ['новини-дня Новини дня', 'c-plus-plus C++']],
    ['cannot leave their folder', ['../../etc'], ['etc ../../etc']],
  ])('%s', async (_, tags, expected) => {
    const { terms } = await ingestVariant({}, { tags, section: null })
    expect(terms.map(({ id, label }) => `${id} ${label}`)).toEqual(expected)
  })
})

test.each([
  ['/en/news/', 'https://herald.example/en/news/'],
  ['en/news/', 'https://herald.example/en/news/'],
  ['https://other.example/x', 'https://other.example/x'],
  ['//other.example/x', 'https://other.example/x'],
  ['/en/news/../../../x', 'https://herald.example/x'],
  ['/en/міст', 'https://herald.example/en/%D0%BC%D1%96%D1%81%D1%82'],
])('the address %s is %s', async (url, expected) => {
  expect((await ingestVariant({ url })).url).toBe(expected)
})

test.each(['../../etc/passwd', '..', 'a/../b', 'C:\\x', '%2e%2e/x', '<b>', 'a b', 'міст'])(
  'the id %j is not interpreted as a path',
  async (id) => {
    const { article, url } = await ingestVariant({}, { id })
    expect(article).toBe(id)
    expect(url).toBe('https://herald.example/en/news/Bridge/')
  },
)

test('removes control characters and lone surrogates from an id', async () => {
  expect((await ingestVariant({}, { id: 'a\u0000b\uD800' })).article).toBe('ab\uFFFD')
})

test('a source has an absolute address and a plain-text title', async () => {
  expect((await ingestVariant({}, { source: { title: '<b>Wire</b>', url: '/w' } })).source).toEqual({
    title: 'Wire',
    url: 'https://herald.example/w',
  })
})

test.each(['draft', 'published', 'withdrawn'])('an article can have the status %s', async (status) => {
  expect((await ingestVariant({}, { status })).status).toBe(status)
})

test('languages become canonical', async () => {
  const variants = { UK: variant('Міст', 'uk'), zh_tw: variant('橋', 'zh') }
  const { variants: read } = await takeIn({ 'articles/a.json': article({ variants }) }, { languages: ['uk', 'zh-TW'] })
  expect(read.map(({ language }) => language)).toEqual(['uk', 'zh-TW'])
})

test('ignores $schema', async () => {
  expect((await ingestVariant({}, { $schema: '../article.schema.json' })).title).toBe('Bridge')
})
