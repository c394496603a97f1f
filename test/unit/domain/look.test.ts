import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXTRAS, type Look, lookIn, MOST_HEADLINES, PLAIN_LOOK, queryOf, THEMES } from '../../../src/domain/look.ts'
import { checked } from '../../support/arbitraries.ts'

const asked = (query: string) => lookIn(new URLSearchParams(query))
const looks: fc.Arbitrary<Look> = fc.record({
  count: fc.integer({ min: 1, max: MOST_HEADLINES }),
  show: fc.subarray([...EXTRAS]),
  theme: fc.constantFrom(...THEMES),
})

describe('a look', () => {
  test('is found again by the query that says it', () => {
    fc.assert(
      fc.property(looks, (look) => {
        expect(asked(queryOf(look))).toEqual(look)
      }),
      checked(200),
    )
  })

  test('has one spelling, whatever the order, and whatever else is there', () => {
    const others = fc.array(fc.tuple(fc.constantFrom('utm_source', 'COUNT', 'x', 'token', ''), fc.string()))
    fc.assert(
      fc.property(looks, others, fc.boolean(), ({ count, show, theme }, junk, apart) => {
        const own = [
          ['theme', theme],
          ...(apart ? show.map((extra) => ['show', extra]) : [['show', show.toReversed().join(',')]]),
          ['count', String(count)],
        ]
        const query = new URLSearchParams([...junk, ...own, ...junk] as [string, string][])
        const found = lookIn(query)
        expect('wrong' in found ? found : queryOf(found)).toBe(queryOf({ count, show, theme }))
      }),
      checked(200),
    )
  })

  test('is the plain one where nothing is said, and then needs no query', () => {
    for (const query of ['', 'count=', 'show=', 'show=,', 'theme=', 'count=&show=&theme=', 'utm_source=x']) {
      expect(asked(query), query).toEqual(PLAIN_LOOK)
    }
    expect(queryOf(PLAIN_LOOK)).toBe('')
  })

  test.each([
    ['count=1', { ...PLAIN_LOOK, count: 1 }],
    ['count=20', { ...PLAIN_LOOK, count: 20 }],
    ['count=007', { ...PLAIN_LOOK, count: 7 }],
    ['count=3&count=99', { ...PLAIN_LOOK, count: 3 }],
    ['show=images', { ...PLAIN_LOOK, show: ['images'] }],
    ['show=summaries&show=images', { ...PLAIN_LOOK, show: ['images', 'summaries'] }],
    ['show=summaries,images,images', { ...PLAIN_LOOK, show: ['images', 'summaries'] }],
    ['theme=dark', { ...PLAIN_LOOK, theme: 'dark' }],
  ])('%s', (query, look) => {
    expect(asked(query)).toEqual(look)
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
  ])('names %s as what is wrong in %s', (wrong, query) => {
    expect(asked(query)).toEqual({ wrong })
  })

  test('is a look or names a parameter, whatever is asked', () => {
    const names = fc.constantFrom('count', 'show', 'theme')
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.string({ unit: 'binary' }))), (pairs) => {
        const found = lookIn(new URLSearchParams(pairs))
        if ('wrong' in found) expect(['count', 'show', 'theme']).toContain(found.wrong)
        else expect(asked(queryOf(found))).toEqual(found)
      }),
      checked(300),
    )
  })
})
