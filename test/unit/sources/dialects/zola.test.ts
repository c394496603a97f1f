import { describe, expect, test } from 'vitest'
import { readPost } from '../../../support/dialect.ts'

const zola = (body: string, options = {}) => readPost('zola', body, options)

describe('shortcodes', () => {
  test.each([
    [
      '{{ youtube(id="abcdefghijk", autoplay=true) }}',
      '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>',
    ],
    ["{{image(src='/a.png', alt=`A`)}}", '<figure><img src="https://herald.example/a.png" alt="A" /></figure>'],
    ['{% quote(author="Jo") %}\nA *quote*.\n{% end %}', '<p>A <em>quote</em>.</p>'],
    ['{% a() %}one {% b(x=[1, 2]) %}two{% end %}{% end %}', '<p>one two</p>'],
    ['{{/* youtube(id="x") */}} {%/* quote() */%}', '<p>{{ youtube(id="x") }} {% quote() %}</p>'],
    ['{{ title }} {% if a %}', '<p>{{ title }} {% if a %}</p>'],
  ])('%j', async (body, content) => {
    expect(await zola(body)).toMatchObject({ content, problems: [] })
  })

  test('an unknown one is removed and reported', async () => {
    const post = await zola('One {{ books(path="b.toml") }}')
    expect(post.content).toBe('<p>One</p>')
    expect(post.problems).toMatchObject([{ reason: 'shortcode_unknown', severity: 'warning', place: 'line 6' }])
  })
})

test('internal links lead to articles', async () => {
  const files = { 'en/other.md': '---\ntitle: Other\ndate: 2026-01-01\n---\nText\n' }
  const post = await zola('[a](@/blog/other.md#part) [b]\n\n[b]: @/other.md', { files })
  expect(post.content).toBe(
    '<p><a href="https://herald.example/en/other/#part">a</a> <a href="https://herald.example/en/other/">b</a></p>',
  )
  expect(post.problems).toEqual([])
})

test.each([
  ['taxonomies: {tags: [a], categories: [News]}', { terms: [{ kind: 'section', label: 'News' }, { label: 'a' }] }],
  ['extra: {author: Ada}', { authors: [{ name: 'Ada' }] }],
  ['path: posts/x', { url: 'https://herald.example/posts/x/' }],
  ['updated: 2026-03-01T00:00:00Z', { updated: Date.UTC(2026, 2, 1) }],
  ['render: false', { status: 'draft' }],
])('front matter %j', async (matter, expected) => {
  expect((await zola('Text', { matter })).variant).toMatchObject(expected)
})
