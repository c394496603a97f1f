import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  builderPath,
  EMBED_FILES,
  type EmbedFile,
  embedPath,
  folderKey,
  lookPath,
  parseEmbedPath,
  scriptPath,
  searchPath,
} from '../../../src/domain/embed-path.ts'
import { type FeedKey, keyOf } from '../../../src/domain/feed-key.ts'
import { folderOf, parsePath } from '../../../src/domain/feed-path.ts'
import type { Language } from '../../../src/domain/language.ts'
import { DEFAULT_LOOK } from '../../../src/domain/look.ts'
import { checked, hostileText } from '../../support/arbitraries.ts'
import { lang } from '../../support/desk.ts'

const FILES = Object.keys(EMBED_FILES) as EmbedFile[]
const languages = fc.uniqueArray(fc.constantFrom('uk', 'zh-Hant', 'pt-BR').map(lang), { minLength: 1 }) as fc.Arbitrary<
  [Language, ...Language[]]
>
const term = hostileText.map((text) => text.toWellFormed()).filter((text) => text !== '')
const topic: fc.Arbitrary<FeedKey['topic']> = fc.oneof(
  fc.constant({ kind: 'all' } as const),
  fc.record({ kind: fc.constantFrom('tag', 'section', 'author', 'headlines'), term }),
)
const partner = fc.option(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { nil: null })
const key: fc.Arbitrary<FeedKey> = fc.record({ languages, topic, month: fc.constant(null), partner })

describe('an embed path', () => {
  test('of any feed is parsed back', () => {
    fc.assert(
      fc.property(key, fc.constantFrom(...FILES), (feed, file) => {
        const path = embedPath(feed, file)
        expect(path).toMatch(/^\/embed\/[\x21-\x7e]+$/)
        expect(parseEmbedPath(path)).toEqual({ file, folder: parsePath(folderOf(feed)) })
      }),
      checked(300),
    )
  })

  test.each([
    [keyOf({ language: lang('uk'), kind: 'all' }), 'headlines', '/embed/uk/headlines.json'],
    [keyOf({ language: lang('uk'), kind: 'tag', term: 'usa' }), 'fragment', '/embed/uk/tags/usa/fragment.html'],
    [
      folderKey({ key: keyOf({ language: lang('ja'), kind: 'section', term: '地域' }), partner: 'wire' }),
      'frame',
      '/embed/partners/wire/ja/sections/%E5%9C%B0%E5%9F%9F/frame.html',
    ],
  ] as const)('is spelled like %3$s', (feed, file, path) => {
    expect(embedPath(feed, file)).toBe(path)
  })

  test('has the look in its query unless it is the default', () => {
    const feed = keyOf({ language: lang('uk'), kind: 'all' })
    expect(lookPath(feed, 'frame', DEFAULT_LOOK)).toBe('/embed/uk/frame.html')
    expect(lookPath(feed, 'frame', { count: 3, show: ['images', 'summaries'], theme: 'dark' })).toBe(
      '/embed/uk/frame.html?count=3&show=images,summaries&theme=dark',
    )
  })

  test.each([
    ...['', '/', '/embed', '/embed/', '/embed/uk', '/embed/uk/', '/embed/uk/frame', '/embed/uk/FRAME.HTML'],
    ...['/embed/frame.html', '/embed//frame.html', '/embed/uk//frame.html', '/embed/uk/rss.xml', '/uk/frame.html'],
    ...['/embed/uk/frame.html/', '/embed/embed/uk/tags/a/b/frame.html', '/embed/%zz/frame.html', 'embed/uk/frame.html'],
    ...['/embed/uk/tags/frame.html', '/embed/uk/nothing/a/frame.html', '/embed/partners/wire/frame.html'],
    ...['/embed/partners//uk/frame.html', '/embeds/uk/frame.html', '/embed/uk/constructor', '/embed/uk/__proto__'],
    // Archives cannot be embedded.
    ...['/embed/uk/archive/2026-02/frame.html', '/embed/uk/tags/usa/archive/2026-02/headlines.json'],
  ])('is not %j', (path) => {
    expect(parseEmbedPath(path)).toBeUndefined()
  })

  test('never throws for any input', () => {
    const segment = fc.oneof(hostileText, fc.constantFrom('embed', 'uk', 'tags', 'partners', 'archive', '%', ''))
    fc.assert(
      fc.property(fc.array(segment), fc.constantFrom(...Object.values(EMBED_FILES), ''), (segments, name) => {
        const parsed = parseEmbedPath(`/embed/${segments.join('/')}/${name}`)
        if (parsed) expect(parsed.folder).toMatchObject({ month: null, format: 'page' })
      }),
      checked(300),
    )
  })
})

test('pages and scripts have these paths', () => {
  expect(builderPath(lang('pt-BR'))).toBe('/pt-BR/embed/')
  expect(searchPath(lang('pt-BR'))).toBe('/pt-BR/search')
  expect(scriptPath('polyfeed-headlines', '1.0.0')).toBe('/embed/polyfeed-headlines-1.0.0.js')
  expect(scriptPath('polyfeed-headlines', null)).toBe('/embed/polyfeed-headlines.js')
})
