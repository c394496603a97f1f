import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DEFAULT_LOOK,
  EXTRAS,
  type Look,
  lookQuery,
  MAX_HEADLINES,
  parseLook,
  THEMES,
} from '../../../src/domain/look.ts'
import { anyCharacter, checked } from '../../support/arbitraries.ts'

const parse = (query: string) => parseLook(new URLSearchParams(query))
const looks: fc.Arbitrary<Look> = fc.record({
  count: fc.integer({ min: 1, max: MAX_HEADLINES }),
  show: fc.subarray([...EXTRAS]),
  theme: fc.constantFrom(...THEMES),
})

describe('a look', () => {
  test('is parsed back from its query', () => {
    fc.assert(
      fc.property(looks, (look) => {
        expect(parse(lookQuery(look))).toEqual(look)
      }),
      checked(200),
    )
  })

  test('has one canonical query, whatever the order and other parameters', () => {
    const otherParameters = fc.array(fc.tuple(fc.constantFrom('utm_source', 'COUNT', 'x', 'token', ''), fc.string()))
    fc.assert(
      fc.property(looks, otherParameters, fc.boolean(), ({ count, show, theme }, junk, isRepeated) => {
        const own = [
          ['theme', theme],
          ...(isRepeated ? show.map((extra) => ['show', extra]) : [['show', show.toReversed().join(',')]]),
          ['count', String(count)],
        ]
        const query = new URLSearchParams([...junk, ...own, ...junk] as [string, string][])
        const parsed = parseLook(query)
        expect('wrong' in parsed ? parsed : lookQuery(parsed)).toBe(lookQuery({ count, show, theme }))
      }),
      checked(200),
    )
  })

  test('is the default for an empty query, and the default needs no query', () => {
    for (const query of ['', 'count=', 'show=', 'show=,', 'theme=', 'count=&show=&theme=', 'utm_source=x']) {
      expect(parse(query), query).toEqual(DEFAULT_LOOK)
    }
    expect(lookQuery(DEFAULT_LOOK)).toBe('')
  })

  test.each([
    ['count=1', { ...DEFAULT_LOOK, count: 1 }],
    ['count=20', { ...DEFAULT_LOOK, count: 20 }],
    ['count=007', { ...DEFAULT_LOOK, count: 7 }],
    ['count=3&count=99', { ...DEFAULT_LOOK, count: 3 }],
    ['show=images', { ...DEFAULT_LOOK, show: ['images'] }],
    ['show=summaries&show=images', { ...DEFAULT_LOOK, show: ['images', 'summaries'] }],
    ['show=summaries,images,images', { ...DEFAULT_LOOK, show: ['images', 'summaries'] }],
    ['theme=dark', { ...DEFAULT_LOOK, theme: 'dark' }],
  ])('%s', (query, look) => {
    expect(parse(query)).toEqual(look)
  })

  test.each<readonly [string, string]>([
    ...['0', '-1', '21', '100', '1000', '99999999999999999999', '1.5', '5e0', '0x5', ' 5', '٥', 'five', 'NaN'].map(
      (count) => ['count', `count=${encodeURIComponent(count)}`] as const,
    ),
    ...['none', 'Images', 'image', 'images summaries', 'images;summaries', 'constructor'].map(
      (show) => ['show', `show=${encodeURIComponent(show)}`] as const,
    ),
    ['show', 'show=images&show=junk'],
    ...['Dark', 'black', '__proto__', 'auto,dark'].map((theme) => ['theme', `theme=${theme}`] as const),
  ])('reports %s as wrong in %s', (wrong, query) => {
    expect(parse(query)).toMatchObject({ wrong })
  })

  test.each([
    ['count=50&theme=dark', { ...DEFAULT_LOOK, count: 20, theme: 'dark' }],
    ['count=-3', { ...DEFAULT_LOOK, count: 1 }],
    ['count=many&show=images,junk&theme=black', { ...DEFAULT_LOOK, count: 1, show: ['images'] }],
    ['show=junk&count=3', { ...DEFAULT_LOOK, count: 3 }],
  ])('names the look nearest to %s', (query, nearest) => {
    expect(parse(query)).toMatchObject({ nearest })
  })

  test('is a valid look or reports a parameter, for any query', () => {
    const names = fc.constantFrom('count', 'show', 'theme')
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.string({ unit: anyCharacter }))), (pairs) => {
        const parsed = parseLook(new URLSearchParams(pairs))
        if ('wrong' in parsed) expect(['count', 'show', 'theme']).toContain(parsed.wrong)
        const look = 'wrong' in parsed ? parsed.nearest : parsed
        expect(parse(lookQuery(look))).toEqual(look)
      }),
      checked(300),
    )
  })
})
