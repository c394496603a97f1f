import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  builderPath,
  embedPath,
  lookPath,
  parseEmbedPath,
  scriptPath,
  searchPath,
} from '../../../src/domain/embed-path.ts'
import { type FeedKey, keyOf, scopeOf } from '../../../src/domain/feed-key.ts'
import type { Language } from '../../../src/domain/language.ts'

const UK = 'uk' as Language
const KEYS: readonly (readonly [FeedKey, string])[] = [
  [keyOf(scopeOf('uk')), '/embed/uk/'],
  [keyOf(scopeOf('uk/tag/usa')), '/embed/uk/tags/usa/'],
  [keyOf(scopeOf('uk/tag/річка')), '/embed/uk/tags/%D1%80%D1%96%D1%87%D0%BA%D0%B0/'],
  [keyOf(scopeOf('uk/headlines/top')), '/embed/uk/headlines/top/'],
  [{ ...keyOf(scopeOf('uk/section/city')), languages: [UK, 'en' as Language] }, '/embed/uk,en/sections/city/'],
  [{ ...keyOf(scopeOf('uk/author/jo')), partner: 'wire' }, '/embed/partners/wire/uk/authors/jo/'],
]

describe('what is embedded', () => {
  test.each(KEYS)('has /embed before its folder: %#', (key, folder) => {
    expect(embedPath(key, 'headlines')).toBe(`${folder}headlines.json`)
    expect(embedPath(key, 'fragment')).toBe(`${folder}fragment.html`)
    expect(lookPath(key, 'frame', { count: 3, show: ['images'], theme: 'dark' })).toBe(
      `${folder}frame.html?count=3&show=images&theme=dark`,
    )
    const { languages, partner } = key
    expect(parseEmbedPath(`${folder}frame.html`)).toMatchObject({
      file: 'frame',
      folder: { languages, partner, month: null },
    })
  })

  test.each([
    '/embed/',
    '/embed/uk/',
    '/embed/uk/rss.xml',
    '/embed/headlines.json',
    '/embed//headlines.json',
    '/embed/uk/archive/2026-02/headlines.json',
    '/embed/uk/tags/headlines.json',
    '/embed/uk/tags/a/b/headlines.json',
    '/embed/uk/toString',
    '/uk/headlines.json',
    '/embedded/uk/headlines.json',
    '/embed/uk/%zz/headlines.json',
  ])('is not at %s', (path) => {
    expect(parseEmbedPath(path)).toBeUndefined()
  })

  test('no path is too odd to be looked at', () => {
    assert(property(string({ unit: 'binary' }), (text) => void parseEmbedPath(`/embed/${text}/headlines.json`)))
  })

  test('has scripts with and without a version, and pages beside', () => {
    expect(scriptPath('polyfeed-headlines', '1.0.0')).toBe('/embed/polyfeed-headlines-1.0.0.js')
    expect(scriptPath('polyfeed-headlines', null)).toBe('/embed/polyfeed-headlines.js')
    expect([builderPath(UK), searchPath(UK)]).toEqual(['/uk/embed/', '/uk/search'])
  })
})
