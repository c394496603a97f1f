import { expect, test } from 'vitest'
import type { Scope } from '../../../src/domain/feed-key.ts'
import type { Language } from '../../../src/domain/language.ts'
import { channelIn, desk } from '../../support/feeds.ts'

const LABELS = { uk: { tags: { river: 'Річка' } } }
const at = desk({}, LABELS)
const river = { language: 'uk' as Language, kind: 'tag', term: 'river' } satisfies Scope

test('the feed of everything has the name of the newsroom in its language', () => {
  expect(channelIn(at, 'uk').title).toBe('Вісник')
  expect(channelIn(at, 'en').title).toBe('Herald')
})

test('a newsroom without a name in a language has the one in the first of its languages', () => {
  expect(channelIn(at, 'ru').title).toBe('Вісник')
})

test('a tag feed is named by the label of its language, whatever articles call it', () => {
  expect(channelIn(at, 'uk', { scope: river, label: 'река' }).title).toBe('Вісник: Річка')
})

test('a tag without a label in the language has the one that its articles give', () => {
  const scope = { ...river, language: 'en' as Language }
  expect(channelIn(at, 'en', { scope, label: 'The river' }).title).toBe('Herald: The river')
})

test('an author feed is named by the author', () => {
  const scope = { language: 'uk' as Language, kind: 'author', term: 'iryna' } satisfies Scope
  expect(channelIn(at, 'uk', { scope, label: 'Ірина' }).title).toBe('Вісник: Ірина')
})

test('the newsroom may describe its feed of everything in its own words', () => {
  const described = desk({ description: { uk: 'Новини міста', en: 'News of the city' } })
  expect(channelIn(described, 'en').description).toBe('News of the city')
  expect(channelIn(described, 'ru').description).toBe('Новини міста')
  const scope = { language: 'en' as Language, kind: 'tag', term: 'river' } satisfies Scope
  expect(channelIn(described, 'en', { scope, label: 'River' }).description).toContain('“River”')
})

test('a feed lives below feedUrl, in three formats', () => {
  expect(channelIn(at, 'uk', { scope: river }).self).toEqual({
    rss: 'https://feeds.example/uk/tags/river/rss.xml',
    atom: 'https://feeds.example/uk/tags/river/atom.xml',
    json: 'https://feeds.example/uk/tags/river/feed.json',
  })
})

test('a term that is not ASCII is encoded in addresses', () => {
  const { self } = channelIn(at, 'uk', { scope: { ...river, term: 'річка' } })
  expect(self.rss).toBe('https://feeds.example/uk/tags/%D1%80%D1%96%D1%87%D0%BA%D0%B0/rss.xml')
})

test("the home of the feed of everything is the newsroom's own page where it names one", () => {
  const homely = desk({ home: '/{lang}/' })
  expect(channelIn(homely, 'en').home).toBe('https://herald.example/en/')
  expect(channelIn(homely, 'uk', { scope: river }).home).toBe('https://feeds.example/uk/tags/river/')
})

test("without one, a feed's home is its own page", () => {
  expect(channelIn(at, 'uk').home).toBe('https://feeds.example/uk/')
})

test('siblings are the other languages in which the feed has entries, by their own names', () => {
  const { siblings } = channelIn(at, 'uk', { scope: river, languages: ['uk', 'en'] as Language[] })
  expect(siblings).toEqual([
    {
      language: 'en',
      title: 'English',
      self: {
        rss: 'https://feeds.example/en/tags/river/rss.xml',
        atom: 'https://feeds.example/en/tags/river/atom.xml',
        json: 'https://feeds.example/en/tags/river/feed.json',
      },
    },
  ])
})

test('a name with marks of HTML stays as it is', () => {
  const hostile = desk({ title: 'A & <b>B</b> {{label}}' })
  expect(channelIn(hostile, 'uk').title).toBe('A & <b>B</b> {{label}}')
})
