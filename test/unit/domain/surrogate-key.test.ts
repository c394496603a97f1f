import { describe, expect, test } from 'vitest'
import type { Month } from '../../../src/domain/calendar.ts'
import { joinKeys, keysThatFit, spellKeys, surrogateKey } from '../../../src/domain/surrogate-key.ts'
import { lang } from '../../support/desk.ts'

const uk = lang('uk')
const tag = (term: string) => ({ language: uk, kind: 'tag', term }) as const

test('keys have these spellings', () => {
  expect([surrogateKey.scope({ language: uk, kind: 'all' }), surrogateKey.scope(tag('usa'))]).toEqual([
    'uk',
    'uk/tag/usa',
  ])
  expect(surrogateKey.scope(tag('новини'))).toBe('uk/tag/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8')
  expect([surrogateKey.archive(tag('usa')), surrogateKey.archive(tag('usa'), '2026-02' as Month)]).toEqual([
    'uk/tag/usa/archive',
    'uk/tag/usa/archive/2026-02',
  ])
  expect([surrogateKey.article(uk, 'river-talks'), surrogateKey.language(uk), surrogateKey.list(uk)]).toEqual([
    'uk/article/river-talks',
    'language/uk',
    'uk/list',
  ])
})

describe('an article with any id', () => {
  const IDS = [
    'a b',
    'a,b',
    'a/b',
    '(a)*',
    'ім’я',
    'x'.repeat(500),
    'я'.repeat(40),
    '\ud800',
    '%',
    'a\r\nSet-Cookie: b',
  ]

  test.each(IDS)('%j has a key that every cache accepts', (id) => {
    for (const header of ['Surrogate-Key', 'Cache-Tag', 'Edge-Cache-Tag']) {
      const [key = ''] = spellKeys(header, [surrogateKey.article(uk, id)])
      // Akamai's permitted characters for tags; the others also permit a slash.
      expect(key).toMatch(header === 'Edge-Cache-Tag' ? /^[\w&'^$!`#%.+~|-]{1,128}$/ : /^[\w!'.%~/-]{1,128}$/)
    }
  })

  test('has a unique key', () => {
    const many = [...IDS, `${'x'.repeat(500)}y`, `${'я'.repeat(40)}а`]
    expect(new Set(many.map((id) => surrogateKey.article(uk, id))).size).toBe(many.length)
  })
})

test.each([
  ['Surrogate-Key', 'uk uk/list'],
  ['xkey', 'uk uk/list'],
  ['Cache-Tag', 'uk,uk/list'],
  ['cache-tag', 'uk,uk/list'],
  ['Edge-Cache-Tag', 'uk,uk|list'],
])('%s has the value %j', (header, value) => {
  expect(joinKeys(header, spellKeys(header, ['uk', 'uk/list']))).toBe(value)
})

test('takes the first keys that fit', () => {
  expect(keysThatFit(['aa', 'bb', 'cc'], 5, 10)).toEqual(['aa', 'bb'])
  expect(keysThatFit(['aa', 'bb', 'cc'], 8, 10)).toEqual(['aa', 'bb', 'cc'])
  expect(keysThatFit(['aa', 'bb', 'cc'], 100, 2)).toEqual(['aa', 'bb'])
  expect(keysThatFit([], 100, 2)).toEqual([])
})
