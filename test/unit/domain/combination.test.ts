import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Combination, formatCombination, isCombined, parseCombination } from '../../../src/domain/combination.ts'
import { termId } from '../../../src/domain/term.ts'
import { checked } from '../../support/arbitraries.ts'

const same = (tag: string): string => termId(tag)

function every(tags: readonly string[], without: readonly string[] = []): Combination {
  return { kind: 'combination', operator: 'every', tags, without }
}

function some(tags: readonly string[]): Combination {
  return { kind: 'combination', operator: 'some', tags, without: [] }
}

describe('a combination in a path means', () => {
  test.each<readonly [string, Combination | string]>([
    ['usa+russia', every(['russia', 'usa'])],
    ['usa+!sport', every(['usa'], ['sport'])],
    ['!sport+usa', every(['usa'], ['sport'])],
    ['usa,russia', some(['russia', 'usa'])],
    ['!sport', every([], ['sport'])],
    ['!b+!a', every([], ['a', 'b'])],
    ['a+b+!c+!d', every(['a', 'b'], ['c', 'd'])],
    ['USA+Новини дня', every(['usa', 'новини-дня'])],
    ['b,a,b', some(['a', 'b'])],
    ['!b+a+!b', every(['a'], ['b'])],
    // Sorted by code units: `Z` is lower-case here, and `ї` follows `я`.
    ['ї+я+Z+a', every(['a', 'z', 'я', 'ї'])],
    ['usa+USA', 'usa'],
    ['usa,usa', 'usa'],
  ])('%s', (text, expected) => {
    expect(parseCombination(text, same)).toEqual(expected)
  })

  test.each([
    ...['', '+', ',', 'a+', '+a', 'a++b', 'a,', ',a', 'a,,b', '!', 'a+!', '!!', 'a+🎉'],
    ...['a+b,c', 'a,b+c', 'a,!b', '!a,b', '!a,!b'],
    ...['a+!a', '!a+a+b', 'A+!a'],
    ...['a+b+c+d+e', 'a,b,c,d,e', 'a+b+c+d+!e'],
  ])('nothing for %j', (text) => {
    expect(parseCombination(text, same)).toBeUndefined()
  })
})

describe('a moved tag', () => {
  const moved = new Map([
    ['us', 'usa'],
    ['america', 'usa'],
    ['zoo', 'animals'],
  ])
  const currentTag = (tag: string): string => moved.get(termId(tag)) ?? termId(tag)

  test.each<readonly [string, Combination | string | undefined]>([
    ['russia+us', every(['russia', 'usa'])],
    ['a,zoo', some(['a', 'animals'])],
    ['a+!US', every(['a'], ['usa'])],
    ['us+america', 'usa'],
    ['us+!america', undefined],
    ['!us+!america', every([], ['usa'])],
  ])('has its new name: %s', (text, expected) => {
    expect(parseCombination(text, currentTag)).toEqual(expected)
  })
})

describe('a combination has one canonical spelling', () => {
  test.each([
    [every(['russia', 'usa']), 'russia+usa'],
    [every(['usa'], ['sport']), 'usa+!sport'],
    [every([], ['a', 'b']), '!a+!b'],
    [some(['russia', 'usa']), 'russia,usa'],
    [every(['річка']), '%D1%80%D1%96%D1%87%D0%BA%D0%B0'],
    [every(['a'], ['ї']), 'a+!%D1%97'],
  ])('%j', (combination, expected) => {
    expect(formatCombination(combination)).toBe(expected)
  })

  test('which is parsed back to the same combination, whatever the original order and case', () => {
    const known = ['usa', 'kyiv', 'річка', 'новини-дня', 'i18n', '2026']
    const terms = fc.shuffledSubarray(known, { minLength: 2, maxLength: 4 })
    const signed = fc.array(fc.constantFrom('', '!'), { minLength: 4, maxLength: 4 })
    const property = fc.property(terms, signed, (tags, signs) => {
      const written = tags.map((tag, index) => `${signs[index]}${tag.toUpperCase()}`)
      const read = parseCombination(written.join('+'), same) as Combination
      expect(parseCombination(written.toReversed().join('+'), same)).toEqual(read)
      expect(parseCombination(decodeURIComponent(formatCombination(read)), same)).toEqual(read)
      const either = parseCombination(tags.join(','), same) as Combination
      expect(parseCombination(decodeURIComponent(formatCombination(either)), same)).toEqual(either)
      expect([read.tags.length + read.without.length, either.tags.length]).toEqual([tags.length, tags.length])
    })
    fc.assert(property, checked(300))
  })
})

test.each([
  ['usa+russia', true],
  ['usa,russia', true],
  ['!usa', true],
  ['usa', false],
  ['новини-дня', false],
])('%s combines tags: %s', (text, expected) => {
  expect(isCombined(text)).toBe(expected)
})
