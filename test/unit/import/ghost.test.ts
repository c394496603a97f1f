import path from 'node:path'
import { expect, test } from 'vitest'
import { ghostExport } from '../../../src/import/ghost.ts'
import type { ImportSettings } from '../../../src/import/post.ts'
import { articlesById, folderWith, recordingSettings } from '../../support/importing.ts'

type Row = Readonly<Record<string, unknown>>

function post(id: unknown, row: Row = {}): Row {
  return {
    ...{
      id,
      uuid: `uuid-${id}`,
      title: `Post ${id}`,
      slug: `post-${id}`,
      type: 'post',
      status: 'published',
      visibility: 'public',
    },
    ...{ html: '<p>Text.</p>', published_at: '2024-05-01T08:00:00.000Z', updated_at: '2024-05-01T08:00:00.000Z' },
    ...row,
  }
}

function imported(
  tables: Readonly<Record<string, readonly Row[]>>,
  changes: Partial<ImportSettings> = {},
  pattern = '/{slug}/',
) {
  const folder = folderWith({ 'ghost.json': JSON.stringify({ db: [{ meta: { version: '5.0.0' }, data: tables }] }) })
  const { settings, reports } = recordingSettings({ language: 'en', ...changes })
  const posts = ghostExport([path.join(folder, 'ghost.json')], pattern, settings)
  return { articles: articlesById(posts, settings.report), reports }
}

test('a post has its authors and tags in order, its picture, its dates, and the guid of its feed', () => {
  const { articles, reports } = imported({
    posts: [
      post('65aa', {
        ...{
          custom_excerpt: 'In short.',
          feature_image: '__GHOST_URL__/content/images/a.jpg',
          updated_at: '2024-05-02T00:00:00.000Z',
        },
        html: '<p><a href="__GHOST_URL__/b/">b</a></p>',
      }),
    ],
    posts_meta: [{ id: 'm', post_id: '65aa', feature_image_alt: 'A river' }],
    tags: [
      { id: 't1', name: 'River' },
      { id: 't2', name: 'City' },
      { id: 't3', name: '#lang-uk' },
      { id: 't4', name: '#gallery' },
    ],
    posts_tags: ['t1', 't2', 't3', 't4'].map((tag_id, index) => ({
      post_id: '65aa',
      tag_id,
      sort_order: index === 1 ? -1 : index,
    })),
    users: [{ id: 'u1', name: 'Jo Doe' }],
    posts_authors: [{ post_id: '65aa', author_id: 'u1' }],
  })
  expect(reports).toEqual([])
  expect(articles).toEqual({
    'post-65aa': {
      ...{ id: 'post-65aa', published: '2024-05-01T08:00:00Z', updated: '2024-05-02T00:00:00Z' },
      ...{ authors: [{ name: 'Jo Doe' }], tags: ['City', 'River'] },
      image: { url: '/content/images/a.jpg', alt: 'A river' },
      variants: {
        uk: {
          title: 'Post 65aa',
          summary: 'In short.',
          content: '<p><a href="/b/">b</a></p>',
          url: '/post-65aa/',
          guid: '65aa',
        },
      },
    },
  })
})

test('posts that link to each other in their heads are translations', () => {
  const link = '<link rel="alternate" hreflang="en" href="https://old.example/post-2/">'
  const { articles } = imported({
    posts: [post('1', { codeinjection_head: link }), post('2', { locale: 'en' })],
    tags: [{ id: 't', name: '#uk' }],
    posts_tags: [{ post_id: '1', tag_id: 't' }],
  })
  expect(Object.keys(articles['post-1']?.variants ?? {})).toEqual(['uk', 'en'])
})

test('the pattern makes the address, and a canonical address replaces it', () => {
  const posts = [post('1'), post('2', { canonical_url: 'https://news.example/2' })]
  const { articles } = imported({ posts }, {}, '/{lang}/{yyyy}/{mm}/{slug}-{id}/')
  expect(Object.values(articles).map(({ variants }) => variants.en?.url)).toEqual([
    '/en/2024/05/post-1-1/',
    'https://news.example/2',
  ])
})

test('the part for members is not imported', () => {
  const html = '<p>All.</p><!--members-only--><p>Members.</p>'
  const { articles, reports } = imported({
    posts: [post('1', { html, visibility: 'paid' }), post('2', { visibility: 'members' })],
  })
  expect(Object.values(articles).map(({ variants }) => variants.en?.content)).toEqual(['<p>All.</p>', ''])
  expect(reports[0]).toBe(
    'changed: ghost.json: post 1 (post-1): Of a post for members only the public part was imported',
  )
})

test('a post without html is reported, and a page is skipped', () => {
  const { articles, reports } = imported({
    posts: [post('1', { html: null, lexical: '{}' }), post('2', { type: 'page' })],
  })
  expect(articles).toEqual({})
  expect(reports).toEqual([
    'failed: ghost.json: post 1 (post-1): has no html, only the text of the editor: save it in Ghost, export again',
    'skipped: of type page',
  ])
})

test('an export of Ghost 0.x: numbers as ids, the uuid as guid, milliseconds as dates', () => {
  const { articles } = imported(
    {
      posts: [
        post(20, {
          page: 0,
          type: undefined,
          language: 'en_US',
          image: '/a.jpg',
          published_at: 1425244100000,
          updated_at: null,
          status: 'draft',
        }),
      ],
    },
    { language: undefined },
  )
  expect(articles['post-20']).toMatchObject({
    ...{ status: 'draft', published: '2015-03-01T21:08:20Z', image: { url: '/a.jpg' } },
    variants: { 'en-US': { guid: 'uuid-20' } },
  })
})

test.each(['{"db":[]}', '[]', '{"db":[{"data":{}}]}', 'x'])('a file of another kind is refused: %s', (text) => {
  const folder = folderWith({ 'x.json': text })
  expect(() => ghostExport([path.join(folder, 'x.json')], '/', recordingSettings().settings)).toThrow(
    /x\.json is no export of Ghost/,
  )
})
