import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Language } from '../../src/domain/language.ts'
import { entryId, iriOf } from '../../src/feeds/ids.ts'
import { desk, entry, item } from '../support/feeds.ts'
import { article, variant } from '../support/newsroom.ts'
import { parseDocument } from '../support/parsed-feed.ts'

const AUTHORITY = 'herald.example,2020'
const at = desk()

/** Guids with characters of markup, of URLs and of any script. */
const guid = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc
      .array(fc.constantFrom('&', '&amp;', '<', ']]>', '"', '%', '%20', '#', ' ', 'ї', '橋', '$&', '$1'), {
        minLength: 1,
      })
      .map((parts) => parts.join('')),
  )
  .map((text) => text.replace(/[\p{C}\s]+/gu, ' ').trim())
  .filter((text) => text !== '')

const wrap = {
  rss: ['<rss><channel>', '</channel></rss>'],
  atom: ['<feed>', '</feed>'],
  json: ['{"items":[', ']}'],
} as const

test('any guid is verbatim in RSS and JSON Feed, and Atom has its IRI', () => {
  fc.assert(
    fc.property(guid, (text) => {
      const shown = entry(at, article({ variants: { uk: variant('Міст', 'uk', { guid: text }) } }))
      const read = (format: keyof typeof wrap, file: string) => {
        const [open, close] = wrap[format]
        return parseDocument(file, open + item(at, format, shown) + close).items[0]?.id
      }
      expect([read('rss', 'rss.xml'), read('json', 'feed.json')]).toEqual([text, text])
      expect(read('atom', 'atom.xml')).toBe(iriOf(AUTHORITY, text))
    }),
    { numRuns: 300 },
  )
})

test('different guids have different IRIs, and no IRI is the id of an article of the site', () => {
  const own = (text: string): boolean => text.startsWith(`tag:${AUTHORITY}:`)
  fc.assert(
    fc.property(guid, guid, fc.string({ unit: 'grapheme', minLength: 1 }), (a, b, article) => {
      // Intake refuses guids in the namespace of the site.
      fc.pre(a !== b && !own(a) && !own(b))
      expect(iriOf(AUTHORITY, a)).not.toBe(iriOf(AUTHORITY, b))
      expect(iriOf(AUTHORITY, a)).not.toBe(entryId(AUTHORITY, article, 'uk' as Language))
      expect(new URL(iriOf(AUTHORITY, `${a} `)).href).toBe(iriOf(AUTHORITY, `${a} `))
    }),
    { numRuns: 1000 },
  )
})
