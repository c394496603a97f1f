import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { readSite } from '../../../src/config/site-file.ts'
import type { FeedSource } from '../../../src/domain/sources.ts'
import { folderWith } from '../../support/desk.ts'
import { SITE } from '../../support/newsroom.ts'

function sourceOf(settings: object, files: Readonly<Record<string, string>> = {}): FeedSource {
  const sources = [{ type: 'feed', name: 'old', ...settings }]
  const folder = folderWith({ 'site.yaml': stringify({ ...SITE, sources }), ...files })
  return readSite(folder, { origin: 'http://127.0.0.1:3000' }).site.sources[0] as FeedSource
}

const URL_OF_FEED = 'https://old.example/feed/'

test('one address, or one per language', () => {
  expect(sourceOf({ url: URL_OF_FEED }).fetch).toMatchObject({
    ...{ feeds: [{ url: URL_OF_FEED }], history: false, match: { by: 'hreflang' }, languages: ['uk', 'ru', 'en'] },
  })
  expect(sourceOf({ url: URL_OF_FEED, language: 'EN' }).fetch.feeds).toEqual([{ url: URL_OF_FEED, language: 'en' }])
  expect(sourceOf({ url: { uk: 'https://old.example/uk/', en: URL_OF_FEED } }).fetch.feeds).toEqual([
    { url: 'https://old.example/uk/', language: 'uk' },
    { url: URL_OF_FEED, language: 'en' },
  ])
})

test('translations by a guid or a category', () => {
  const guid = { by: 'guid', pattern: '[?&]p=(\\d+)' }
  expect(sourceOf({ url: URL_OF_FEED, match: guid }).fetch.match).toEqual(guid)
  const category = { by: 'category', prefix: 'id:' }
  expect(sourceOf({ url: URL_OF_FEED, match: category }).fetch.match).toEqual(category)
})

const LISTS = [
  ['https://old.example/a,b', 'https://old.example/uk/a'],
  ['id "2"', 'id-3'],
]

test.each([
  ['CSV', 't.csv', '"https://old.example/a,b", https://old.example/uk/a\r\n"id ""2""",id-3,\n'],
  ['lists in JSON', 't.json', JSON.stringify(LISTS)],
  [
    'objects in JSON',
    't.json',
    JSON.stringify({
      bridge: { en: LISTS[0]?.[0], uk: LISTS[0]?.[1] },
      boat: { en: LISTS[1]?.[0], uk: LISTS[1]?.[1] },
    }),
  ],
])('translations by a list: %s', (_name, file, content) => {
  const { match } = sourceOf({ url: URL_OF_FEED, match: { by: 'file', file } }, { [file]: content }).fetch
  expect(match).toEqual({ by: 'file', groups: LISTS })
})

test('a list of another shape is refused', () => {
  const read = (content: string) => () =>
    sourceOf({ url: URL_OF_FEED, match: { by: 'file', file: 't.json' } }, { 't.json': content })
  for (const content of [
    '{"not closed": ["aaaaaaaaaaa"',
    '[["aaaaaaaaaaaaaaaaa", 5]]',
    '["aaaaaaaaaa", null ]',
    '["aaaaaaaaaa", "bbbbb"]',
  ]) {
    expect(read(content)).toThrow('sources[0].match.file names t.json, which is neither CSV nor a JSON list of lists')
  }
})
