import { expect, test } from 'vitest'
import type { Language } from '../../../src/domain/language.ts'
import type { RecordSource } from '../../../src/domain/sources.ts'
import { compile, ExpressionError } from '../../../src/sources/expression.ts'
import type { RawRecord } from '../../../src/sources/record.ts'
import { recordSource } from '../../../src/sources/records.ts'

const LANGUAGES = ['en', 'fr', 'zh-Hant'] as Language[]

async function parsed(record: unknown, settings: Partial<RecordSource> = {}): Promise<RawRecord> {
  const source = recordSource({ type: 'ndjson', name: 'cms', ...settings } as RecordSource, LANGUAGES, '/data')
  return (await source.parseRecord?.('cms:posts/7', JSON.stringify(record))) as RawRecord
}

test('records are articles without an expression; the default id is the key', async () => {
  const article = { published: '2026-03-01', variants: { en: { title: 'A' } } }
  expect((await parsed(article)).raw).toEqual({ id: 'posts/7', ...article })
})

test('an expression makes the article, with the values of the source, the languages and the key', async () => {
  const article = '{"id": $source.name & "-" & id, "url": $source.base & $key, "tags": $languages, "gone": missing}'
  expect((await parsed({ id: 7 }, { article, values: { base: '/x/' } })).raw).toEqual({
    ...{ id: 'cms-7', url: '/x/posts/7', tags: LANGUAGES },
  })
})

test.each([
  ['one value', { tags: 'A, B', authors: { name: 'Jo' } }, { tags: ['A, B'], authors: [{ name: 'Jo' }] }],
  ['null', { tags: null, attachments: [null, { url: '/a' }] }, { tags: [], attachments: [{ url: '/a' }] }],
])('%s becomes a list in place of a list', async (_, record, lists) => {
  expect((await parsed(record, { article: '$' })).raw).toMatchObject(lists)
})

test('a record without an article is skipped', async () => {
  const article = 'type = "article" ? {"id": id}'
  expect((await parsed({ type: 'page' }, { article })).skipped).toBe('page')
  expect((await parsed({ type: 'article', id: 'a' }, { article })).skipped).toBeUndefined()
})

test('languages are named as the site does; others are left out', async () => {
  const variants = { en_US: 1, 'fr-CA': 2, chinese: 3, de: 4, 'zh-TW': 5 }
  const languages = { chinese: 'zh-Hant' as Language }
  expect((await parsed({ variants }, { languages })).raw).toMatchObject({ variants: { en: 1, fr: 2, 'zh-Hant': 3 } })
  expect((await parsed({ variants: { de: 1 } })).skipped).toBe('page')
  expect((await parsed({ variants: { english: 1 } })).raw).toMatchObject({ variants: { english: 1 } })
})

test('pushed articles keep all their variants, so that intake names those in other languages', async () => {
  const variants = { en: 1, de: 4 }
  expect((await parsed({ variants }, { type: 'api' })).raw).toMatchObject({ variants })
})

test.each([
  ['fails', '$error("no title")', 'no title'],
  ['gets a value of another type', '$substring(id, 1)', 'substring'],
  ['calls itself without end', '($f := function($n) { $f($n) + 1 }; $f(1))', 'Stack overflow'],
  ['makes too many values', '[1..1000000].[1..1000000]', 'maximum'],
  ['asks for the time', '$now()', 'non-function'],
])('an expression that %s is a problem of the record', async (_, article, reason) => {
  const error = await parsed({ id: 7 }, { article }).catch((thrown) => thrown)
  expect(error.toQuarantined('cms:posts/7')).toMatchObject({ file: 'cms:posts/7', reason: 'mapping_failed' })
  expect(error.message).toContain(reason)
})

test('errors of syntax have line and column', () => {
  expect(() => compile('{\n  "a": [b\n}', { regex: true })).toThrow(
    new ExpressionError('is no JSONata expression: line 3, column 2: Expected "]", got "}"'),
  )
})

test('regular expressions are for the intake process only', async () => {
  expect(() => compile('$match(a, /b+/)', { regex: false })).toThrow('regular expression')
  expect(await compile('$contains(a, /b+/)', { regex: true })({ a: 'abb' }, {})).toBe(true)
})
