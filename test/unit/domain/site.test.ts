import { describe, expect, test } from 'vitest'
import { isVisible } from '../../../src/domain/article.ts'
import { keyPath } from '../../../src/domain/path.ts'
import { textIn } from '../../../src/domain/site.ts'
import type { Texts } from '../../../src/domain/text.ts'
import { lang } from '../../support/desk.ts'

describe('a text in a language', () => {
  const languages = [lang('uk'), lang('ru'), lang('en')]
  test.each<[string, Texts, string, string]>([
    ['is the only text', 'Herald', 'uk', 'Herald'],
    ['is the text in that language', { uk: 'Вісник', en: 'Herald' }, 'en', 'Herald'],
    ['is otherwise that of the first language of the site', { en: 'Herald', uk: 'Вісник' }, 'ja', 'Вісник'],
    ['is otherwise that of the next language of the site', { de: 'Bote', en: 'Herald' }, 'ja', 'Herald'],
    ['is otherwise any text', { de: 'Bote', pl: 'Goniec' }, 'ja', 'Bote'],
    ['is empty if there is none', {}, 'uk', ''],
  ])('%s', (_, texts, language, expected) => {
    expect(textIn(texts, lang(language), languages)).toBe(expected)
  })
})

describe('a variant is visible', () => {
  test.each([
    ['from its date of publication', 'published', 100, null, 100, true],
    ['not a second before', 'published', 100, null, 99, false],
    ['before it expires', 'published', 100, 200, 199, true],
    ['not once it has expired', 'published', 100, 200, 200, false],
    ['not as a draft', 'draft', 100, null, 150, false],
    ['not when withdrawn', 'withdrawn', 100, null, 150, false],
  ] as const)('%s', (_, status, published, expires, at, expected) => {
    expect(isVisible({ status, published, expires }, at)).toBe(expected)
  })
})

test.each([
  [[], ''],
  [['title'], 'title'],
  [['variants', 'uk', 'title'], 'variants.uk.title'],
  [['sources', 0, 'path'], 'sources[0].path'],
])('the key %j is spelled %j', (path, text) => {
  expect(keyPath(path)).toBe(text)
})
