import { describe, expect, test } from 'vitest'
import type { MarkdownSource } from '../../../src/domain/site.ts'
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

describe('by suffix', () => {
  const read = pathReader(source({}), lang('uk'))

  test.each([
    ['bridge.en.md', 'bridge', 'en'],
    ['2026/03/bridge.en.md', 'bridge', 'en'],
    ['bridge.zh_tw.md', 'bridge', 'zh-TW'],
    ['bridge.pt-br.md', 'bridge', 'pt-BR'],
    ['v1.2.en.md', 'v1.2', 'en'],
    ['міст.uk.md', 'міст', 'uk'],
    ['bridge.md', 'bridge', 'uk'],
    ['notes/bridge.md', 'bridge', 'uk'],
  ])('%s is %s in %s', (path, id, language) => {
    expect(read(path)).toMatchObject({ id, language })
  })

  test.each(['README.md', 'notes/README.md', '_draft.md'])('%s is not an article', (path) => {
    expect(read(path)).toBeUndefined()
  })
})

describe('by folder', () => {
  const pattern = '{lang}/news/_posts/{date}-{slug}.md'
  const read = pathReader(
    source({ layout: 'directory', pattern, languages: { zh_cn: lang('zh-Hans'), zh_tw: lang('zh-Hant') } }),
    lang('uk'),
  )

  test('date and slug form the id, and the folder gives the language', () => {
    expect(read('en/news/_posts/2026-02-21-ruby-4-0.md')).toEqual({
      id: '2026-02-21-ruby-4-0',
      slug: 'ruby-4-0',
      date: '2026-02-21',
      lang: 'en',
      language: 'en',
      section: null,
    })
  })

  test.each([
    ['zh_cn', 'zh-Hans'],
    ['zh_tw', 'zh-Hant'],
    ['pt_br', 'pt-BR'],
  ])('the folder %s is in %s', (folder, language) => {
    expect(read(`${folder}/news/_posts/2026-02-21-x.md`)).toMatchObject({ lang: folder, language })
  })

  test.each([
    'en/news/_posts/ruby.md',
    'en/news/2026-02-21-x.md',
    'a/en/news/_posts/2026-02-21-x.md',
    'en/news/_posts/deep/2026-02-21-x.md',
    'junk/news/_posts/2026-02-21-x.md',
    'en/newsX_posts/2026-02-21-x.md',
    'en/news/_posts/2026-02-21-xYmd',
    'README.md',
  ])('%s is ignored', (path) => {
    expect(read(path)).toBeUndefined()
  })

  test.each([
    ['{section}/{slug}.{lang}.md', 'city/bridge.en.md', { id: 'bridge', section: 'city' }],
    ['{lang}/{id}/index.md', 'en/bridge/index.md', { id: 'bridge', slug: 'bridge' }],
    ['{id}-{slug}.{lang}.md', '17-bridge.en.md', { id: '17', slug: 'bridge' }],
    ['posts (new)/{slug}+{lang}.md', 'posts (new)/a+en.md', { id: 'a', language: 'en' }],
  ])('with %s, %s is %j', (givenPattern, path, facts) => {
    expect(pathReader(source({ layout: 'directory', pattern: givenPattern }), lang('uk'))(path)).toMatchObject(facts)
  })
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
    ['/{other}/{id}', '/{other}/2026-02-21-%D0%BC%D1%96%D1%81%D1%82'],
  ])('from %s is %s', (template, url) => {
    expect(urlOf(template, facts)).toBe(url)
  })

  test('cannot leave its folder', () => {
    expect(urlOf('/{slug}/', { ...facts, slug: '../../x' })).toBe('/..%2F..%2Fx/')
  })
})
