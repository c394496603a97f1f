import { describe, expect, test } from 'vitest'
import type { Term, Variant } from '../../../src/domain/article.ts'
import { scopeId } from '../../../src/domain/feed-key.ts'
import { placementsOf } from '../../../src/refresh/placements.ts'
import { desk } from '../../support/feeds.ts'
import { NOW } from '../../support/newsroom.ts'
import { EN, RU, row, UK } from '../../support/store-rows.ts'

const HOUR = 3_600_000
const term = (kind: Term['kind'], id: string, label = id): Term => ({ kind, id, label })

/** `scope language` of every placement. */
function placed(variants: readonly Variant[], site: Record<string, unknown> = {}, at = NOW): string[] {
  const { site: settings, catalog } = desk(site)
  return placementsOf({ site: settings, catalog, headlines: new Map() }, variants, at)
    .map(({ scope, language }) => `${scopeId(scope)} ${language}`)
    .sort()
}

describe('languages', () => {
  test.each<readonly [string, Record<string, unknown> | undefined, Variant['language'][], string[]]>([
    ['omit is the default: a language that is missing is missing', undefined, [UK], ['uk uk']],
    ['omit, said', { default: 'omit' }, [EN], ['en en']],
    ['a chain for all', { default: ['uk'] }, [UK], ['en uk', 'ru uk', 'uk uk']],
    ['a chain takes the first of it that is there', { ru: ['uk', 'en'] }, [EN, UK], ['en en', 'ru uk', 'uk uk']],
    ['and the next where the first is not', { ru: ['uk', 'en'] }, [EN], ['en en', 'ru en']],
    ['a chain that finds nothing leaves it out', { ru: ['uk'] }, [EN], ['en en']],
    ['a chain is not followed through another', { ru: ['uk'], uk: ['en'] }, [EN], ['en en', 'uk en']],
    ['its own chain wins over the default', { default: ['en'], ru: 'omit' }, [EN], ['en en', 'uk en']],
    ['its own language wins over its chain', { ru: ['en'] }, [EN, RU], ['en en', 'ru ru']],
  ])('%s', (_name, fallback, languages, expected) => {
    const variants = languages.map((language) => row('a', language))
    expect(placed(variants, fallback ? { fallback } : {})).toEqual(expected)
  })

  test('a language that the site does not have is nowhere', () => {
    expect(placed([row('a', 'de' as Variant['language'])])).toEqual([])
  })
})

describe('visibility', () => {
  test.each<readonly [string, Partial<Variant>, boolean]>([
    ['a draft is nowhere', { status: 'draft' }, false],
    ['a withdrawn article is nowhere', { status: 'withdrawn' }, false],
    ['an article of the future is nowhere', { published: NOW + 1 }, false],
    ['an article of this second is there', { published: NOW }, true],
    ['one that expires later is there', { expires: NOW + 1 }, true],
    ['one that expires now is not', { expires: NOW }, false],
  ])('%s', (_name, over, there) => {
    expect(placed([row('a', UK, { terms: [term('tag', 'river')], ...over })])).toEqual(
      there ? ['uk uk', 'uk/tag/river uk'] : [],
    )
  })

  test('a fallback shows no variant that is under embargo', () => {
    const variants = [row('a', UK, { published: NOW + HOUR }), row('a', EN)]
    expect(placed(variants, { fallback: { ru: ['uk', 'en'] } })).toEqual(['en en', 'ru en'])
  })

  test('what a feed shows of an article does not tell of a translation under embargo', () => {
    const { site, catalog } = desk()
    const hashes = (variants: Variant[]) =>
      placementsOf({ site, catalog, headlines: new Map() }, variants, NOW).map(({ hash }) => hash)
    const embargoed = row('a', EN, { published: NOW + HOUR })
    expect(hashes([row('a', UK), embargoed])).toEqual(hashes([row('a', UK)]))
    expect(hashes([row('a', UK), row('a', EN)])).not.toEqual(hashes([row('a', UK)]))
  })
})

describe('terms', () => {
  test('an article is in the feed of everything and of each of its terms', () => {
    const terms = [term('section', 'city'), term('tag', 'river'), term('tag', 'bridge'), term('author', 'jo')]
    expect(placed([row('a', UK, { terms })])).toEqual([
      'uk uk',
      'uk/author/jo uk',
      'uk/section/city uk',
      'uk/tag/bridge uk',
      'uk/tag/river uk',
    ])
  })

  test('a term that it has twice counts once, and a tag is no section', () => {
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
    ['retired as a section is not retired as a tag', { retired: { sections: ['river'] } }, ['river'], ['river']],
    [
      'a moved term is in the feed that took its place',
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
      'a term moved twice is in the feed that has its last name',
      { moved: { tags: { streams: 'rivers', rivers: 'river' } } },
      ['streams'],
      ['river'],
    ],
  ])('%s', (_name, site, tags, feeds) => {
    const variants = [row('a', UK, { terms: tags.map((id) => term('tag', id)) })]
    expect(placed(variants, site)).toEqual(['uk uk', ...feeds.map((id) => `uk/tag/${id} uk`)])
  })
})

describe('what moves a feed', () => {
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
  ])('another %s is another content', (_name, over) => {
    expect(hashes([{ ...base, ...over }]).get('uk')).not.toBe(hashes([base]).get('uk'))
  })

  test('the order of an article’s translations is none', () => {
    const variants = [row('a', UK), row('a', EN), row('a', RU)]
    expect(hashes([...variants].reverse())).toEqual(hashes(variants))
  })

  test('a fallback is another content than the same text at home: it is labelled', () => {
    const found = hashes([base])
    expect(found.get('ru')).not.toBe(found.get('uk'))
  })
})
