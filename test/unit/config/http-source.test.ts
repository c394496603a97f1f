import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSite } from '../../../src/config/site-file.ts'
import type { HttpSource } from '../../../src/domain/sources.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-http-'))
  writeFileSync(path.join(folder, 'secret'), 'a-secret-of-the-cms\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

function read(source: string, files: Readonly<Record<string, string>> = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  const site = `title: T\nbaseUrl: https://www.example\nauthority: www.example,2026\ntimeZone: UTC\nlanguages: [en, fr]
sources:\n  - {type: http, name: cms, url: https://cms.example/, ${source}}\n`
  writeFileSync(path.join(folder, 'site.yaml'), site)
  return readSite(folder, { origin: 'http://127.0.0.1:3000' })
}

const sourceOf = (...args: Parameters<typeof read>): HttpSource => read(...args).site.sources[0] as HttpSource
const errorOf = (...args: Parameters<typeof read>): string => {
  try {
    read(...args)
  } catch (error) {
    return (error as Error).message.replace(folder, '')
  }
  return 'no error'
}

const LIST = 'requests: [{path: news, items: news, key: id}]'

test('a preset gives requests, an article and values, which site.yaml may replace', () => {
  const { fetch, article, values } = sourceOf('preset: wordpress, values: {type: reports}, article: \'{"id": id}\'')
  expect(fetch.requests[0]).toMatchObject({ path: 'wp-json/wp/v2/reports', query: { per_page: '100' } })
  expect([article, values]).toEqual(['{"id": id}', { type: 'reports', fields: '', url: 'https://cms.example' }])
})

test('a preset beside site.yaml may extend another one, and is read again when it changes', () => {
  const own = 'extends: wordpress\nvalues: {type: news}\n'
  const { site, files } = read('preset: ./own.yaml', { 'own.yaml': own })
  expect((site.sources[0] as HttpSource).fetch.requests[0]?.path).toBe('wp-json/wp/v2/news')
  expect(files).toContain(path.join(folder, 'own.yaml'))
})

test.each([
  ['basic: {user: feeds, passwordFile: secret}', { authorization: `Basic ${btoa('feeds:a-secret-of-the-cms')}` }, {}],
  ['bearer: {file: secret}', { authorization: 'Bearer a-secret-of-the-cms' }, {}],
  ['header: {name: X-Key, file: secret}', { 'x-key': 'a-secret-of-the-cms' }, {}],
  ['query: {name: key, file: secret}', {}, { key: 'a-secret-of-the-cms' }],
])('authentication by %s', (authentication, headers, query) => {
  expect(sourceOf(`${LIST}, authentication: {${authentication}}`).fetch).toMatchObject({ headers, query })
})

test('with authentication, a request has further parameters', () => {
  const statusOf = (source: string) => sourceOf(`preset: wordpress${source}`).fetch.requests[0]?.query.status
  expect(statusOf('')).toBeUndefined()
  expect(statusOf(', authentication: {bearer: {file: secret}}')).toContain('trash')
})

test('sources of all kinds may map their records', () => {
  const mapping = 'article: \'{"id": n}\', values: {a: 1}, languages: {eng: en}'
  const { site } = read(`${LIST}, ${mapping}}
  - {type: ndjson, name: rows, path: rows.ndjson, ${mapping}`)
  for (const source of site.sources.slice(0, 2)) {
    expect(source).toMatchObject({ article: '{"id": n}', values: { a: 1 }, languages: { eng: 'en' } })
  }
})

test('languages are named as the system does', () => {
  expect(sourceOf(`${LIST}, languages: {fr_FR: fr}`)).toMatchObject({
    ...{ languages: { fr_FR: 'fr' }, fetch: { languages: ['en', 'fr_FR'] } },
  })
})

describe('errors name the key and the remedy', () => {
  test.each([
    ['preset: wordpres', 'sources[0].preset names an unknown preset (did you mean "wordpress"?)'],
    ['preset: typo3', 'it is not one of contentful, directus, '],
    ['preset: ./none.yaml', 'sources[0].preset names ./none.yaml, which cannot be read'],
    ['values: {}', 'sources[0].requests is missing, and so is a preset that has them'],
    ['preset: contentful', 'sources[0].values needs space, which spaces/{space}/'],
    [
      'requests: [{path: a, items: "a[", key: id}]',
      'sources[0].requests[0].items is no JSONata expression: line 1, column 3',
    ],
    ['requests: [{path: a, items: "a[$match(b, /c/)]", key: id}]', 'items has a regular expression'],
    [`${LIST}, article: "{"`, 'sources[0].article is no JSONata expression'],
    [`${LIST}, authentication: {bearer: {file: none}}`, 'sources[0].authentication.bearer.file names none, which'],
  ])('%s', (source, message) => {
    expect(errorOf(source)).toContain(message)
  })

  test.each([
    [
      'requests:\n  - {path: a, items: b, key: c,\n     delete: d}\n',
      'line 3: requests[0].delete is not a known key (did you mean "deleted"?)',
    ],
    ['requests:\n  - path: a\n    items: b\n', 'line 2: requests[0].key is missing'],
    ['article: |\n  {"a": }\n', 'line 1: article is no JSONata expression: line 1, column'],
    ['\nrequests: [\n', 'line 2: '],
    ['extends: ./other.yaml\n', 'which may extend no file'],
  ])('in a preset: %j', (text, message) => {
    expect(errorOf('preset: own.yaml', { 'own.yaml': text })).toContain(
      `names own.yaml${message.startsWith('w') ? ', ' : ': '}${message}`,
    )
  })
})
