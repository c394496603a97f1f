import { expect, test } from 'vitest'
import { keyOf, type Scope } from '../../../src/domain/feed-key.ts'
import type { Language } from '../../../src/domain/language.ts'
import { entryId, feedId, schemeId } from '../../../src/feeds/ids.ts'

const AUTHORITY = 'herald.example,2020'
const uk = 'uk' as Language

test('the id of an entry has authority, article and language', () => {
  expect(entryId(AUTHORITY, 'river-talks', uk)).toBe('tag:herald.example,2020:river-talks/uk')
})

test('non-ASCII characters are percent-encoded once', () => {
  expect(entryId(AUTHORITY, 'міст', uk)).toBe('tag:herald.example,2020:%D0%BC%D1%96%D1%81%D1%82/uk')
  expect(entryId(AUTHORITY, '100%25', uk)).toBe('tag:herald.example,2020:100%2525/uk')
})

test.each(["a b!'()*", 'a/b', 'a?b#c', 'a:b', 'a&b<c>"d', '🚲'])('an id is a normalized URL: %s', (article) => {
  const id = entryId(AUTHORITY, article, uk)
  expect(new URL(id).href).toBe(id)
  expect(id).toMatch(/^tag:[!-~]+$/)
})

test('each scope in each language has its own feed id', () => {
  const scopes: Scope[] = (['uk', 'ru'] as Language[]).flatMap((language) => [
    { language, kind: 'all' },
    { language, kind: 'tag', term: 'river' },
    { language, kind: 'section', term: 'river' },
    { language, kind: 'author', term: 'river' },
    { language, kind: 'tag', term: 'річка' },
  ])
  const ids = scopes.map((scope) => feedId(AUTHORITY, keyOf(scope)))
  expect(new Set(ids).size).toBe(scopes.length)
  expect(ids[1]).toBe('tag:herald.example,2020:feed:uk:tag:river')
})

test('an article cannot have the id of a feed', () => {
  const feed = feedId(AUTHORITY, keyOf({ language: uk, kind: 'all' }))
  const claimed = ['feed:uk', 'feed', 'feed:uk/../uk'].map((article) => entryId(AUTHORITY, article, uk))
  expect(claimed).not.toContain(feed)
  expect(claimed.every((id) => !id.startsWith('tag:herald.example,2020:feed:'))).toBe(true)
})

test('tags and sections have their own schemes', () => {
  expect(schemeId(AUTHORITY, 'tag')).toBe('tag:herald.example,2020:tags')
  expect(schemeId(AUTHORITY, 'section')).toBe('tag:herald.example,2020:sections')
})
