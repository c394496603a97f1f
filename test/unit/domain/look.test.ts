import { assert, constantFrom, integer, property, record, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXTRAS, type Look, lookIn, PLAIN_LOOK, queryOf, THEMES } from '../../../src/domain/look.ts'

const asked = (query: string) => lookIn(new URLSearchParams(query))

describe('a look', () => {
  test.each([
    ['', PLAIN_LOOK],
    ['count=', PLAIN_LOOK],
    ['utm_source=x&count=3', { ...PLAIN_LOOK, count: 3 }],
    ['count=020', { ...PLAIN_LOOK, count: 20 }],
    ['show=', PLAIN_LOOK],
    ['show=images', { ...PLAIN_LOOK, show: ['images'] }],
    ['show=summaries,images', { ...PLAIN_LOOK, show: ['images', 'summaries'] }],
    ['show=summaries&show=images&show=images', { ...PLAIN_LOOK, show: ['images', 'summaries'] }],
    ['theme=dark', { ...PLAIN_LOOK, theme: 'dark' }],
    ['theme=', PLAIN_LOOK],
  ] as const)('%s is understood', (query, look) => {
    expect(asked(query)).toEqual(look)
  })

  test.each([
    ['count=0', 'count'],
    ['count=21', 'count'],
    ['count=-1', 'count'],
    ['count=1e1', 'count'],
    ['count=%D9%A3', 'count'],
    ['count=9999999999999999999999', 'count'],
    ['show=video', 'show'],
    ['show=images,', null],
    ['show=images;summaries', 'show'],
    ['theme=DARK', 'theme'],
    ['theme=__proto__', 'theme'],
  ])('%s is refused by the name of %s', (query, wrong) => {
    expect(asked(query)).toEqual(wrong === null ? { ...PLAIN_LOOK, show: ['images'] } : { wrong })
  })

  test('has one spelling, which says it again', () => {
    const looks = record({
      count: integer({ min: 1, max: 20 }),
      show: uniqueArray(constantFrom(...EXTRAS)).map((some) => EXTRAS.filter((extra) => some.includes(extra))),
      theme: constantFrom(...THEMES),
    })
    assert(
      property(looks, (look: Look) => {
        const query = queryOf(look)
        expect(query).toMatch(/^(?:$|\?)/)
        expect(asked(query)).toEqual(look)
      }),
    )
    expect(queryOf(PLAIN_LOOK)).toBe('')
  })
})
