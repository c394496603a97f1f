import { describe, expect, test } from 'vitest'
import type { Month } from '../../../src/domain/calendar.ts'
import { type FeedKey, FORMATS, keyOf } from '../../../src/domain/feed-key.ts'
import { folderOf, type ParsedPath, parsePath, pathOf, sitemapPath } from '../../../src/domain/feed-path.ts'
import { lang } from '../../support/desk.ts'

// The paths of scopes are tested in feed-key.test.ts.

function key(over: Partial<FeedKey> = {}): FeedKey {
  return { languages: [lang('uk')], topic: { kind: 'all' }, month: null, partner: null, ...over }
}

const both = { languages: [lang('uk'), lang('en')] } as const
const month = '2026-02' as Month
const river = { kind: 'tag', term: 'річка' } as const
const combined = { kind: 'combination', operator: 'every', tags: ['russia', 'usa'], without: ['sport'] } as const
const either = { kind: 'combination', operator: 'some', tags: ['a', 'річка'], without: [] } as const

const KEYS: readonly (readonly [string, FeedKey, string, Partial<ParsedPath>])[] = [
  ['a feed in several languages', key(both), '/uk,en/', { languages: ['uk', 'en'] }],
  ['an archive', key({ month }), '/uk/archive/2026-02/', { month }],
  [
    'an archive of a tag',
    key({ topic: river, month }),
    '/uk/tags/%D1%80%D1%96%D1%87%D0%BA%D0%B0/archive/2026-02/',
    { kind: 'tag', term: 'річка', month },
  ],
  [
    'a block of headlines',
    key({ topic: { kind: 'headlines', term: 'top' } }),
    '/uk/headlines/top/',
    { kind: 'headlines', term: 'top' },
  ],
  [
    'a combination of tags',
    key({ topic: combined }),
    '/uk/tags/russia+usa+!sport/',
    { kind: 'tag', term: 'russia+usa+!sport' },
  ],
  [
    'a combination with "or", each tag encoded separately',
    key({ topic: either }),
    '/uk/tags/a,%D1%80%D1%96%D1%87%D0%BA%D0%B0/',
    { kind: 'tag', term: 'a,річка' },
  ],
  [
    'all of these together',
    key({ ...both, topic: combined, month }),
    '/uk,en/tags/russia+usa+!sport/archive/2026-02/',
    { languages: ['uk', 'en'], kind: 'tag', term: 'russia+usa+!sport', month },
  ],
  ['a partner feed', key({ partner: 'msn' }), '/partners/msn/uk/', { partner: 'msn' }],
  [
    'a combination that is never offered',
    key({ ...both, topic: combined, month, partner: 'msn' }),
    '/partners/msn/uk,en/tags/russia+usa+!sport/archive/2026-02/',
    { partner: 'msn', languages: ['uk', 'en'], kind: 'tag', term: 'russia+usa+!sport', month },
  ],
]

describe.each(KEYS)('%s', (_name, feedKey, folder, parsed) => {
  const expected = { partner: null, languages: ['uk'], kind: 'all', term: null, month: null, ...parsed }

  test('has a folder, which is its page', () => {
    expect(folderOf(feedKey)).toBe(folder)
    expect(parsePath(folder)).toEqual({ ...expected, format: 'page' })
  })

  test.each(FORMATS)('is parsed back from its %s path', (format) => {
    expect(pathOf(feedKey, format).startsWith(folder)).toBe(true)
    expect(parsePath(pathOf(feedKey, format))).toEqual({ ...expected, format })
  })

  test('is parsed back from its sitemap path', () => {
    expect(sitemapPath(feedKey)).toBe(`${folder}news-sitemap.xml`)
    expect(parsePath(sitemapPath(feedKey))).toEqual({ ...expected, format: 'sitemap' })
    expect(sitemapPath(feedKey, 2)).toBe(`${folder}news-sitemap-2.xml`)
    expect(parsePath(sitemapPath(feedKey, 2))).toEqual({ ...expected, format: 'sitemap', part: 2 })
  })
})

test('a scope and its key have the same paths', () => {
  const scope = { ...river, language: lang('uk') }
  expect(folderOf(scope)).toBe(folderOf(keyOf(scope)))
  expect(sitemapPath({ language: lang('uk'), kind: 'all' })).toBe('/uk/news-sitemap.xml')
})

describe('reserved folder names can be terms', () => {
  test.each([
    ['/uk/tags/archive/rss.xml', { kind: 'tag', term: 'archive', month: null }],
    ['/uk/tags/archive/archive/2026-02/rss.xml', { kind: 'tag', term: 'archive', month: '2026-02' }],
    ['/uk/tags/partners/', { kind: 'tag', term: 'partners' }],
    ['/uk/tags/rss.xml/rss.xml', { kind: 'tag', term: 'rss.xml' }],
    ['/partners/tags/uk/rss.xml', { partner: 'tags', kind: 'all' }],
    ['/partners/partners/uk/rss.xml', { partner: 'partners' }],
    ['/archive/rss.xml', { languages: ['archive'], kind: 'all', month: null }],
  ])('%s', (path, expected) => {
    expect(parsePath(path)).toMatchObject(expected)
  })
})

test('parsing does not validate or normalize', () => {
  expect(parsePath('/EN,xx,,/tags/USA+%21a%2Bb/archive/soon/feed.json')).toEqual({
    ...{ partner: null, languages: ['EN', 'xx', '', ''], kind: 'tag', term: 'USA+!a+b', month: 'soon', format: 'json' },
    encodedTerm: 'USA+%21a%2Bb',
  })
})

test.each([
  '/uk/archive/',
  '/uk/archive/rss.xml',
  '/uk/archive//rss.xml',
  '/uk/archive/2026-02/05/rss.xml',
  '/uk/archive/2026-02/tags/usa/rss.xml',
  '/uk/tags/archive/2026-02/rss.xml',
  '/uk/tags/usa/archive/2026-02',
  '/uk/headlines/',
  '/uk/headlines/rss.xml',
  '/partners/',
  '/partners/msn/',
  '/partners/msn/rss.xml',
  '/partners//uk/rss.xml',
  '/partners/msn//rss.xml',
  '/uk/partners/msn/rss.xml',
  '/news-sitemap.xml',
  '/uk/archive/2026-02/x/archive/2026-03/rss.xml',
  `/uk${'/tags/usa'.repeat(9)}/rss.xml`,
])('%j is not a feed path', (path) => {
  expect(parsePath(path)).toBeUndefined()
})
