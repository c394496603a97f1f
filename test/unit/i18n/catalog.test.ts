import { utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Catalog, loadCatalog } from '../../../src/i18n/catalog.ts'
import { dateIn, languageName } from '../../../src/i18n/formats.ts'
import { textsStamp } from '../../../src/i18n/texts.ts'
import { folderWith, lang } from '../../support/desk.ts'

const BUILT_IN = path.resolve(import.meta.dirname, '../../../locales')
const builtIn = loadCatalog([BUILT_IN])
const skip = (catalog: Catalog, tag: string): string => catalog.t(lang(tag), 'pages:skip')

describe('a text that a language does not have', () => {
  test.each([
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['de-AT', 'de'],
    ['zh', 'zh-Hans'],
    ['zh-CN', 'zh-Hans'],
    ['ar-EG', 'ar'],
    ['zh-Hant-TW', 'zh-Hant'],
    ['zh-TW', 'zh-Hant'],
    ['es-419', 'es'],
    ['en-GB', 'en'],
    ['fr-CA', 'fr'],
    ['uk-Latn', 'en'],
    ['fi', 'en'],
    ['be', 'en'],
  ])('comes, for %s, from %s', (language, source) => {
    expect(skip(builtIn, language)).toBe(skip(builtIn, source))
  })

  test('comes from English if only a part is translated', () => {
    const catalog = loadCatalog([BUILT_IN, folderWith({ 'fi/pages.json': { skip: 'Siirry sisältöön' } })])
    expect(skip(catalog, 'fi')).toBe('Siirry sisältöön')
    expect(catalog.t(lang('fi'), 'pages:home.tags')).toBe('Tags')
  })
})

describe('values', () => {
  const title = (values: Record<string, string>) => builtIn.t(lang('en'), 'feeds:title.tag', values)

  test.each([
    ['A & B', '<b>', 'A & B: <b>'],
    ['$t(pages:skip)', '{{site}}', '$t(pages:skip): {{site}}'],
    ["$& $1 $$ $'", 'x', "$& $1 $$ $': x"],
  ])('are not escaped or interpolated: %j and %j', (site, label, expected) => {
    expect(title({ site, label })).toBe(expected)
  })

  test.each([
    ['uk', 1, '1 стаття'],
    ['uk', 2, '2 статті'],
    ['uk', 5, '5 статей'],
    ['uk', 21, '21 стаття'],
    ['pl', 22, '22 artykuły'],
    ['en', 1, '1 article'],
    ['en', 1234, '1,234 articles'],
    ['de', 1234, '1.234 Artikel'],
    ['ja', 3, '記事3件'],
    ['fr', 0, '0 article'],
    ['fr', 1_000_000, '1 000 000 d’articles'],
    ['es', 12_345, '12.345 artículos'],
    ['es-MX', 12_345, '12,345 artículos'],
    ['it', 1, '1 articolo'],
    ['ko', 3, '기사 3건'],
    ['tr', 3, '3 haber'],
    ['zh-TW', 3, '3 篇文章'],
  ])('have the plural forms of %s: %i', (tag, count, expected) => {
    expect(builtIn.t(lang(tag), 'pages:feed.items', { count }).replaceAll(/[\u00a0\u202f]/g, ' ')).toBe(expected)
  })
})

test('a key that is missing in English does not compile', () => {
  // @ts-expect-error: a misspelt key
  expect(builtIn.t(lang('en'), 'pages:home.tag')).toBe('home.tag')
  // @ts-expect-error: a plural category is not a key
  expect(builtIn.t(lang('en'), 'pages:feed.items_one', { count: 1 })).toBe('1 article')
})

describe('labels of terms', () => {
  const newsroom = () =>
    folderWith({
      'uk/tags.json': { usa: 'США', empty: '' },
      'uk/sections.json': { city: 'Місто' },
      'zh_hans/tags.json': { usa: '美国' },
    })
  const usa = { kind: 'tag', id: 'usa', label: 'USA' } as const

  test.each([
    ['uk', usa, 'США'],
    ['uk', { kind: 'section', id: 'city', label: 'City' }, 'Місто'],
    ['zh-Hans', usa, '美国'],
    ['ru', usa, 'USA'],
    ['uk-Latn', usa, 'USA'],
    ['uk', { kind: 'tag', id: 'empty', label: 'Empty' }, 'Empty'],
    ['uk', { kind: 'tag', id: 'city', label: 'City' }, 'City'],
    ['uk', { kind: 'author', id: 'usa', label: 'U. S. A.' }, 'U. S. A.'],
    ['uk', { kind: 'tag', id: 'constructor', label: 'Constructor' }, 'Constructor'],
  ] as const)('in %s, %o is called %s', (tag, term, label) => {
    expect(loadCatalog([BUILT_IN, newsroom()]).label(lang(tag), term)).toBe(label)
  })

  test('a later folder overrides single texts of an earlier one', () => {
    const over = folderWith({ 'uk/tags.json': { usa: 'Штати' }, 'en/pages.json': { home: { tags: 'Topics' } } })
    const catalog = loadCatalog([BUILT_IN, newsroom(), over])
    expect(catalog.label(lang('uk'), usa)).toBe('Штати')
    expect(catalog.label(lang('uk'), { kind: 'tag', id: 'river', label: 'River' })).toBe('River')
    expect(catalog.t(lang('en'), 'pages:home.tags')).toBe('Topics')
    expect(catalog.t(lang('en'), 'pages:home.sections')).toBe('Sections')
  })

  test('ignores missing folders and folders that are not a language', () => {
    const odd = folderWith({ 'junk/tags.json': 'broken', 'README.md': 'x', 'uk/other.json': 'broken' })
    expect(loadCatalog([BUILT_IN, '/nowhere', odd]).texts.version).toBe(builtIn.texts.version)
  })
})

