import { expect, test } from 'vitest'
import { keyOf, type Scope } from '../../../src/domain/feed-key.ts'
import type { Language } from '../../../src/domain/language.ts'
import { entryId, feedId, iriOf, knownId, schemeId } from '../../../src/feeds/ids.ts'

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

test('a guid replaces the id of the site', () => {
  expect(knownId(AUTHORITY, { article: 'a', language: uk, guid: 'x y' })).toBe('x y')
  expect(knownId(AUTHORITY, { article: 'a', language: uk })).toBe(entryId(AUTHORITY, 'a', uk))
})

test.each([
  'https://old.example/?p=123',
  'HTTP://Old.example',
  'https://старий.example/міст/?a=1&b=2#c',
  'urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a',
  'tag:old.example,2005:Post/7',
  'x:y',
])('an IRI is an id in Atom as it is: %s', (guid) => {
  expect(iriOf(AUTHORITY, guid)).toBe(guid)
})

test.each([
  ['5f1a2b3c4d5e6f7a8b9c0d1e', '5f1a2b3c4d5e6f7a8b9c0d1e'],
  ['/2020/01/01/a', '%2F2020%2F01%2F01%2Fa'],
  ['https://old.example/a b', 'https%3A%2F%2Fold.example%2Fa%20b'],
  ['https://old.example/100%', 'https%3A%2F%2Fold.example%2F100%25'],
  ['https://old.example/#a#b', 'https%3A%2F%2Fold.example%2F%23a%23b'],
  ['12:30', '12%3A30'],
  ['міст', '%D0%BC%D1%96%D1%81%D1%82'],
])('another guid becomes an IRI in Atom: %s', (guid, encoded) => {
  const iri = iriOf(AUTHORITY, guid)
  expect(iri).toBe(`tag:herald.example,2020:guid:${encoded}`)
  expect(iriOf(AUTHORITY, iri)).toBe(iri)
})
