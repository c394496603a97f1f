import { describe, expect, test } from 'vitest'
import { collapsed, type Variant, withSeverity } from '../../../src/domain/article.ts'
import { takeIn } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'

const SITE = { authors: { iryna: { name: 'Iryna Koval' } } }
const BASE = 'https://herald.example'
const LONG = 'x'.repeat(101)
const AT = '2026-03-05T00:00Z'
const image = (url: string, over: object = {}) => ({ image: { url, ...over } })
const tags = (...labels: string[]) => ({ terms: labels.map((label) => ({ kind: 'tag', label })) })
const authors = (...names: string[]) => ({ authors: names.map((name) => ({ name })) })
const en = (over: Record<string, unknown>) => ({ variants: { en: variant('Bridge', 'en', over) } })

type Row = readonly [change: Record<string, unknown>, published: Record<string, unknown>, ...warnings: string[]]

/** Changes to a good article; what is published of them; reasons and keys of the warnings. */
const ROWS: readonly Row[] = [
  // Keys
  [{ tagz: ['river'] }, { title: 'Bridge' }, 'key_unknown tagz'],
  [{ publisher: 'Herald', draft: false }, { status: 'published' }, 'key_unknown publisher', 'key_unknown draft'],
  [{ image: { url: '/a.png', widht: 1 } }, image(`${BASE}/a.png`, { width: null }), 'key_unknown image.widht'],
  [{ status: 'Completed' }, { status: 'published' }, 'value_adapted status'],
  [{ status: ['x'] }, { status: 'published' }, 'value_ignored status'],
  [{ status: 'Private' }, { status: 'draft' }],
  [{ status: 'in review' }, { status: 'draft' }],
  [{ status: false }, { status: 'draft' }],
  [{ status: '' }, { status: 'published' }],
  // Empty values
  [
    { status: null, tags: null, authors: null, attachments: null, section: null, image: null },
    { terms: [], image: null, attachments: [] },
  ],
  [en({ authors: null, summary: null }), { authors: [] }],
  // Pictures
  [{ image: '/a.png' }, image(`${BASE}/a.png`)],
  [{ image: '' }, { image: null }],
  [{ image: ['/a.png', '/b.png'] }, image(`${BASE}/a.png`)],
  [{ image: [{ path: '/a.png', caption: 'A', relative: true }] }, image(`${BASE}/a.png`, { alt: 'A' })],
  [{ image: { src: '/a.png', alt: 'A', caption: 'B' } }, image(`${BASE}/a.png`, { alt: 'A' })],
  [{ image: { image: '/a.png' } }, image(`${BASE}/a.png`)],
  [{ image: { url: '/a.png', alt: null } }, image(`${BASE}/a.png`, { alt: null })],
  [{ image: { src: '', alt: '' } }, { image: null }],
  [{ image: {} }, { image: null }, 'value_ignored image.url'],
  [{ image: 7 }, { image: null }, 'value_ignored image'],
  [{ image: { url: ['/a.png'] } }, { image: null }, 'value_ignored image.url'],
  [{ image: { url: 'ftp://x' } }, { image: null }, 'url_ignored image.url'],
  [en({ image: { url: 'data:x' } }), { image: null }, 'url_ignored variants.en.image.url'],
  [
    { image: 'assets.example.com/a.png' },
    image('https://assets.example.com/a.png', { type: 'image/png' }),
    'value_adapted image.url',
  ],
  [{ image: 'img/a.png' }, image(`${BASE}/img/a.png`)],
  [{ image: 'v1.2/a.png' }, image(`${BASE}/v1.2/a.png`)],
  [{ image: 'a.mov' }, image(`${BASE}/a.mov`)],
  [{ image: { url: '/a.png', width: '1200px' } }, image(`${BASE}/a.png`, { width: 1200 }), 'value_adapted image.width'],
  [{ image: { url: '/a.png', width: '1200' } }, image(`${BASE}/a.png`, { width: 1200 })],
  [{ image: { url: '/a.png', width: 'wide' } }, image(`${BASE}/a.png`, { width: null }), 'value_ignored image.width'],
  [{ image: { url: '/a.png', width: -1 } }, image(`${BASE}/a.png`, { width: null }), 'value_ignored image.width'],
  [{ image: { url: '/a.png', width: 1.5 } }, image(`${BASE}/a.png`, { width: null }), 'value_ignored image.width'],
  [
    { image: { url: '/a.png', type: 'picture' } },
    image(`${BASE}/a.png`, { type: 'image/png' }),
    'value_ignored image.type',
  ],
  // Attachments
  [{ attachments: '/a.mp3' }, { attachments: [{ url: `${BASE}/a.mp3` }] }],
  [
    { attachments: { url: '/a', mime_type: 'audio/mpeg', size_in_bytes: 7, duration_in_seconds: 9 } },
    { attachments: [{ url: `${BASE}/a`, type: 'audio/mpeg', length: 7, duration: 9 }] },
  ],
  [
    { attachments: [{ url: 'x:y' }, 7, { url: '/a' }, null, { titel: 'A', url: '/b.mp3' }] },
    { attachments: [{ url: `${BASE}/b.mp3`, title: null }] },
    'value_ignored attachments[1]',
    'key_unknown attachments[4].titel',
    'url_ignored attachments[0].url',
    'value_ignored attachments[2].type',
  ],
  // Authors
  [{ authors: 'Jo Doe' }, authors('Jo Doe')],
  [{ authors: 'iryna' }, authors('Iryna Koval')],
  [{ authors: ['Iryna Koval'] }, authors('Iryna Koval')],
  [{ authors: ['iryna', 'iryn'] }, authors('Iryna Koval', 'iryn'), 'author_unknown authors[1]'],
  [{ authors: { name: 'Jo', email: 'jo@x.example', uri: '/jo' } }, { authors: [{ name: 'Jo', url: `${BASE}/jo` }] }],
  [
    { authors: [{ name: 'Jo', link: 'https://jo.example/' }] },
    { authors: [{ name: 'Jo', url: 'https://jo.example/' }] },
  ],
  [{ authors: [{ name: 'Jo', ulr: '/jo' }] }, { authors: [{ name: 'Jo', url: null }] }, 'key_unknown authors[0].ulr'],
  [{ authors: [{ name: 'Jo', url: 'x:y' }] }, { authors: [{ name: 'Jo', url: null }] }, 'url_ignored authors[0].url'],
  [{ authors: [{}, { name: 'Jo' }] }, authors('Jo'), 'value_ignored authors[0].name'],
  [{ authors: [{ name: '<b></b>' }] }, { authors: [] }, 'value_ignored authors[0]'],
  [{ authors: [7, 'iryna'] }, authors('Iryna Koval'), 'value_ignored authors[0]'],
  [en({ authors: ['nobody'] }), authors('nobody'), 'author_unknown variants.en.authors[0]'],
  // Terms
  [{ section: null, tags: 'river, bridge' }, tags('river', 'bridge')],
  [{ section: null, tags: [{ name: 'River', slug: 'r' }, { slug: 'bridge' }, 2026] }, tags('River', 'bridge', '2026')],
  [
    { section: null, tags: [{ term: 'Floods', name: 'Inondations' }] },
    { terms: [{ kind: 'tag', id: 'floods', label: 'Inondations' }] },
  ],
  [{ section: null, tags: [{}, 'river'] }, tags('river'), 'value_ignored tags[0].term'],
  [{ section: null, tags: ['!', LONG, 'river'] }, tags('river'), 'term_invalid tags[0]', 'term_invalid tags[1]'],
  [{ section: null, tags: ['🎉'] }, { terms: [{ id: null, label: '🎉' }] }, 'term_without_feed tags[0]'],
  [{ section: '…', tags: [] }, { terms: [] }, 'term_invalid section'],
  [{ section: { name: 'City' }, tags: [] }, { terms: [{ kind: 'section', label: 'City' }] }],
  [{ section: ['City', 'Sport'], tags: [] }, { terms: [{ kind: 'section', label: 'City' }] }],
  // Texts
  [en({ summary: 7, content: '<p>Text.</p>' }), { summary: 'Text.' }, 'value_ignored variants.en.summary'],
  [en({ markdown: 'x' }), { content: '<p>Bridge</p>' }, 'value_ignored variants.en.markdown'],
  [
    en({ title: 'word '.repeat(200) }),
    { title: expect.stringMatching(/^(?:word ){99}word…$/) },
    'value_adapted variants.en.title',
  ],
  [en({ url: 'www.example.com' }), { url: 'https://www.example.com/' }, 'value_adapted variants.en.url'],
  // Dates, corrections, sources
  [{ updated: 'soon' }, { updated: Date.parse('2026-03-01T07:00Z') }, 'date_ignored updated'],
  [en({ updated: '2026-02-30' }), { updated: Date.parse('2026-03-01T07:00Z') }, 'date_ignored variants.en.updated'],
  [{ correction: { note: 'A', at: 'soon' } }, { correction: null }, 'date_ignored correction.at'],
  [{ correction: { note: 'A' } }, { correction: null }, 'value_ignored correction.at'],
  [{ correction: 'A' }, { correction: null }, 'value_ignored correction'],
  [
    { correction: { note: { 'en!': 'A', en: 'B', uk: ' ' }, at: AT } },
    { correction: { note: 'B' } },
    'value_ignored correction.note.uk',
    'value_ignored correction.note.en!',
  ],
  [{ source: { title: 'Wire' } }, { source: null }, 'value_ignored source.url'],
  [{ source: { title: 'Wire', url: 'x:y' } }, { source: null }, 'url_ignored source.url'],
  [{ source: 'Wire' }, { source: null }, 'value_ignored source'],
]

