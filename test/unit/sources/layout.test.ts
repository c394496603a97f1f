import { describe, expect, test } from 'vitest'
import type { Language } from '../../../src/domain/language.ts'
import type { MarkdownSource } from '../../../src/domain/sources.ts'
import { pathReader, urlOf } from '../../../src/sources/layout.ts'
import { lang } from '../../support/desk.ts'

const source = (over: Partial<MarkdownSource>): MarkdownSource => ({
  type: 'markdown',
  path: 'blog',
  layout: 'suffix',
  pattern: '{id}.{lang}.md',
  languages: {},
  dialect: 'commonmark',
  dates: ['frontMatter', 'filename'],
  url: '/{lang}/{id}/',
  ...over,
})

const LANGUAGES = ['uk', 'en', 'ru', 'he', 'zh-TW', 'pt-BR', 'zh-Hans', 'zh-Hant'].map(lang) as [Language]

const reader = (settings: MarkdownSource) => {
  const read = pathReader(settings, LANGUAGES)
  return (path: string) => {
    const reading = read(path)
    return 'facts' in reading ? { facts: reading.facts() } : reading
  }
}

describe('by suffix', () => {
  const read = reader(source({}))

  test.each([
    ['bridge.en.md', 'bridge', 'en'],
    ['2026/03/bridge.en.md', 'bridge', 'en'],
    ['bridge.zh_tw.md', 'bridge', 'zh-TW'],
    ['bridge.EN.md', 'bridge', 'en'],
    ['bridge.iw.md', 'bridge', 'he'],
    ['bridge.pt-br.md', 'bridge', 'pt-BR'],
    ['v1.2.en.md', 'v1.2', 'en'],
    ['міст.uk.md', 'міст', 'uk'],
    ['bridge.md', 'bridge', 'uk'],
    ['notes/bridge.md', 'bridge', 'uk'],
    ['v1.2.md', 'v1.2', 'uk'],
    ['bridge/index.en.md', 'bridge', 'en'],
    ['posts/bridge/index.md', 'bridge', 'uk'],
    ['index.md', 'index', 'uk'],
  ])('%s is %s in %s', (path, id, language) => {
    expect(read(path)).toMatchObject({ facts: { id, language } })
  })

  test.each([
    ['README.md', 'page'],
    ['README.en.md', 'page'],
    ['notes/README.md', 'page'],
    ['_draft.md', 'page'],
    ['posts/_index.en.md', 'page'],
    ['bridge.de.md', 'language'],
    ['bridge.english.md', 'language'],
    ['bridge/index.de.md', 'language'],
    ['bridge.en.mdx', 'extension'],
    ['about.html', 'extension'],
    ['_drafts/about.html', 'draft'],
  ])('%s is no article: %s', (path, skipped) => {
    expect(read(path)).toEqual({ skipped })
  })
})

describe('by folder', () => {
  const pattern = '{lang}/news/_posts/{date}-{slug}.md'
  const read = reader(
    source({ layout: 'directory', pattern, languages: { zh_cn: lang('zh-Hans'), zh_tw: lang('zh-Hant') } }),
  )

  test('date and slug form the id, and the folder gives the language', () => {
    expect(read('en/news/_posts/2026-02-21-ruby-4-0.md')).toHaveProperty('facts', {
      id: '2026-02-21-ruby-4-0',
      slug: 'ruby-4-0',
      date: '2026-02-21',
      lang: 'en',
      language: 'en',
      section: null,
      folders: null,
      file: '2026-02-21-ruby-4-0',
      isDefault: false,
    })
  })

  test.each([
    ['zh_cn', 'zh-Hans'],
    ['zh_tw', 'zh-Hant'],
    ['pt_br', 'pt-BR'],
  ])('the folder %s is in %s', (folder, language) => {
    expect(read(`${folder}/news/_posts/2026-02-21-x.md`)).toMatchObject({ facts: { lang: folder, language } })
  })

  test.each([
    ['en/news/_posts/ruby.md', 'pattern'],
    ['en/news/2026-02-21-x.md', 'pattern'],
    ['a/en/news/_posts/2026-02-21-x.md', 'pattern'],
    ['en/news/_posts/deep/2026-02-21-x.md', 'pattern'],
    ['junk/news/_posts/2026-02-21-x.md', 'pattern'],
    ['en/newsX_posts/2026-02-21-x.md', 'pattern'],
    ['de/news/_posts/2026-02-21-x.md', 'language'],
    ['en/news/_posts/2026-02-21-x.html', 'extension'],
    ['README.md', 'page'],
  ])('%s is no article: %s', (path, skipped) => {
    expect(read(path)).toEqual({ skipped })
  })

  test.each([
    ['{section}/{slug}.{lang}.md', 'city/bridge.en.md', { id: 'bridge', section: 'city' }],
    ['{lang}/{id}/index.md', 'en/bridge/index.md', { id: 'bridge', slug: 'bridge' }],
    ['{id}-{slug}.{lang}.md', '17-bridge.en.md', { id: '17', slug: 'bridge' }],
    ['posts (new)/{slug}+{lang}.md', 'posts (new)/a+en.md', { id: 'a', language: 'en' }],
    ['{slug}_{lang}_{date}.md', 'my_en_story_uk_2026-02-21.md', { slug: 'my_en_story', language: 'uk' }],
    ['{slug}_{lang}_*.md', 'old_bridge_en_2026.md', { id: 'old_bridge', language: 'en', file: 'old_bridge_en_2026' }],
    ['{lang}/{slug}.md[x]', 'en/bridge.mdx', { id: 'bridge' }],
    ['{lang}/[{date}-]{slug}.md', 'en/2026-02-21-bridge.md', { id: '2026-02-21-bridge', date: '2026-02-21' }],
    ['{lang}/[{date}-]{slug}.md', 'en/bridge.md', { id: 'bridge', date: null }],
    ['{lang}/[{date}-]{slug}.md', 'en/2026-02-21-bridge/index.md', { slug: 'bridge', date: '2026-02-21' }],
    ['{lang}/{yyyy}/{mm}/{dd}/{slug}.md', 'en/2026/2/1/bridge.md', { id: '2026-02-01-bridge', date: '2026-02-01' }],
    ['{lang}/{folders}/{slug}.md', 'en/a/b/bridge.md', { id: 'a/b/bridge', folders: 'a/b', slug: 'bridge' }],
    ['{lang}/{folders}/{slug}.md', 'en/bridge.md', { id: 'bridge', folders: null }],
    ['{lang}/**/{slug}.md', 'en/a/b/bridge.md', { id: 'bridge' }],
    ['[{lang}/]{slug}.md', 'en/bridge.md', { id: 'bridge', language: 'en', isDefault: false }],
    ['[{lang}/]{slug}.md', 'bridge.md', { id: 'bridge', language: 'uk', isDefault: true }],
    ['[{lang}/]**/{slug}.md', 'posts/bridge.md', { id: 'bridge', language: 'uk' }],
    ['{slug}.{lang}.md', 'bridge/index.en.md', { id: 'bridge', slug: 'bridge', file: 'bridge' }],
    ['{slug}_{lang}.md', 'posts/bridge/index_en.md', { id: 'bridge' }],
    ['{lang}/{slug}.md', 'en/index.md', { id: 'index' }],
    ['{id}-{slug}.{lang}.md', '17-bridge.en.md', { file: '17-bridge' }],
  ])('with %s, %s is %j', (givenPattern, path, facts) => {
    expect(reader(source({ layout: 'directory', pattern: givenPattern }))(path)).toMatchObject({ facts })
  })
})

