import { describe, expect, test } from 'vitest'
import type { Term, Variant } from '../../../src/domain/article.ts'
import { scopeId } from '../../../src/domain/feed-key.ts'
import { placementsOf } from '../../../src/refresh/placements.ts'
import { desk } from '../../support/feeds.ts'
import { NOW } from '../../support/newsroom.ts'
import { EN, RU, row, UK } from '../../support/store-rows.ts'

const HOUR = 3_600_000
const term = (kind: Term['kind'], id: string, label = id): Term => ({ kind, id, label })

/** `scope language` of each placement. */
function placed(variants: readonly Variant[], site: Record<string, unknown> = {}, at = NOW): string[] {
  const { site: settings, catalog } = desk(site)
  return placementsOf({ site: settings, catalog, headlines: new Map() }, variants, at)
    .map(({ scope, language }) => `${scopeId(scope)} ${language}`)
    .sort()
}

describe('languages', () => {
  test.each<readonly [string, Record<string, unknown> | undefined, Variant['language'][], string[]]>([
    ['missing languages are omitted by default', undefined, [UK], ['uk uk']],
    ['omit, explicitly', { default: 'omit' }, [EN], ['en en']],
    ['a default chain', { default: ['uk'] }, [UK], ['en uk', 'ru uk', 'uk uk']],
    ['a chain uses its first available language', { ru: ['uk', 'en'] }, [EN, UK], ['en en', 'ru uk', 'uk uk']],
    ['a chain uses the next language if the first is missing', { ru: ['uk', 'en'] }, [EN], ['en en', 'ru en']],
    ['a chain without an available language omits the article', { ru: ['uk'] }, [EN], ['en en']],
    ['chains are not followed transitively', { ru: ['uk'], uk: ['en'] }, [EN], ['en en', 'uk en']],
    ['a language’s own chain overrides the default', { default: ['en'], ru: 'omit' }, [EN], ['en en', 'uk en']],
    ['an existing translation overrides the chain', { ru: ['en'] }, [EN, RU], ['en en', 'ru ru']],
  ])('%s', (_name, fallback, languages, expected) => {
    const variants = languages.map((language) => row('a', language))
    expect(placed(variants, fallback ? { fallback } : {})).toEqual(expected)
  })

  test('a language that the site does not have is not placed', () => {
    expect(placed([row('a', 'de' as Variant['language'])])).toEqual([])
  })
})

describe('visibility', () => {
  test.each<readonly [string, Partial<Variant>, boolean]>([
    ['a draft is not placed', { status: 'draft' }, false],
    ['a withdrawn article is not placed', { status: 'withdrawn' }, false],
    ['an article dated in the future is not placed', { published: NOW + 1 }, false],
    ['an article dated now is placed', { published: NOW }, true],
    ['an article that expires later is placed', { expires: NOW + 1 }, true],
    ['an article that expires now is not placed', { expires: NOW }, false],
  ])('%s', (_name, over, isPlaced) => {
    expect(placed([row('a', UK, { terms: [term('tag', 'river')], ...over })])).toEqual(
      isPlaced ? ['uk uk', 'uk/tag/river uk'] : [],
    )
  })

  test('a fallback does not show a variant under embargo', () => {
    const variants = [row('a', UK, { published: NOW + HOUR }), row('a', EN)]
    expect(placed(variants, { fallback: { ru: ['uk', 'en'] } })).toEqual(['en en', 'ru en'])
  })

  test('the hash of a placement does not depend on a translation under embargo', () => {
    const { site, catalog } = desk()
    const hashes = (variants: Variant[]) =>
      placementsOf({ site, catalog, headlines: new Map() }, variants, NOW).map(({ hash }) => hash)
    const embargoed = row('a', EN, { published: NOW + HOUR })
    expect(hashes([row('a', UK), embargoed])).toEqual(hashes([row('a', UK)]))
    expect(hashes([row('a', UK), row('a', EN)])).not.toEqual(hashes([row('a', UK)]))
  })
})