const CASES = ROWS.map(([change, published, ...warnings]) => ({ change, published, warnings }))

test.each(CASES)('$change is published as $published', async ({ change, published, warnings }) => {
  const content = article({ ...en({}), ...change })
  const { variants, quarantined } = await takeIn({ 'articles/a.json': JSON.stringify(content, null, 1) }, SITE)
  expect(variants).toMatchObject([published])
  expect(quarantined.map(({ reason, place }) => `${reason} ${place.replace(/^line \d+, /, '')}`)).toEqual(warnings)
  expect(quarantined.map((problem) => withSeverity(problem).severity)).toEqual(warnings.map(() => 'warning'))
})

describe('front matter', () => {
  test.each<readonly [string, Record<string, unknown>, ...string[]]>([
    ['status: Completed', { status: 'published' }, 'value_adapted line 4, status'],
    ['cover: {image: /a.png, alt: A, relative: false}', image(`${BASE}/a.png`, { alt: 'A' })],
    ['cover: assets.example.com/a.png', image('https://assets.example.com/a.png'), 'value_adapted line 4, cover'],
    ['image: {path: /a.png, width: 1200}', image(`${BASE}/a.png`, { width: 1200 })],
    ['author: {name: Jo, email: jo@x.example, uri: /jo}', { authors: [{ name: 'Jo', url: `${BASE}/jo` }] }],
    ['tags: [{name: River}, {slug: bridge}]', tags('River', 'bridge')],
  ])('%s', async (line, published, ...warnings) => {
    const { variants, quarantined } = await takeIn({
      'stories/a.en.md': `---\ntitle: A\ndate: 2026-03-01\n${line}\n---\n`,
    })
    expect(variants).toMatchObject([published])
    expect(quarantined.map(({ reason, place }) => `${reason} ${place}`)).toEqual(warnings)
  })
})