describe('a custom suffix', () => {
  test.each([
    ['{slug}-{lang}.md', 'bird-count.md', { id: 'bird-count', language: 'uk' }],
    ['{slug}_{lang}_{date}.md', 'bridge_2026-02-21.md', { id: '2026-02-21-bridge', language: 'uk' }],
    ['{slug}.{lang}.md[x]', 'bridge.mdx', { id: 'bridge', language: 'uk' }],
    ['{lang}/news/{slug}.md', 'news/bridge.md', { id: 'bridge', language: 'uk' }],
  ])('of %s may be absent: %s', (pattern, path, facts) => {
    expect(reader(source({ pattern }))(path)).toMatchObject({ facts })
  })

  test('does not take files of other patterns for the default language', () => {
    expect(reader(source({ pattern: '{slug}_{lang}_{date}.md' }))('name.md')).toEqual({ skipped: 'pattern' })
  })
})

test('the language of the source needs no placeholder', () => {
  const read = reader(source({ layout: 'directory', pattern: 'blog/{slug}.md', language: lang('en') }))
  expect(read('blog/bridge.md')).toMatchObject({ facts: { language: 'en', lang: 'en', isDefault: true } })
})

test.each([
  [['drafts'], 'a/drafts/b/x.md'],
  [['drafts/'], 'drafts/x.md'],
  [['/drafts'], 'drafts/x.md'],
  [['*-old.md'], 'a/x-old.md'],
  [['a/**/x.md'], 'a/b/c/x.md'],
])('%j excludes %s', (exclude, path) => {
  expect(reader(source({ exclude }))(path)).toEqual({ skipped: null })
})

test.each([
  [['drafts'], 'a/my-drafts/x.md'],
  [['/drafts'], 'a/drafts/x.md'],
  [['a/*.md'], 'b/a/x.md'],
  [['x'], 'x.md'],
])('%j does not exclude %s', (exclude, path) => {
  expect(reader(source({ exclude }))(path)).toHaveProperty('facts')
})

describe('an article’s address', () => {
  const facts = {
    id: '2026-02-21-міст',
    language: lang('zh-Hant'),
    lang: 'zh_tw',
    slug: 'міст',
    date: '2026-02-21',
    section: 'city',
  }
  test.each([
    ['/{lang}/news/{yyyy}/{mm}/{dd}/{slug}/', '/zh_tw/news/2026/02/21/%D0%BC%D1%96%D1%81%D1%82/'],
    ['/{language}/{section}/{date}/', '/zh-Hant/city/2026-02-21/'],
    ['[/{lang}]/{slug}/', '/zh_tw/%D0%BC%D1%96%D1%81%D1%82/'],
    ['/{section}[/{folders}]/{id}', '/city/2026-02-21-%D0%BC%D1%96%D1%81%D1%82'],
    ['/{other}/{id}', '/{other}/2026-02-21-%D0%BC%D1%96%D1%81%D1%82'],
  ])('from %s is %s', (template, url) => {
    expect(urlOf(template, facts)).toBe(url)
  })

  test('omits a bracketed language if it is the default', () => {
    expect(urlOf('[/{lang}]/{slug}/', { ...facts, isDefault: true, slug: 'a/b c' })).toBe('/a/b%20c/')
  })

  test('cannot leave its folder', () => {
    expect(urlOf('/{slug}/', { ...facts, slug: '../../x' })).toBe('/..%2F..%2Fx/')
  })
})
