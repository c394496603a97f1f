import { describe, expect, test } from 'vitest'
import { siteJsonSchema } from '../../../src/config/json-schema.ts'
import { readSite } from '../../../src/config/site-file.ts'
import type { MarkdownSource } from '../../../src/domain/sources.ts'
import { termId } from '../../../src/domain/term.ts'
import { folderWith, siteOf } from '../../support/desk.ts'

const SHORTEST = [
  'title: Herald',
  'baseUrl: https://herald.example',
  'authority: herald.example,2020',
  'languages: [uk]',
].join('\n')

test('four keys are enough: all others have a default', () => {
  const full = { items: 50, content: 'full' }
  expect(readSite(folderWith({ 'site.yaml': SHORTEST }), { origin: 'http://127.0.0.1:3000' }).site).toEqual({
    title: 'Herald',
    description: null,
    home: null,
    channel: {
      ...{ logo: null, icon: null, cover: null, accent: null, rights: null, license: null },
      ...{ editor: null, webmaster: null, categories: [], support: null, me: [] },
    },
    baseUrl: 'https://herald.example/',
    ...{ feedUrl: 'http://127.0.0.1:3000', hasPublicAddress: false },
    authority: 'herald.example,2020',
    timeZone: 'UTC',
    languages: ['uk'],
    fallback: new Map([['uk', []]]),
    schedule: '*/5 * * * *',
    scheduleTimeZone: 'UTC',
    interval: 300,
    jitter: 30,
    watch: null,
    feeds: {
      ...{ all: full, headlines: { items: 1000, content: 'full' }, tag: full, section: full, author: full },
      corrections: { ...full, content: 'summary' },
    },
    embeds: 'card',
    sizes: { maxItemBytes: 512_000, maxDocumentBytes: 8_000_000 },
    sources: [
      { type: 'json', path: 'articles' },
      { type: 'api', name: 'api' },
    ],
    authors: new Map(),
    partners: new Map(),
    withdrawals: { keep: 30 * 24 * 60 * 60 * 1000, vanished: 'withdraw' },
    backfill: 'auto',
    redirects: { isServed: false, rules: [] },
    aliases: { tag: new Set(), section: new Set(), author: new Set() },
    retired: { tag: new Set(), section: new Set(), author: new Set() },
    moved: { tag: new Map(), section: new Map(), author: new Map() },
    cdn: null,
    hub: { own: true, external: [], allowCallbacks: [] },
    tokens: [],
    alerts: [],
    proxies: [],
    outbound: { allow: [] },
    deltas: 'direct',
    operators: ['loopback'],
    readers: { trusted: [] },
    limits: { downloads: 600, visits: 6000, seconds: 600, exempt: ['loopback', 'linklocal', 'uniquelocal'] },
  })
})

test.each([
  ['a byte order mark', `\uFEFF${SHORTEST}`],
  ['Windows line ends', SHORTEST.replaceAll('\n', '\r\n')],
  ['a comment', `# ours\n${SHORTEST}`],
  ['a $schema', `$schema: ./site.schema.json\n${SHORTEST}`],
])('a file with %s is read like any other', (_, text) => {
  const plain = readSite(folderWith({ 'site.yaml': SHORTEST }), { origin: 'http://127.0.0.1:3000' }).site
  expect(readSite(folderWith({ 'site.yaml': text }), { origin: 'http://127.0.0.1:3000' }).site).toEqual(plain)
})

describe('languages', () => {
  test('are canonical, each once, in the order given', () => {
    expect(siteOf({ languages: ['zh_tw', 'UK', 'iw', 'uk'], fallback: {} }).languages).toEqual(['zh-TW', 'uk', 'he'])
  })

  test.each([
    ['title', { UK: 'Вісник', pt_br: 'Arauto' }, { uk: 'Вісник', 'pt-BR': 'Arauto' }],
    ['description', { iw: 'חדשות' }, { he: 'חדשות' }],
    ['home', { zh_tw: '/tw/' }, { 'zh-TW': 'https://herald.example/tw/' }],
  ] as const)('are canonical as keys of %s', (key, texts, expected) => {
    expect(siteOf({ [key]: texts })[key]).toEqual(expected)
  })
})

describe('fallback', () => {
  test.each([
    ['omits by default', {}, { uk: [], ru: [], en: [] }],
    ['omits if that is set', { default: 'omit' }, { uk: [], ru: [], en: [] }],
    ['can be a chain per language', { ru: ['uk', 'en'] }, { uk: [], ru: ['uk', 'en'], en: [] }],
    [
      'uses the default chain without the language itself',
      { default: ['en', 'uk'] },
      { uk: ['en'], ru: ['en', 'uk'], en: ['uk'] },
    ],
    ['of a language overrides the default', { default: ['en'], ru: 'omit' }, { uk: ['en'], ru: [], en: [] }],
    ['accepts languages in any spelling', { RU: ['UK'] }, { uk: [], ru: ['uk'], en: [] }],
  ])('%s', (_, fallback, expected) => {
    expect(Object.fromEntries(siteOf({ fallback }).fallback)).toEqual(expected)
  })
})

