import { expect, test } from 'vitest'
import { entryHash } from '../../../src/feeds/entry.ts'
import { desk, entry } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk({ fallback: { ru: ['en'], ar: ['en'] }, languages: ['uk', 'ru', 'en', 'ar'] })
const three = { uk: variant('Міст', 'uk'), ru: variant('Мост', 'ru'), en: variant('Bridge', 'en') }

test('translations are in the order of the site’s languages', () => {
  const { translations } = entry(at, article({ variants: { en: three.en, ru: three.ru, uk: three.uk } }))
  expect(translations.map(({ language, title }) => [language, title])).toEqual([
    ['ru', 'Мост'],
    ['en', 'Bridge'],
  ])
})

test('omits a translation under embargo', () => {
  const en = { ...three.en, published: '2026-03-11T00:00:00Z' }
  expect(entry(at, article({ variants: { uk: three.uk, en } })).translations).toEqual([])
})

test('an entry in the language of the feed is no fallback and has no notice', () => {
  expect(entry(at, article())).toMatchObject({ isFallback: false, notices: [] })
})

test('a fallback is marked, keeps its id, and has a notice', () => {
  const shown = entry(at, article(), 'ru', 'en')
  expect(shown).toMatchObject({ isFallback: true, id: 'tag:herald.example,2020:bridge/en' })
  expect(shown.notices).toHaveLength(1)
  expect(shown.notices[0]).toMatch(/^<p lang="ru"/)
})

test('a notice in a right-to-left language has its direction', () => {
  expect(entry(at, article(), 'ar', 'en').notices[0]).toMatch(/^<p (?=[^>]*lang="ar")[^>]*dir="rtl"/)
})

test('a left-to-right notice in a right-to-left article has its direction', () => {
  const shown = entry(at, article({ variants: { ar: variant('جسر', 'ar') } }), 'ru', 'ar')
  expect(shown.notices[0]).toMatch(/^<p (?=[^>]*lang="ru")[^>]*dir="ltr"/)
})

test('a correction appears with its note in the language of the article', () => {
  const correction = { note: { uk: 'Було <хибно>', en: 'Was wrong' }, at: '2026-03-03T09:00:00Z' }
  expect(entry(at, article({ correction })).notices).toEqual([
    '<p><strong>Виправлення:</strong> Було &lt;хибно&gt;</p>',
  ])
  expect(entry(at, article({ correction }), 'en').notices[0]).toContain('Was wrong')
})

test('equal entries have equal hashes', () => {
  expect(entryHash(entry(at, article()), 'full')).toBe(
    entryHash(entry(desk({ languages: at.site.languages }), article()), 'full'),
  )
})

test.each<[string, Record<string, unknown>]>([
  ['title', { variants: { uk: variant('Міст!', 'uk', { url: '/uk/1' }), en: three.en } }],
  ['correction', { correction: { note: 'Wrong', at: '2026-03-01' } }],
  ['tag', { tags: ['other'] }],
  ['picture', { image: { url: '/i.jpg' } }],
  ['title of a translation', { variants: { uk: three.uk, en: variant('Bridge!', 'en', { url: '/en/1' }) } }],
])('another %s changes the hash', (_what, over) => {
  expect(entryHash(entry(at, article(over)), 'full')).not.toBe(entryHash(entry(at, article()), 'full'))
})

test('another label in the locales changes the hash', () => {
  const labelled = desk({ languages: at.site.languages }, { uk: { tags: { river: 'Річка' } } })
  expect(entryHash(entry(labelled, article()), 'full')).not.toBe(entryHash(entry(at, article()), 'full'))
})
