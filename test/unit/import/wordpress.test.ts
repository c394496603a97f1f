import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { KnownIds } from '../../../src/import/articles.ts'
import type { ImportSettings } from '../../../src/import/post.ts'
import { wordPressExport } from '../../../src/import/wordpress.ts'
import { POLYLANG, wxr, wxrItem, wxrMeta, wxrTerm } from '../../support/exports.ts'
import { articlesById, folderWith, recordingSettings } from '../../support/importing.ts'

function imported(text: string | readonly string[], changes: Partial<ImportSettings> = {}, known?: KnownIds) {
  const files = Object.fromEntries([text].flat().map((one, index) => [`export-${index}.xml`, one]))
  const folder = folderWith(files)
  const { settings, reports } = recordingSettings(changes)
  const posts = wordPressExport(
    Object.keys(files).map((name) => path.join(folder, name)),
    settings,
  )
  return {
    articles: articlesById(posts, settings.report, known),
    moved: settings.moved,
    reports: reports.map((line) => line.replace(`${folder}/`, '')),
  }
}

/** The only variant of an export with one post. */
function variantOf(fields: Parameters<typeof wxrItem>[1], rest = '', ...more: string[]) {
  const { articles, reports } = imported(wxr(wxrItem(1, fields, rest), ...more))
  return { variant: articles['post-1']?.variants['en-US'], article: articles['post-1'], reports }
}

describe('a site with Polylang', () => {
  const { articles, reports, moved } = imported(POLYLANG)

  test('translations are one article; its id is the slug of the oldest post', () => {
    expect(Object.keys(articles)).toEqual(['post-13', 'міст'])
    expect(articles.міст).toEqual({
      id: 'міст',
      published: '2024-05-01T08:00:00Z',
      authors: [{ name: 'Jo Doe' }],
      tags: ['News', 'River'],
      image: { url: 'https://old.example/bridge.jpg', alt: 'Міст' },
      variants: {
        uk: {
          title: 'Міст відкрито',
          content: '<p>Text.</p>',
          url: 'https://old.example/ua/mist/',
          guid: 'https://old.example/?p=11',
        },
        en: {
          title: 'The bridge is open',
          content: '<p>Text.</p>',
          url: 'https://old.example/post-12/',
          guid: 'https://old.example/?p=12',
          updated: '2024-05-03T09:00:00Z',
          image: null,
        },
      },
    })
  })

  test('a draft has its date in the zone of the site', () => {
    expect(articles['post-13']).toMatchObject({ status: 'draft', published: '2024-05-01T11:00:00' })
  })

  test('ids of terms that differ from those in old addresses are named', () => {
    expect(moved).toEqual({ tags: new Map([['novyny', 'news']]), authors: new Map([['jo', 'jo-doe']]) })
  })

  test('posts in the trash are skipped', () => {
    expect(reports).toEqual(['skipped: of status trash'])
  })
})

test('WPML: fields name the language and the group', () => {
  const fields = (language: string) =>
    wxrMeta('_wpml_import_language_code', language) + wxrMeta('_wpml_import_translation_group', 'post_1')
  const { articles } = imported(wxr(wxrItem(1, {}, fields('de')), wxrItem(2, {}, fields('fr'))))
  expect(Object.keys(articles['post-1']?.variants ?? {})).toEqual(['de', 'fr'])
})

test('without a plugin posts have the language of the option, or else that of the site', () => {
  const text = wxr(wxrItem(1, {}))
  expect(Object.keys(imported(text).articles['post-1']?.variants ?? {})).toEqual(['en-US'])
  expect(Object.keys(imported(text, { language: 'uk' }).articles['post-1']?.variants ?? {})).toEqual(['uk'])
})

test('a draft of a translation is an article of its own', () => {
  const group = wxrTerm('post_translations', 'pll_1')
  const { articles } = imported(
    wxr(
      wxrItem(1, {}, group + wxrTerm('language', 'en')),
      wxrItem(2, { 'wp:status': 'draft' }, group + wxrTerm('language', 'uk')),
    ),
  )
  expect(Object.entries(articles).map(([id, { status }]) => [id, status])).toEqual([
    ['post-1', undefined],
    ['post-2', 'draft'],
  ])
})

test.each([
  ['future', undefined],
  ['private', 'draft'],
  ['pending', 'draft'],
])('status %s', (written, status) => {
  expect(variantOf({ 'wp:status': written }).article?.status).toBe(status)
})

test('a post with a password is not published', () => {
  const { article, reports } = variantOf({ 'wp:post_password': 'secret' })
  expect(article?.status).toBe('draft')
  expect(reports).toEqual(['changed: export-0.xml: line 5, post 1: A post with a password became a draft'])
})

test('two posts with one slug have ids that a later export does not exchange', () => {
  const { articles } = imported(wxr(wxrItem(7, { 'wp:post_name': 'a' }), wxrItem(3, { 'wp:post_name': 'a' })))
  expect(Object.values(articles).map(({ id, variants }) => [id, variants['en-US']?.guid])).toEqual([
    ['a-7', 'https://old.example/?p=7'],
    ['a', 'https://old.example/?p=3'],
  ])
})

