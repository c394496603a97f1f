import { expect, test } from 'vitest'
import { readPost } from '../../../support/dialect.ts'

// https://www.11ty.dev/docs/data-template-dir/

test('data files of folders and of the page give defaults, the nearest ones first', async () => {
  const post = await readPost('eleventy', 'Text', {
    matter: 'tags: [own]',
    files: {
      'en/en.json': '{ "author": "Ada", "section": "City", "tags": ["site"] }',
      'en/en.11tydata.json': '{ "section": "River" }',
      'en/other.json': '{ "section": "Sport" }',
    },
  })
  expect(post.problems).toEqual([])
  expect(post.variant).toMatchObject({
    authors: [{ name: 'Ada' }],
    terms: expect.arrayContaining([
      expect.objectContaining({ kind: 'section', label: 'River' }),
      expect.objectContaining({ kind: 'tag', label: 'site' }),
      expect.objectContaining({ kind: 'tag', label: 'own' }),
    ]),
  })
})

test('the front matter takes precedence', async () => {
  const files = { 'en/en.json': '{ "section": "City" }' }
  const post = await readPost('eleventy', 'Text', { matter: 'section: Sport', files })
  expect(post.variant).toMatchObject({ terms: [{ kind: 'section', label: 'Sport' }] })
})

test('a template of an address does not count, and an address does', async () => {
  const files = { 'en/en.json': '{ "permalink": "/{{ page.fileSlug }}/" }' }
  expect((await readPost('eleventy', 'Text', { files })).variant?.url).toBe('https://herald.example/en/post/')
  const post = await readPost('eleventy', 'Text', { matter: 'permalink: /bridge/', files })
  expect(post.variant?.url).toBe('https://herald.example/bridge/')
})

test('a page without a permalink is not published', async () => {
  const files = { 'en/en.json': '{ "permalink": false }' }
  expect((await readPost('eleventy', 'Text', { files })).variant).toMatchObject({ status: 'draft' })
})