test('messages name the remedy', async () => {
  const content = article({ tags: [[]], image: { url: '/a.png', width: 'wide' }, tagz: 1, ...en({}) })
  const { quarantined } = await takeIn({ 'articles/a.json': content })
  expect(quarantined.map(({ message }) => message)).toEqual([
    'An entry of "tags" is not a string or a mapping. Write "tags" like ["river","transport"].',
    '"width" is not a number. Write "width" like 1200.',
    '"tagz" is not a known key (did you mean "tags"?).',
  ])
})

test('removed markup is a warning, once a kind and file, with the first example', async () => {
  const variants = Object.fromEntries(
    ['uk', 'en'].map((tag) => [
      tag,
      variant(tag, tag, { content: `<p>A</p><button>Share ${tag}</button><style></style>` }),
    ]),
  )
  const taken = await takeIn({ 'articles/a.json': article({ variants }) })
  expect(taken.variants.map(({ content }: Variant) => content)).toEqual(['<p>A</p>', '<p>A</p>'])
  expect(taken.quarantined).toEqual(
    [
      ['The element "button" was removed.', 'Share uk'],
      ['The element "style" was removed.', 'empty'],
    ].map(([message, example]) => ({
      file: 'articles/a.json',
      place: `line 1, variants.uk.content, "${example}"`,
      reason: 'markup_removed',
      message,
    })),
  )
})

test('warnings of one kind become one, with the number of further files; errors come first, each alone', () => {
  const problem = (file: string, reason: string, message = reason, place = '') =>
    withSeverity({ file, place, reason, message })
  const problems = [
    problem('a', 'markup_removed'),
    problem('b', 'markup_removed'),
    problem('b', 'markup_removed', undefined, 'content'),
    problem('c', 'markup_removed', 'another'),
    problem('d', 'title_missing'),
    problem('e', 'title_missing'),
  ]
  expect(collapsed(problems)).toEqual([
    { file: 'd', place: '', reason: 'title_missing', message: 'title_missing' },
    { file: 'e', place: '', reason: 'title_missing', message: 'title_missing' },
    { file: 'a', place: '', reason: 'markup_removed', message: 'markup_removed', severity: 'warning', moreFiles: 1 },
    { file: 'c', place: '', reason: 'markup_removed', message: 'another', severity: 'warning' },
  ])
})
