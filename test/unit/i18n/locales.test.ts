import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { canonicalLanguage } from '../../../src/domain/language.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../../locales')
const LOCALES = readdirSync(FOLDER)
const FILES = ['feeds.json', 'pages.json', 'embed.json', 'admin.json'] as const
const PLURAL = /_(?:zero|one|two|few|many|other)$/

type Texts = { readonly [key: string]: string | Texts }

/** `feed.items_one` → its text. */
function textsOf(locale: string, file: string): ReadonlyMap<string, string> {
  const flat = (texts: Texts, above: string): [string, string][] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[above + key, value] as [string, string]] : flat(value, `${above}${key}.`),
    )
  return new Map(flat(JSON.parse(readFileSync(path.join(FOLDER, locale, file), 'utf8')), ''))
}

const stem = (key: string): string => key.replace(PLURAL, '')
const stems = (texts: ReadonlyMap<string, string>): string[] => [...new Set([...texts.keys()].map(stem))].sort()
const placeholders = (text: string): string[] => (text.match(/\{\{.*?\}\}/g) ?? []).sort()

test('the program has these languages', () => {
  expect(LOCALES.sort().join(' ')).toBe('ar de en es fr he it ja ko pl pt-BR ru tr uk zh-Hans zh-Hant')
})

describe.each(LOCALES)('in %s', (locale) => {
  test('the folder’s name is a canonical language tag', () => {
    expect(canonicalLanguage(locale)).toBe(locale)
  })

  test('has the same files as English', () => {
    expect(readdirSync(path.join(FOLDER, locale)).sort()).toEqual(readdirSync(path.join(FOLDER, 'en')).sort())
  })

  describe.each(FILES)('%s', (file) => {
    const english = textsOf('en', file)
    const texts = textsOf(locale, file)

    test('has the same keys as English', () => {
      expect(stems(texts)).toEqual(stems(english))
    })

    test('has no empty text', () => {
      expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([])
    })

    test('has exactly the plural categories of the language', () => {
      const counted = stems(english).filter((key) => english.has(`${key}_other`))
      const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
      const expected = counted.flatMap((key) => categories.map((category) => `${key}_${category}`))
      expect([...texts.keys()].filter((key) => PLURAL.test(key)).sort()).toEqual(expected.sort())
    })

    test('has the same placeholders as English', () => {
      const wrong = [...texts].filter(([key, text]) => {
        const englishText = english.get(key) ?? english.get(`${stem(key)}_other`) ?? ''
        return placeholders(text).join() !== placeholders(englishText).join()
      })
      expect(wrong).toEqual([])
    })

    test('has no invisible controls, stray white space or braces', () => {
      const wrong = [...texts].filter(
        ([, text]) =>
          text !== text.trim() || /[\p{Cc}\u202a-\u202e\ufeff\ufffd]|[{}]/u.test(text.replace(/\{\{.*?\}\}/g, '')),
      )
      expect(wrong).toEqual([])
    })
  })
})

test.each(LOCALES)('%s has the quotation marks and spaces of print', (locale) => {
  const texts = FILES.flatMap((file) => [...textsOf(locale, file).values()])
  expect(texts.filter((text) => /['"]|\.\.\.| {2}/.test(text))).toEqual([])
  // French has spaces that do not break before : ; ? ! » and after «.
  const loose = /(?<![\u00a0\u202f])(?:[;?!»]|:(?!\S))|«(?!\u00a0)/u
  expect(locale === 'fr' ? texts.filter((text) => loose.test(text)) : []).toEqual([])
})

/** Words that English shares with a language. */
const SHARED_WORDS: Readonly<Record<string, readonly string[]>> = {
  de: ['Interview', 'Partner'],
  fr: ['Action', 'Articles', 'article', 'articles', 'Clients', 'Images', 'Opinion', 'Options', 'Source'],
  it: ['Partner'],
  pl: ['Partner'],
}

test.each(LOCALES.filter((locale) => locale !== 'en'))('%s has no longer text in English', (locale) => {
  const untranslated = FILES.flatMap((file) => {
    const english = textsOf('en', file)
    return [...textsOf(locale, file)].filter(([key, text]) => english.get(key) === text)
  })
  const words = untranslated.map(([, text]) => text.replace(/\{\{.*?\}\}/g, '').trim())
  expect(words.filter((text) => text.length > 5 && !SHARED_WORDS[locale]?.includes(text))).toEqual([])
})
