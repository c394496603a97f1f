import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { desk, documentOf, entry } from '../../support/feeds.ts'
import { article } from '../../support/newsroom.ts'

const at = desk()
const plain = entry(at, article())
const pictured = entry(at, article({ authors: [{ name: 'Iryna' }], image: { url: '/i.jpg' } }))

function prefixes(document: string): string[] {
  return [...document.matchAll(/ xmlns:(\w+)=/g)].map(([, prefix = '']) => prefix)
}

test.each(['rss', 'atom'] as const)('an %s feed without entries is valid', (format) => {
  const document = documentOf(at, format, 'uk', [])
  expect(XMLValidator.validate(document)).toBe(true)
  expect(document).not.toMatch(/<(item|entry)/)
})

test('a JSON feed without entries is valid', () => {
  expect(JSON.parse(documentOf(at, 'json', 'uk', [])).items).toEqual([])
})

test('declares only namespaces that an entry uses', () => {
  expect(prefixes(documentOf(at, 'rss', 'uk', []))).toEqual(['atom', 'sy'])
  expect(prefixes(documentOf(at, 'rss', 'uk', [plain]))).toEqual(['atom', 'content', 'sy'])
  expect(prefixes(documentOf(at, 'rss', 'uk', [plain], 'summary'))).toEqual(['atom', 'sy'])
  expect(prefixes(documentOf(at, 'rss', 'uk', [plain, pictured]))).toEqual(['atom', 'content', 'dc', 'media', 'sy'])
  expect(prefixes(documentOf(at, 'atom', 'uk', [plain]))).toEqual([])
  expect(prefixes(documentOf(at, 'atom', 'uk', [plain, pictured]))).toEqual(['media'])
})

test('does not declare a namespace for an element name in a text', () => {
  const talkative = entry(at, article({ source: { title: '<dc:creator> and <media:content>', url: '/1' } }))
  expect(prefixes(documentOf(at, 'rss', 'uk', [talkative]))).toEqual(['atom', 'content', 'sy'])
})

test('keeps the order of entries', () => {
  const documents = (['rss', 'atom', 'json'] as const).map((format) => {
    const second = entry(at, article({ variants: { en: { title: 'Second', url: '/2', content: '' } } }), 'en')
    return documentOf(at, format, 'uk', [plain, second])
  })
  for (const document of documents) expect(document.indexOf('Міст')).toBeLessThan(document.indexOf('Second'))
})
