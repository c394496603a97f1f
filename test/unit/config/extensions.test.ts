import { describe, expect, test } from 'vitest'
import { extensionsOf, type WrittenExtensions } from '../../../src/config/extensions.ts'
import { KeyError } from '../../../src/config/key-error.ts'
import { siteOf } from '../../support/desk.ts'

const NB = { namespaces: { nb: 'https://nb.example/ns' } }

function refusal(written: WrittenExtensions): string {
  try {
    extensionsOf(written, ['extensions'])
  } catch (error) {
    if (error instanceof KeyError) return `${error.key.join('.')} ${error.message}`
  }
  throw new Error('the setting was accepted')
}

test('a site has no extensions by default', () => {
  expect(siteOf()).not.toHaveProperty('extensions')
  expect(extensionsOf({}, [])).toBeUndefined()
})

test('elements have a key or a text, and attributes likewise', () => {
  const items = [{ element: 'nb:id', value: 'extra.nbId', attributes: { url: 'url', type: { text: 'a' } } }]
  expect(extensionsOf({ ...NB, items }, [])).toEqual({
    ...NB,
    channel: [],
    items: [
      {
        ...{ element: 'nb:id', each: null, children: [], value: { key: 'extra.nbId' } },
        attributes: { url: { key: 'url' }, type: { text: 'a' } },
      },
    ],
  })
})

test("prefixes of feeds need no declaration, and a declaration with the feeds' own URI is accepted", () => {
  const namespaces = { media: 'http://search.yahoo.com/mrss/' }
  expect(extensionsOf({ items: [{ element: 'dc:rights', text: 'a' }] }, [])?.items).toHaveLength(1)
  expect(extensionsOf({ namespaces, items: [{ element: 'media:rating', text: 'a' }] }, [])?.items).toHaveLength(1)
})

describe('is refused with its place:', () => {
  const uri = 'https://nb.example/ns'
  test.each<readonly [string, WrittenExtensions, RegExp]>([
    ['a prefix that is no name', { namespaces: { '1b': uri } }, /^extensions\.namespaces\.1b is not a prefix of XML/],
    ['the prefix xml', { namespaces: { xml: uri } }, /^extensions\.namespaces\.xml .*reserves/],
    ['the prefix xmlns', { namespaces: { xmlns: uri } }, /namespaces\.xmlns .*reserves/],
    ['the prefix Xml2', { namespaces: { Xml2: uri } }, /reserves/],
    [
      'our prefix for another URI',
      { namespaces: { media: uri } },
      /is the prefix of http:\/\/search\.yahoo\.com\/mrss\//,
    ],
    ['a prefix that is a field of JSON Feed', { namespaces: { source: uri } }, /field _source/],
    ['a relative URI', { namespaces: { nb: 'ns' } }, /is not the absolute URI/],
    ['the namespace of XML', { namespaces: { nb: 'http://www.w3.org/XML/1998/namespace' } }, /is not the absolute URI/],
    [
      'an element without a prefix',
      { items: [{ element: 'pubDate', text: 'a' }] },
      /^extensions\.items\.0\.element .*prefix/,
    ],
    ['an unknown prefix', { items: [{ element: 'x:a', text: 'a' }] }, /items\.0\.element has the prefix x, which/],
    ['a name with a space', { ...NB, items: [{ element: 'nb:a b', text: 'a' }] }, /is not a name of XML/],
    ['a name with markup', { ...NB, items: [{ element: 'nb:a><b', text: 'a' }] }, /is not a name of XML/],
    ['two colons', { ...NB, items: [{ element: 'nb:a:b', text: 'a' }] }, /is not a name of XML/],
    [
      'a text and a value',
      { ...NB, items: [{ element: 'nb:a', text: 'a', value: 'url' }] },
      /items\.0\.text .*with value/,
    ],
    [
      'an unknown key',
      { ...NB, items: [{ element: 'nb:a', value: 'nbId' }] },
      /items\.0\.value is none of id, title,.* extra/,
    ],
    [
      'a key of articles in a channel',
      { ...NB, channel: [{ element: 'nb:a', value: 'extra.a' }] },
      /channel\.0\.value is none/,
    ],
    [
      'a declaration',
      { ...NB, items: [{ element: 'nb:a', attributes: { 'xmlns:q': 'url' } }] },
      /attributes\.xmlns:q declares/,
    ],
    [
      'an attribute that is no name',
      { ...NB, items: [{ element: 'nb:a', attributes: { 'a"': 'url' } }] },
      /attributes\.a" is not/,
    ],
    [
      'an unknown key of a child',
      { ...NB, items: [{ element: 'nb:a', children: [{ element: 'b', value: 'c' }] }] },
      /items\.0\.children\.0\.value/,
    ],
  ])('%s', (_, written, message) => {
    expect(refusal(written)).toMatch(message)
  })
})

test("a partner has the site's prefixes, and cannot change their URIs", () => {
  const wire = { extensions: { items: [{ element: 'nb:id', value: 'url' }] } }
  const site = { extensions: { ...NB, channel: [{ element: 'nb:a', text: 'a' }] }, partners: { wire } }
  expect(siteOf(site).partners.get('wire')?.extensions?.namespaces).toEqual(NB.namespaces)
  const other = { extensions: { ...wire.extensions, namespaces: { nb: 'https://other.example/' } } }
  expect(() => siteOf({ ...site, partners: { wire: other } })).toThrow(
    /wire\.extensions\.namespaces\.nb is the prefix of https:\/\/nb\.example/,
  )
})

test('a bad setting of a partner is refused at the start', () => {
  const partners = { wire: { extensions: { items: [{ element: 'x:a', text: 'a' }] } } }
  expect(() => siteOf({ partners })).toThrow(/partners\.wire\.extensions\.items\[0\]\.element has the prefix x/)
})
