import { describe, expect, test } from 'vitest'
import { canonicalLanguage, directionOf, scriptOf } from '../../../src/domain/language.ts'
import { lang } from '../../support/desk.ts'

describe('a language tag becomes canonical (RFC 5646 §4.5)', () => {
  test.each([
    ['uk', 'uk'],
    ['UK', 'uk'],
    [' uk ', 'uk'],
    ['pt_br', 'pt-BR'],
    ['PT-br', 'pt-BR'],
    ['zh_tw', 'zh-TW'],
    ['zh_Hant_TW', 'zh-Hant-TW'],
    ['zh-hans', 'zh-Hans'],
    ['iw', 'he'],
    ['ji', 'yi'],
    ['mo', 'ro'],
    ['art-lojban', 'jbo'],
    ['de-1996', 'de-1996'],
  ])('%j becomes %s', (text, tag) => {
    expect(canonicalLanguage(text)).toBe(tag)
  })

  test.each([
    '',
    ' ',
    'junk',
    'ukrainian',
    'root',
    'a',
    'en--US',
    'uk.UTF-8',
    'sr@latin',
    '../uk',
    'u k',
    'українська',
  ])('%j is not a language tag', (text) => {
    expect(canonicalLanguage(text)).toBeUndefined()
  })
})

describe('the direction follows from the likely script', () => {
  test.each(['ar', 'he', 'fa', 'ur', 'dv', 'az-Arab', 'rhg', 'ckb', 'ps', 'sd', 'yi', 'ug', 'ff-Adlm', 'nqo', 'pa-PK'])(
    '%s runs from right to left',
    (tag) => {
      expect(directionOf(lang(tag))).toBe('rtl')
    },
  )

  test.each(['uk', 'en', 'ja', 'zh-Hant', 'az', 'ku', 'sd-Deva', 'ar-Latn', 'xx'])(
    '%s runs from left to right',
    (tag) => {
      expect(directionOf(lang(tag))).toBe('ltr')
    },
  )

  test.each([
    ['uk', 'Cyrl'],
    ['zh-TW', 'Hant'],
    ['zh', 'Hans'],
    ['sr-Latn', 'Latn'],
    ['xx', 'Zyyy'],
  ])('the script of %s is %s', (tag, script) => {
    expect(scriptOf(lang(tag))).toBe(script)
  })
})