describe('a change', () => {
  const localeFolder = () => folderWith({ 'uk/tags.json': { usa: 'США' } })

  test('of a text changes the version and the stamp', () => {
    const folder = localeFolder()
    const before = [textsStamp([folder]), loadCatalog([folder]).texts.version]
    writeFileSync(path.join(folder, 'uk/tags.json'), '{"usa": "Штати"}')
    expect(textsStamp([folder])).not.toBe(before[0])
    expect(loadCatalog([folder]).texts.version).not.toBe(before[1])
  })

  test('of the time only changes the stamp', () => {
    const folder = localeFolder()
    const before = [textsStamp([folder]), loadCatalog([folder]).texts.version]
    utimesSync(path.join(folder, 'uk/tags.json'), 1, 1)
    expect(textsStamp([folder])).not.toBe(before[0])
    expect(loadCatalog([folder]).texts.version).toBe(before[1])
  })

  test('of the list of files changes the stamp', () => {
    const folder = localeFolder()
    const before = textsStamp([folder])
    writeFileSync(path.join(folder, 'uk/sections.json'), '{}')
    expect(textsStamp([folder])).not.toBe(before)
  })

  test('of the location does not change the version', () => {
    const folder = localeFolder()
    expect(textsStamp([folder])).toBe(textsStamp([folder]))
    expect(loadCatalog([localeFolder()]).texts.version).toBe(loadCatalog([folder]).texts.version)
  })
})

describe('broken texts', () => {
  test.each([
    ['{"usa": ', 'JSON'],
    ['["usa"]', 'is not a mapping of texts'],
    ['{"usa": 7}', '"usa" is not a text'],
    ['{"usa": {"deep": null}}', '"deep" is not a text'],
  ])('such as %j are reported with their file, and all others are read', (content, why) => {
    const catalog = loadCatalog([folderWith({ 'uk/tags.json': content, 'ru/tags.json': { usa: 'США' } })])
    expect(catalog.texts.problems).toMatchObject([
      { file: expect.stringMatching(/uk\/tags\.json$/), reason: 'locale_invalid' },
    ])
    expect(catalog.texts.problems[0]?.message).toContain(why)
    expect(catalog.label(lang('ru'), { kind: 'tag', id: 'usa', label: 'USA' })).toBe('США')
  })

  test('keep their last good version', () => {
    const folder = folderWith({ 'uk/tags.json': { usa: 'США' } })
    const before = loadCatalog([folder])
    writeFileSync(path.join(folder, 'uk/tags.json'), '{"usa": ')
    const after = loadCatalog([folder], before)
    expect(after.label(lang('uk'), { kind: 'tag', id: 'usa', label: 'USA' })).toBe('США')
    expect(after.texts.version).toBe(before.texts.version)
  })
})

test('reads texts with a byte order mark', () => {
  const catalog = loadCatalog([folderWith({ 'uk/tags.json': '\uFEFF{"usa": "США"}' })])
  expect(catalog.label(lang('uk'), { kind: 'tag', id: 'usa', label: 'USA' })).toBe('США')
})

test('dates are in the language and the time zone of the site', () => {
  const instant = Date.UTC(2026, 1, 21, 22, 35)
  expect(dateIn(lang('uk'), 'Europe/Kyiv', instant)).toMatch(/^22 лютого 2026.* 00:35$/)
  expect(dateIn(lang('en'), 'UTC', instant)).toMatch(/^February 21, 2026.* 10:35\sPM$/)
})

test.each([
  ['uk', 'uk', 'українська'],
  ['en', 'uk', 'Ukrainian'],
  ['en', 'zh-Hant', 'Traditional Chinese'],
  ['en', 'xx', 'xx'],
])('in %s, %s is called %s', (language, named, name) => {
  expect(languageName(lang(language), lang(named))).toBe(name)
})