test('an article keeps the id of an earlier import, and a new article never takes it', () => {
  const group = wxrTerm('post_translations', 'pll_1')
  const translation = wxrItem(1, {}, group + wxrTerm('language', 'uk'))
  const post = wxrItem(2, { 'wp:post_name': 'renamed' }, group + wxrTerm('language', 'en'))
  const ids: Record<string, string> = { 'https://old.example/?p=2': 'before' }
  const known = { idOf: (guid: string) => ids[guid], has: (id: string) => id === 'before' }
  const { articles } = imported(wxr(translation, post, wxrItem(3, { 'wp:post_name': 'before' })), {}, known)
  expect(Object.entries(articles).map(([id, { variants }]) => [id, Object.keys(variants)])).toEqual([
    ['before', ['uk', 'en']],
    ['before-3', ['en-US']],
  ])
})

test('the second post with a guid loses it, and the first keeps it', () => {
  const { articles, reports } = imported(wxr(wxrItem(1, { guid: 'g' }), wxrItem(2, { guid: 'g' })))
  expect([articles['post-1']?.variants['en-US']?.guid, articles['post-2']?.variants['en-US']?.guid]).toEqual([
    'g',
    undefined,
  ])
  expect(reports).toEqual(['changed: export-0.xml: line 6, post 2: A guid that an older post has, too, was dropped'])
})

test('posts of several files: pictures are found in any of them, and a post in two files counts once', () => {
  const picture = wxrItem(9, { 'wp:post_type': 'attachment', 'wp:attachment_url': 'https://old.example/9.jpg' })
  const post = wxrItem(1, {}, wxrMeta('_thumbnail_id', '9'))
  const { articles, reports } = imported([wxr(post), wxr(picture, post)])
  expect(Object.keys(articles)).toEqual(['post-1'])
  expect(articles['post-1']?.image).toEqual({ url: 'https://old.example/9.jpg' })
  expect(reports).toEqual(['skipped: in two files'])
})

test('the enclosure of a podcast is an attachment', () => {
  const { article } = variantOf(
    {},
    wxrMeta('enclosure', 'https://old.example/1.mp3\n12345\naudio/mpeg\na:1:{s:8:"duration";s:5:"01:00";}'),
  )
  expect(article?.attachments).toEqual([{ url: 'https://old.example/1.mp3', length: 12345, type: 'audio/mpeg' }])
})

test('authors of Co-Authors Plus stand in place of the creator', () => {
  const guest = wxrItem(
    50,
    { 'wp:post_type': 'guest-author' },
    wxrMeta('cap-user_login', 'kim') + wxrMeta('cap-display_name', 'Kim Roe'),
  )
  const { article } = variantOf({}, wxrTerm('author', 'cap-kim', 'kim') + wxrTerm('author', 'cap-jo', 'jo'), guest)
  expect(article?.authors).toEqual([{ name: 'Kim Roe' }, { name: 'Jo Doe' }])
})

test('terms of plugins are no tags, and "uncategorized" is none', () => {
  const terms = [
    wxrTerm('post_format', 'post-format-aside'),
    wxrTerm('category', 'uncategorized'),
    wxrTerm('series', 'rivers', 'Rivers'),
  ]
  expect(variantOf({}, terms.join('')).article?.tags).toEqual(['Rivers'])
})

test('a post without a title has the beginning of its text as its title', () => {
  expect(variantOf({ title: '', 'content:encoded': 'Short news.' }).variant?.title).toBe('Short news.')
  expect(variantOf({ title: '', 'content:encoded': '' }).variant?.title).toBe('2024-05-01')
})

test('pages are imported only on request', () => {
  const text = wxr(wxrItem(1, { 'wp:post_type': 'page' }))
  expect(imported(text)).toMatchObject({ articles: {}, reports: ['skipped: of type page'] })
  expect(Object.keys(imported(text, { types: new Set(['post', 'page']) }).articles)).toEqual(['post-1'])
})

test('control characters are removed; broken XML is reported with its line, and the posts before it are imported', () => {
  expect(variantOf({ 'content:encoded': 'a\u0008b' })).toMatchObject({ variant: { content: '<p>ab</p>' }, reports: [] })
  const broken = wxr(wxrItem(1, {}), wxrItem(2, {})).replace(/<wp:post_name><!\[CDATA\[post-2[\s\S]*$/, '')
  const { articles, reports } = imported(broken)
  expect(Object.keys(articles)).toEqual(['post-1'])
  expect(reports[0]).toMatch(/^failed: export-0\.xml: line 6:\d+: unclosed tag: item$/)
})

test('another encoding than UTF-8 is read', () => {
  const file = path.join(folderWith({}), 'latin.xml')
  writeFileSync(file, wxr(wxrItem(1, { title: 'Café' })).replace('UTF-8', 'ISO-8859-1'), 'latin1')
  const { settings } = recordingSettings()
  const articles = articlesById(wordPressExport([file], settings), settings.report)
  expect(articles['post-1']?.variants['en-US']?.title).toBe('Café')
})

test('a file of another kind is refused', () => {
  expect(() => imported('<rss><channel><item><title>x</title></item></channel></rss>')).toThrow(
    /is no export of WordPress/,
  )
})