describe('feeds', () => {
  test('of every kind use the general settings', () => {
    const general = { items: 20, content: 'summary' }
    const headlines = { items: 1000, content: 'summary' }
    expect(siteOf({ feeds: general }).feeds).toEqual({
      ...{ all: general, headlines, tag: general, section: general, author: general, corrections: general },
    })
  })

  test('of one kind use the settings of that kind', () => {
    const headlines = { content: 'summary' }
    const feeds = { items: 20, headlines, tags: { items: 5 }, sections: { content: 'summary' }, authors: { items: 1 } }
    expect(siteOf({ feeds }).feeds).toEqual({
      all: { items: 20, content: 'full' },
      // `items` does not apply to headlines: a block has all articles of its list.
      headlines: { items: 1000, content: 'summary' },
      tag: { items: 5, content: 'full' },
      section: { items: 20, content: 'summary' },
      author: { items: 1, content: 'full' },
      // Summaries begin with the note.
      corrections: { items: 20, content: 'summary' },
    })
  })
})

describe('addresses', () => {
  test.each([
    [undefined, 'http://127.0.0.1:3000'],
    ['https://feeds.example', 'https://feeds.example'],
    ['https://feeds.example///', 'https://feeds.example'],
    ['https://example.com/feeds/', 'https://example.com/feeds'],
  ])('feedUrl %s becomes %s', (feedUrl, expected) => {
    expect(siteOf({ feedUrl }).feedUrl).toBe(expected)
  })

  test('of this server: the environment overrides site.yaml', () => {
    const folder = folderWith({ 'site.yaml': `${SHORTEST}\nfeedUrl: https://feeds.example` })
    expect(readSite(folder, { baseUrl: 'http://127.0.0.1:3000/', origin: '' }).site.feedUrl).toBe(
      'http://127.0.0.1:3000',
    )
  })

  test('of the home page keep their {lang}', () => {
    expect(siteOf({ home: '/{lang}/' }).home).toBe('https://herald.example/{lang}/')
  })

  test('of authors are absolute', () => {
    const { authors } = siteOf({ authors: { iryna: { name: 'Iryna', url: '/authors/iryna' }, oleh: { name: 'Oleh' } } })
    expect(authors.get('iryna')).toEqual({ id: 'iryna', name: 'Iryna', url: 'https://herald.example/authors/iryna' })
    expect(authors.get('oleh')?.url).toBeNull()
  })
})

describe('a Markdown source', () => {
  const sourceOf = (over: Record<string, unknown>) =>
    siteOf({ sources: [{ type: 'markdown', path: 'blog', ...over }] }).sources[0] as MarkdownSource

  test('has its language as a suffix by default', () => {
    expect(sourceOf({})).toMatchObject({
      type: 'markdown',
      path: 'blog',
      layout: 'suffix',
      pattern: '{id}.{lang}.md',
      languages: {},
      url: '/{lang}/{id}/',
    })
  })

  test('with folders uses its pattern and its map of languages', () => {
    const pattern = '{lang}/news/_posts/{date}-{slug}.md'
    expect(sourceOf({ layout: 'directory', pattern, languages: { zh_cn: 'zh_hans' } })).toMatchObject({
      pattern,
      languages: { zh_cn: 'zh-Hans' },
    })
  })
})

test('retired and moved terms are normalized to ids', () => {
  const { retired, moved } = siteOf({
    retired: { tags: ['USA'], sections: ['Новини дня'] },
    moved: { tags: { 'C++': 'Programming' }, authors: { 'I. Koval': 'iryna' } },
  })
  expect(retired).toEqual({ tag: new Set(['usa']), section: new Set(['новини-дня']), author: new Set() })
  expect(moved).toEqual({
    tag: new Map([['c-plus-plus', 'programming']]),
    section: new Map(),
    author: new Map([['i-koval', 'iryna']]),
  })
})

test.each([
  ['herald.example,2020'],
  ['herald.example,2020-01'],
  ['herald.example,2020-01-31'],
  ['xn--80ak6aa92e.example,1999'],
])('%s is a tag authority', (authority) => {
  expect(siteOf({ authority }).authority).toBe(authority)
})

test('the interval follows from the schedule', () => {
  expect(siteOf({ schedule: '*/10 * * * * *', scheduleTimeZone: 'Europe/Kyiv' })).toMatchObject({
    interval: 10,
    scheduleTimeZone: 'Europe/Kyiv',
  })
})

test('the site is frozen', () => {
  expect(Object.isFrozen(siteOf())).toBe(true)
})

test('the JSON Schema has every key and requires the four without a default', () => {
  const schema = siteJsonSchema() as { required: string[]; properties: Record<string, unknown> }
  expect(schema.required).toEqual(['title', 'baseUrl', 'authority', 'languages'])
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['fallback', 'sources', 'moved', 'retired']))
})

test('texts without quotes are the texts that were written', () => {
  const text = `title: 1.10
baseUrl: https://herald.example
authority: herald.example,2020
languages: [no]
description: {no: 007}
authors: {007: {name: 2.10}}
moved: {tags: {2.10: 3.10}}
retired: {sections: [True]}
partners: {wire: {items: 20, utm: {id: 1.0}}}
`
  const read = readSite(folderWith({ 'site.yaml': text }), { origin: 'http://127.0.0.1:3000' }).site
  expect(read.title).toBe('1.10')
  expect(read.description).toEqual({ no: '007' })
  expect(read.authors.get('007')?.name).toBe('2.10')
  expect([...read.moved.tag]).toEqual([[termId('2.10'), termId('3.10')]])
  expect([...read.retired.section]).toEqual(['true'])
  expect(read.partners.get('wire')).toMatchObject({ items: 20, parameters: { utm_id: '1.0' } })
})
