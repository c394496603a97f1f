import { describe, expect, test } from 'vitest'
import { takeIn } from '../../support/desk.ts'
import { article } from '../../support/newsroom.ts'

const bytes = (text: string, encoding: BufferEncoding): Uint8Array => Buffer.from(text, encoding)
const written = JSON.stringify(article({ id: undefined }))

describe('an article in JSON', () => {
  test('has the name of its file as id by default', async () => {
    const { variants } = await takeIn({ 'articles/2026/bridge.json': written })
    expect(variants.map((variant) => [variant.article, variant.language])).toEqual([
      ['bridge', 'uk'],
      ['bridge', 'en'],
    ])
  })

  test.each([
    ['bridge-opens', 'bridge-opens'],
    [2026, '2026'],
    ['  bridge ', 'bridge'],
    ['міст/1', 'міст/1'],
  ])('can have the id %j', async (id, expected) => {
    const { variants } = await takeIn({ 'articles/x.json': article({ id }) })
    expect(variants[0]?.article).toBe(expected)
  })

  test.each([
    ['a byte order mark', bytes(`\uFEFF${written}`, 'utf8')],
    ['Windows line ends', bytes(JSON.stringify(JSON.parse(written), null, 2).replaceAll('\n', '\r\n'), 'utf8')],
  ])('is read with %s', async (_, content) => {
    const { variants, quarantined } = await takeIn({ 'articles/bridge.json': content })
    expect(quarantined).toEqual([])
    expect(variants.map(({ title }) => title)).toEqual(['Міст', 'Bridge'])
  })

  test.each([
    ['UTF-16', bytes(`\uFEFF${written}`, 'utf16le')],
    ['Windows-1251', bytes('{"title": "\xcc\xb3\xf1\xf2"}', 'latin1')],
  ])('in %s is refused, because it is not UTF-8', async (_, content) => {
    const { quarantined } = await takeIn({ 'articles/bridge.json': content })
    expect(quarantined).toEqual([
      {
        file: 'articles/bridge.json',
        place: '',
        reason: 'encoding_invalid',
        message: 'The file is not UTF-8. Save it as UTF-8.',
      },
    ])
  })
})

describe('invalid JSON is refused with the line', () => {
  test.each([
    ['{\n  "id": "a"\n  "title": "b"\n}\n', 3],
    ['{\n  "id": "a",\n}\n', 3],
    ["{\n  'id': 'a'\n}\n", 2],
    ['{\n  "id": "a\n"\n}\n', 2],
    ['{\n  "id": abc\n}\n\n\n', 2],
    ['{\n  "id": tru,\n  "title": "a long text that stands after it, and goes on"\n}\n', 2],
    ['{"id": "a"}\n}\n\n', 2],
    ['{\n  // ours\n  "id": "a"\n}\n', 2],
    ['{\n  "id": "a",\n', 3],
    ['---\ntitle: A\n---\n', 1],
  ])('%j: line %i', async (content, line) => {
    const { variants, quarantined } = await takeIn({ 'articles/bad.json': content })
    expect(variants).toEqual([])
    expect(quarantined).toHaveLength(1)
    expect(quarantined[0]).toMatchObject({
      file: 'articles/bad.json',
      place: expect.stringMatching(new RegExp(`^line ${line}(, column \\d+)?$`)),
      reason: 'json_invalid',
      message: expect.stringMatching(/^The file is not JSON: \S[^\n]*\.$/),
    })
  })

  test.each(['7', '"a"', '[]', '[{"id": "a"}]'])('%s is not an article', async (content) => {
    const { quarantined } = await takeIn({ 'articles/bad.json': content })
    expect(quarantined).toMatchObject([{ reason: 'value_invalid', message: 'The file is not a mapping.' }])
  })

  test('null counts as an empty file', async () => {
    const { quarantined } = await takeIn({ 'articles/bad.json': 'null' })
    expect(quarantined).toMatchObject([{ reason: 'value_missing', message: 'The file is empty.' }])
  })
})

test('locates a problem by line and key', async () => {
  const lines = [
    '{',
    '  "published": "2026-03-01",',
    '  "variants": {',
    '    "en": {',
    '      "title": 7',
    '    }',
    '  }',
    '}',
  ]
  const { quarantined } = await takeIn({ 'articles/a.json': lines.join('\n') })
  expect(quarantined).toMatchObject([{ place: 'line 5, variants.en.title' }, { place: 'line 4, variants.en.url' }])
})

test('very deep nesting does not affect other articles', async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  const { variants, quarantined } = await takeIn({
    'articles/deep.json': `{"published": "2026-03-01", "variants": {"en": ${deep}}}`,
    'articles/good.json': written,
  })
  expect(quarantined).toMatchObject([{ file: 'articles/deep.json', reason: 'value_invalid' }])
  expect(variants.map((variant) => variant.article)).toEqual(['good', 'good'])
})

test('does not read excluded files', async () => {
  const sources = [{ type: 'json', path: 'articles', exclude: ['old', '*.draft.json'] }]
  const files = ['a.json', 'old/b.json', 'c.draft.json'].map((name) => [`articles/${name}`, written])
  const read = await takeIn(Object.fromEntries(files), { sources })
  expect([read.files, read.skipped]).toEqual([['articles/a.json'], []])
})

test('refuses a file that is too large', async () => {
  const { quarantined } = await takeIn({ 'articles/a.json': `"${'a'.repeat(8 * 1024 * 1024)}"` })
  expect(quarantined).toMatchObject(
    [{ reason: 'too_large', place: '', message: /8388610 bytes.*8388608/ }].map(loosely),
  )
})

function loosely<T extends { message: RegExp }>(problem: T) {
  return { ...problem, message: expect.stringMatching(problem.message) }
}
