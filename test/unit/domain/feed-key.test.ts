import { describe, expect, test } from 'vitest'
import { FORMATS, inLanguage, type Scope, scopeId, scopeOf } from '../../../src/domain/feed-key.ts'
import { folderOf, parsePath, pathOf } from '../../../src/domain/feed-path.ts'
import { lang } from '../../support/desk.ts'

const SCOPES: readonly Scope[] = [
  { language: lang('uk'), kind: 'all' },
  { language: lang('zh-Hant'), kind: 'all' },
  { language: lang('uk'), kind: 'tag', term: 'usa' },
  { language: lang('uk'), kind: 'tag', term: 'новини-дня' },
  { language: lang('ja'), kind: 'section', term: '地域' },
  { language: lang('en'), kind: 'author', term: 'iryna' },
  { language: lang('en'), kind: 'tag', term: 'tags' },
  { language: lang('uk'), kind: 'corrections' },
]

describe.each(SCOPES)('the scope $language $kind $term', (scope) => {
  const term = 'term' in scope ? scope.term : null

  test('is parsed back from its id', () => {
    expect(scopeOf(scopeId(scope))).toEqual(scope)
  })

  test.each(FORMATS)('is parsed back from its %s path', (format) => {
    expect(parsePath(pathOf(scope, format))).toEqual({
      ...{ languages: [scope.language], kind: scope.kind, term, format },
      ...{ month: null, partner: null },
    })
  })

  test('is parsed back from its folder, which is a page', () => {
    expect(parsePath(folderOf(scope))).toEqual({
      ...{ languages: [scope.language], kind: scope.kind, term, format: 'page' },
      ...{ month: null, partner: null },
    })
  })

  test('differs from the scope in another language only by the language', () => {
    expect(inLanguage(scope, lang('de'))).toEqual({ ...scope, language: 'de' })
  })
})

test('every scope and format has its own path', () => {
  const paths = SCOPES.flatMap((scope) => [folderOf(scope), ...FORMATS.map((format) => pathOf(scope, format))])
  expect(new Set(paths).size).toBe(paths.length)
})

test.each([
  [{ language: lang('uk'), kind: 'all' }, 'rss', '/uk/rss.xml'],
  [{ language: lang('uk'), kind: 'tag', term: 'usa' }, 'json', '/uk/tags/usa/feed.json'],
  [{ language: lang('ja'), kind: 'section', term: '地域' }, 'atom', '/ja/sections/%E5%9C%B0%E5%9F%9F/atom.xml'],
  [{ language: lang('en'), kind: 'author', term: 'iryna' }, 'rss', '/en/authors/iryna/rss.xml'],
] as const)('the path of %j as %s is %s', (scope, format, path) => {
  expect(pathOf(scope, format)).toBe(path)
})

test('parsing does not validate languages and terms', () => {
  expect(parsePath('/EN/tags/a%2Fb/rss.xml')).toEqual({
    ...{ languages: ['EN'], kind: 'tag', term: 'a/b', format: 'rss' },
    ...{ month: null, partner: null },
  })
})

test.each([
  '',
  '/',
  '//',
  '//rss.xml',
  'uk/rss.xml',
  '/uk',
  '/uk/rss',
  '/uk/rss.xml/',
  '/uk/RSS.xml',
  '/uk/toString',
  '/uk/tags/',
  '/uk/tags/rss.xml',
  '/uk/tags//rss.xml',
  '/uk/tag/usa/rss.xml',
  '/uk/constructor/usa/rss.xml',
  '/uk/tags/usa/rss.xml/x',
  '/uk/tags/usa/kyiv/rss.xml',
  '/uk/tags/%E0%A4%A/rss.xml',
  '/uk/../rss.xml',
])('%j is not a feed path', (path) => {
  expect(parsePath(path)).toBeUndefined()
})
