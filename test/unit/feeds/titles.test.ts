import { describe, expect, test } from 'vitest'
import type { FeedKey } from '../../../src/domain/feed-key.ts'
import { combinedLabel, feedDescription, feedLabel, feedTitle } from '../../../src/feeds/titles.ts'
import { lang } from '../../support/desk.ts'
import { desk } from '../../support/feeds.ts'

const LABELS = { en: { headlines: { top: 'Top stories' }, tags: { usa: 'USA' } }, uk: { tags: { usa: 'США' } } }
const { site, catalog } = desk({ languages: ['uk', 'ru', 'en', 'pt-BR'] }, LABELS)

type Named = Pick<FeedKey, 'languages' | 'topic'>

function named(topic: FeedKey['topic'], ...languages: string[]): Named {
  return { languages: languages.map(lang) as unknown as Named['languages'], topic }
}

function combination(operator: 'every' | 'some', tags: readonly string[], without: readonly string[] = []) {
  return { kind: 'combination', operator, tags, without } as const
}

const capital = (tag: string): string => tag.toUpperCase()

describe('the label of a combination', () => {
  test.each([
    ['en', combination('every', ['usa', 'war']), 'USA and WAR'],
    ['en', combination('every', ['a', 'b', 'c']), 'A, B, and C'],
    ['en', combination('some', ['usa', 'war']), 'USA or WAR'],
    ['en', combination('every', ['usa'], ['sport']), 'USA without SPORT'],
    ['en', combination('every', ['usa', 'war'], ['sport', 'art']), 'USA and WAR without SPORT or ART'],
    ['en', combination('every', [], ['sport']), 'All articles without SPORT'],
    ['uk', combination('every', ['сша', 'війна']), 'США і ВІЙНА'],
    ['uk', combination('some', ['сша', 'війна']), 'США або ВІЙНА'],
    ['uk', combination('every', ['сша'], ['спорт']), 'США (без: СПОРТ)'],
    ['pt-BR', combination('some', ['a', 'b']), 'A ou B'],
  ])('in %s: %j', (language, topic, expected) => {
    expect(combinedLabel(catalog, named(topic, language), capital)).toBe(expected)
  })

  test('is in the first of the feed’s languages', () => {
    expect(combinedLabel(catalog, named(combination('some', ['a', 'b']), 'en', 'uk'), capital)).toBe('A or B')
  })

  test('does not escape or interpolate tags', () => {
    const label = combinedLabel(
      catalog,
      named(combination('every', ['a'], ['b']), 'en'),
      (tag) => `<${tag}> {{site}} &`,
    )
    expect(label).toBe('<a> {{site}} & without <b> {{site}} &')
  })
})

describe('the title of a feed', () => {
  test.each([
    [{ kind: 'all' }, '', 'All articles', 'Herald'],
    [{ kind: 'tag', term: 'usa' }, 'the states', 'USA', 'Herald: USA'],
    [{ kind: 'tag', term: 'river' }, 'The river', 'The river', 'Herald: The river'],
    [{ kind: 'tag', term: 'river' }, '', 'river', 'Herald: river'],
    [{ kind: 'headlines', term: 'top' }, '', 'Top stories', 'Herald: Top stories'],
    [{ kind: 'headlines', term: 'front-page' }, '', 'front-page', 'Herald: front-page'],
    [combination('every', ['usa', 'war']), 'USA and war', 'USA and war', 'Herald: USA and war'],
  ] as const)('%j', (topic, label, name, title) => {
    const key = named(topic, 'en')
    expect([feedLabel(catalog, key, label), feedTitle(site, catalog, key, label)]).toEqual([name, title])
  })

  test('lists several languages by their own names, joined as in the first language', () => {
    expect(feedTitle(site, catalog, named({ kind: 'all' }, 'en', 'uk'), '')).toBe('Herald (English and українська)')
    expect(feedTitle(site, catalog, named({ kind: 'all' }, 'uk', 'en'), '')).toBe('Вісник (українська і English)')
    expect(feedTitle(site, catalog, named({ kind: 'tag', term: 'usa' }, 'uk', 'en', 'pt-BR'), '')).toBe(
      'Вісник: США (українська, English і português (Brasil))',
    )
  })
})

describe('the description of a feed', () => {
  test('names the topic in the first of its languages', () => {
    const topics = [{ kind: 'all' }, { kind: 'headlines', term: 'top' }, combination('some', ['a', 'b'])] as const
    expect(topics.map((topic) => feedDescription(site, catalog, named(topic, 'en', 'uk'), 'A or B'))).toEqual([
      'The latest articles of Herald.',
      'What the editors of Herald put first: Top stories.',
      'Articles of Herald by their tags: A or B.',
    ])
  })

  test('of all articles is the site’s own description, in several languages too', () => {
    const described = desk({ description: { en: 'News of the city' } })
    expect(feedDescription(described.site, described.catalog, named({ kind: 'all' }, 'en', 'uk'), '')).toBe(
      'News of the city',
    )
    const key = named({ kind: 'tag', term: 'usa' }, 'en')
    expect(feedDescription(described.site, described.catalog, key, 'USA')).not.toContain('city')
  })
})
