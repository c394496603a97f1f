import { Readable } from 'node:stream'
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import FeedParser from 'feedparser'
import { describe, expect, test } from 'vitest'
import { articles, checked, hostileArticle, LANGUAGES, SEED } from '../support/arbitraries.ts'
import { documentOf, intakeOf } from '../support/feeds.ts'
import { jsonFeedProblems } from '../support/json-feed-schema.ts'
import { openDesk, shownIn } from '../support/shown.ts'

// Feeds are well-formed whatever articles contain.

const language = fc.constantFrom(...LANGUAGES)
const content = fc.constantFrom('full' as const, 'summary' as const)
const some = articles(hostileArticle, 3)

/** XML 1.0 §2.2, Char. */
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

test('intake accepts most arbitrary articles, so the properties below are not vacuous', () => {
  const sample = fc.sample(hostileArticle, { seed: SEED, numRuns: 300 })
  const accepted = sample.filter((raw) => intakeOf(openDesk, 'bridge', raw).variants.length > 0)
  expect(accepted.length).toBeGreaterThan(240)
})

describe.each(['rss', 'atom'] as const)('%s', (format) => {
  test('is well-formed XML for two independent parsers', async () => {
    await fc.assert(
      fc.asyncProperty(some, language, content, async (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const document = documentOf(openDesk, format, inLanguage, entries, mode)
        expect(XMLValidator.validate(document)).toBe(true)
        expect(await saxErrors(document)).toEqual([])
      }),
      checked(150),
    )
  })

  test('has no character that XML 1.0 forbids', () => {
    fc.assert(
      fc.property(some, language, content, (written, inLanguage, mode) => {
        const document = documentOf(openDesk, format, inLanguage, shownIn(inLanguage, written), mode)
        expect(NO_CHARACTER.exec(document)?.[0].codePointAt(0)).toBeUndefined()
        expect(document.isWellFormed()).toBe(true)
      }),
      checked(150),
    )
  })

  test('has trimmed texts only', () => {
    fc.assert(
      fc.property(some, language, content, (written, inLanguage, mode) => {
        const document = documentOf(openDesk, format, inLanguage, shownIn(inLanguage, written), mode)
        const texts = leaves(EXACT.parse(document))
        expect(texts.length).toBeGreaterThan(5)
        expect(texts.filter((text) => text !== text.trim())).toEqual([])
      }),
      checked(100),
    )
  })
})

/** ajv-formats applies RFC 3986: it refuses `[` in a path, and a bare `%` or `|` anywhere. */
const BAD_ADDRESS = 'must match format "uri"'

test('a JSON feed is valid in the schema of JSON Feed 1.1', () => {
  fc.assert(
    fc.property(some, language, content, (written, inLanguage, mode) => {
      const document = documentOf(openDesk, 'json', inLanguage, shownIn(inLanguage, written), mode)
      expect(document.isWellFormed()).toBe(true)
      expect(jsonFeedProblems(JSON.parse(document)).filter((problem) => !problem.endsWith(BAD_ADDRESS))).toEqual([])
    }),
    checked(200),
  )
})

test('every address in a JSON feed is valid in RFC 3986', () => {
  fc.assert(
    fc.property(some, language, (written, inLanguage) => {
      const document = documentOf(openDesk, 'json', inLanguage, shownIn(inLanguage, written))
      expect(jsonFeedProblems(JSON.parse(document)).filter((problem) => problem.endsWith(BAD_ADDRESS))).toEqual([])
    }),
    checked(200),
  )
})

test('texts of a JSON feed are trimmed and have no characters that XML forbids', () => {
  fc.assert(
    fc.property(some, language, content, (written, inLanguage, mode) => {
      const document = JSON.parse(documentOf(openDesk, 'json', inLanguage, shownIn(inLanguage, written), mode))
      const texts = strings(document)
      expect(texts.filter((text) => NO_CHARACTER.test(text) || text !== text.trim())).toEqual([])
    }),
    checked(100),
  )
})

test('no script, event handler or unknown frame is published', () => {
  fc.assert(
    fc.property(some, language, (written, inLanguage) => {
      for (const { variant } of shownIn(inLanguage, written)) {
        expect(variant.content).not.toMatch(
          /<(script|style|iframe|svg|textarea)\b|<[^>]*\s(onclick|onerror)=|"javascript:/i,
        )
      }
    }),
    checked(200),
  )
})

/** The errors of strict sax, used through feedparser. */
async function saxErrors(document: string): Promise<string[]> {
  const errors: string[] = []
  const parser = new FeedParser({ strict: true, resume_saxerror: true } as FeedParser.Options)
  parser.on('error', (error: Error) => errors.push(error.message))
  parser.on('data', () => undefined)
  Readable.from([document]).pipe(parser)
  await new Promise((resolve) => parser.on('end', resolve))
  return errors
}

const EXACT = new XMLParser({ preserveOrder: true, trimValues: false, parseTagValue: false, ignoreAttributes: true })
type Node = { readonly '#text'?: string } & Readonly<Record<string, readonly Node[]>>

/** The texts of elements without child elements. */
function leaves(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    const children = Object.values(node).find((value) => Array.isArray(value)) ?? []
    const elements = children.filter((child) => child['#text'] === undefined)
    if (elements.length > 0) return leaves(elements)
    return children.length > 0 ? [children.map((child) => child['#text']).join('')] : []
  })
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(strings) : []
}