describe('terms', () => {
  test('an article is in the feed of all articles and of each of its terms', () => {
    const terms = [term('section', 'city'), term('tag', 'river'), term('tag', 'bridge'), term('author', 'jo')]
    expect(placed([row('a', UK, { terms })])).toEqual([
      'uk uk',
      'uk/author/jo uk',
      'uk/section/city uk',
      'uk/tag/bridge uk',
      'uk/tag/river uk',
    ])
  })

  test('a duplicate term counts once, and a tag is not a section', () => {
    const terms = [term('tag', 'river', 'Річка'), term('tag', 'river', 'річка'), term('section', 'river')]
    expect(placed([row('a', UK, { terms })])).toEqual(['uk uk', 'uk/section/river uk', 'uk/tag/river uk'])
  })

  test('a fallback is in the feeds of its terms in the other language', () => {
    const variants = [row('a', EN, { terms: [term('tag', 'river')] })]
    expect(placed(variants, { fallback: { ru: ['en'] } })).toEqual([
      'en en',
      'en/tag/river en',
      'ru en',
      'ru/tag/river en',
    ])
  })

  test.each<readonly [string, Record<string, unknown>, string[], string[]]>([
    ['a retired term has no feed', { retired: { tags: ['river'] } }, ['river', 'bridge'], ['bridge']],
    ['a section that is retired does not retire a tag', { retired: { sections: ['river'] } }, ['river'], ['river']],
    [
      'an article with a moved term is in the feed of the new term',
      { moved: { tags: { rivers: 'river' } } },
      ['rivers'],
      ['river'],
    ],
    ['the old and the new name count once', { moved: { tags: { rivers: 'river' } } }, ['rivers', 'river'], ['river']],
    [
      'a term moved to a retired one has no feed',
      { moved: { tags: { rivers: 'river' } }, retired: { tags: ['river'] } },
      ['rivers'],
      [],
    ],
    ['settings name terms as articles do', { moved: { tags: { 'Old Rivers': 'River!' } } }, ['old-rivers'], ['river']],
    [
      'an article with a term moved twice is in the feed of the last name',
      { moved: { tags: { streams: 'rivers', rivers: 'river' } } },
      ['streams'],
      ['river'],
    ],
  ])('%s', (_name, site, tags, feeds) => {
    const variants = [row('a', UK, { terms: tags.map((id) => term('tag', id)) })]
    expect(placed(variants, site)).toEqual(['uk uk', ...feeds.map((id) => `uk/tag/${id} uk`)])
  })
})

describe('the hash of a placement', () => {
  const base = row('a', UK)
  const hashes = (variants: Variant[]): Map<string, string> => {
    const { site, catalog } = desk({ fallback: { ru: ['uk'] } })
    return new Map(
      placementsOf({ site, catalog, headlines: new Map() }, variants, NOW).map(({ scope, hash }) => [
        scopeId(scope),
        hash,
      ]),
    )
  }

  test.each<readonly [string, Partial<Variant>]>([
    ['title', { title: 'Інша' }],
    ['summary', { summary: 'Інша' }],
    ['content', { content: '<p>Інший</p>' as Variant['content'] }],
    ['address', { url: 'https://herald.example/other/' }],
    ['date of change', { updated: NOW - 1000 }],
    ['date of publication', { published: NOW - 1000 }],
    ['author', { authors: [{ name: 'Jo', url: null, term: null }] }],
    ['translator', { translator: 'Jo' }],
    ['source', { source: { title: 'Wire', url: 'https://wire.example/' } }],
    ['correction', { correction: { note: 'Ні', language: UK, at: NOW } }],
    ['term label', { terms: [term('tag', 'river', 'Ріка')] }],
  ])('changes with the %s', (_name, over) => {
    expect(hashes([{ ...base, ...over }]).get('uk')).not.toBe(hashes([base]).get('uk'))
  })

  test('does not depend on the order of translations', () => {
    const variants = [row('a', UK), row('a', EN), row('a', RU)]
    expect(hashes([...variants].reverse())).toEqual(hashes(variants))
  })

  test('of a fallback differs from that of the original, because a fallback is labelled', () => {
    const byScope = hashes([base])
    expect(byScope.get('ru')).not.toBe(byScope.get('uk'))
  })
})
