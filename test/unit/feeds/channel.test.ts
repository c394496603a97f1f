import { expect, test } from 'vitest'
import type { Scope } from '../../../src/domain/feed-key.ts'
import type { Language } from '../../../src/domain/language.ts'
import { channelIn, desk } from '../../support/feeds.ts'

const LABELS = { uk: { tags: { river: 'Річка' } } }
const at = desk({}, LABELS)
const river = { language: 'uk' as Language, kind: 'tag', term: 'river' } satisfies Scope

test('the feed of all articles has the title of the site in its language', () => {
  expect(channelIn(at, 'uk').title).toBe('Вісник')
  expect(channelIn(at, 'en').title).toBe('Herald')
})

test('a title that is missing in a language comes from the first language', () => {
  expect(channelIn(at, 'ru').title).toBe('Вісник')
})

test('a tag feed is named by the label in the locales, if there is one', () => {
  expect(channelIn(at, 'uk', { scope: river, label: 'река' }).title).toBe('Вісник: Річка')
})

test('otherwise a tag feed is named by the label in its articles', () => {
  const scope = { ...river, language: 'en' as Language }
  expect(channelIn(at, 'en', { scope, label: 'The river' }).title).toBe('Herald: The river')
})

test('an author feed is named by the author', () => {
  const scope = { language: 'uk' as Language, kind: 'author', term: 'iryna' } satisfies Scope
  expect(channelIn(at, 'uk', { scope, label: 'Ірина' }).title).toBe('Вісник: Ірина')
})

test('the feed of all articles has the description of the site', () => {
  const described = desk({ description: { uk: 'Новини міста', en: 'News of the city' } })
  expect(channelIn(described, 'en').description).toBe('News of the city')
  expect(channelIn(described, 'ru').description).toBe('Новини міста')
  const scope = { language: 'en' as Language, kind: 'tag', term: 'river' } satisfies Scope
  expect(channelIn(described, 'en', { scope, label: 'River' }).description).toContain('“River”')
})

test('a feed has an address below feedUrl in each format', () => {
  expect(channelIn(at, 'uk', { scope: river }).self).toEqual({
    rss: 'https://feeds.example/uk/tags/river/rss.xml',
    atom: 'https://feeds.example/uk/tags/river/atom.xml',
    json: 'https://feeds.example/uk/tags/river/feed.json',
  })
})

test('a non-ASCII term is percent-encoded in addresses', () => {
  const { self } = channelIn(at, 'uk', { scope: { ...river, term: 'річка' } })
  expect(self.rss).toBe('https://feeds.example/uk/tags/%D1%80%D1%96%D1%87%D0%BA%D0%B0/rss.xml')
})

test("the home of the feed of all articles is the site's home page, if configured", () => {
  const homely = desk({ home: '/{lang}/' })
  expect(channelIn(homely, 'en').home).toBe('https://herald.example/en/')
  expect(channelIn(homely, 'uk', { scope: river }).home).toBe('https://feeds.example/uk/tags/river/')
})

test('otherwise the home of a feed is its own page', () => {
  expect(channelIn(at, 'uk').home).toBe('https://feeds.example/uk/')
})

test('siblings are the other languages with entries, by their own names', () => {
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

test('HTML in a title is not interpreted', () => {
  const hostile = desk({ title: 'A & <b>B</b> {{label}}' })
  expect(channelIn(hostile, 'uk').title).toBe('A & <b>B</b> {{label}}')
})
