import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import type { Entry } from '../../src/domain/article.ts'
import { keyOf } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import { entryId, feedId } from '../../src/feeds/ids.ts'
import { articles, checked, hostileArticle, hostileText, LANGUAGES } from '../support/arbitraries.ts'
import { channelIn, documentOf, entryIn, intakeOf } from '../support/feeds.ts'
import { openDesk, shownIn } from '../support/shown.ts'

const language = fc.constantFrom(...LANGUAGES)
const some = articles(hostileArticle, 4)
const parser = new XMLParser({
  ...{ ignoreAttributes: false, trimValues: false, parseTagValue: false, attributeNamePrefix: '@' },
  isArray: (name) => name === 'item' || name === 'entry',
})

/** The ids in a document. */
const ids = {
  rss: (document: string): string[] =>
    (parser.parse(document).rss.channel.item ?? []).map((item: { guid: { '#text': string } }) => item.guid['#text']),
  atom: (document: string): string[] => (parser.parse(document).feed.entry ?? []).map((entry: Entry) => entry.id),
  json: (document: string): string[] => JSON.parse(document).items.map((item: Entry) => item.id),
}

test('the ids of a feed are ASCII and the same in all formats', () => {
  fc.assert(
    fc.property(some, language, (written, inLanguage) => {
      const entries = shownIn(inLanguage, written)
      const [rss, atom, json] = (['rss', 'atom', 'json'] as const).map((format) =>
        ids[format](documentOf(openDesk, format, inLanguage, entries)),
      )
      expect(rss).toEqual(entries.map(({ id }) => id))
      expect(atom).toEqual(rss)
      expect(json).toEqual(rss)
      for (const id of rss ?? []) expect(id).toMatch(/^tag:herald\.example,2020:[A-Za-z0-9\-._~%]+\/[A-Za-z-]+$/)
    }),
    checked(150),
  )
})

test('every variant has a unique id', () => {
  fc.assert(
    fc.property(some, (written) => {
      const entries = written.flatMap(([id, raw]) => {
        const { variants } = intakeOf(openDesk, id, raw)
        return variants.map((variant) => entryIn(openDesk, variant.language, variants))
      })
      const named = new Set(entries.map(({ variant }) => `${variant.article}\n${variant.language}`))
      expect(new Set(entries.map(({ id }) => id)).size).toBe(named.size)
    }),
    checked(150),
  )
})

test('different article ids or languages give different entry ids', () => {
  const text = hostileText.map((raw) => raw.toWellFormed())
  fc.assert(
    fc.property(text, text, language, language, (a, b, languageA, languageB) => {
      const [idA, idB] = [
        entryId('a.example,2020', a, languageA as Language),
        entryId('a.example,2020', b, languageB as Language),
      ]
      expect(idA === idB).toBe(a === b && languageA === languageB)
    }),
    checked(500),
  )
})

test('a feed never has the id of an article or of another feed', () => {
  const kind = fc.constantFrom('tag' as const, 'section' as const, 'author' as const)
  const text = hostileText.map((raw) => raw.toWellFormed())
  fc.assert(
    fc.property(text, text, kind, kind, language, (a, b, kindA, kindB, tag) => {
      const inLanguage = tag as Language
      const id = feedId('a.example,2020', keyOf({ language: inLanguage, kind: kindA, term: a }))
      const another = feedId('a.example,2020', keyOf({ language: inLanguage, kind: kindB, term: b }))
      expect(id === another).toBe(a === b && kindA === kindB)
      expect(id).not.toBe(entryId('a.example,2020', a, inLanguage))
      expect(id).not.toBe(feedId('a.example,2020', keyOf({ language: inLanguage, kind: 'all' })))
      expect(new URL(id).href).toBe(id)
    }),
    checked(300),
  )
})

test('a feed has exactly one self link, and an entry has one alternate link', () => {
  fc.assert(
    fc.property(some, language, (written, inLanguage) => {
      const entries = shownIn(inLanguage, written)
      const { self } = channelIn(openDesk, inLanguage)
      const { channel } = parser.parse(documentOf(openDesk, 'rss', inLanguage, entries)).rss
      const { feed } = parser.parse(documentOf(openDesk, 'atom', inLanguage, entries))
      expect(hrefs(channel['atom:link'], 'self')).toEqual([self.rss])
      expect(hrefs(feed.link, 'self')).toEqual([self.atom])
      for (const inner of [...(channel.item ?? []), ...(feed.entry ?? [])]) {
        expect(hrefs(inner['atom:link'] ?? inner.link, 'self')).toEqual([])
      }
      expect((feed.entry ?? []).map(({ link }: { link: unknown }) => hrefs(link, 'alternate'))).toEqual(
        entries.map(({ variant }) => [variant.url]),
      )
    }),
    checked(100),
  )
})

type Link = { readonly '@rel'?: string; readonly '@href': string }

/** The addresses of links with a relation. RFC 4287 §4.2.7.2: a link without `rel` is an alternate. */
function hrefs(links: unknown, rel: string): string[] {
  return ([links].flat() as (Link | string | undefined)[])
    .filter((link): link is Link => typeof link === 'object')
    .filter((link) => (link['@rel'] ?? 'alternate') === rel)
    .map((link) => link['@href'])
}
