import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/domain/article.ts'
import { FORMATS } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import { enclosuresOf } from '../../src/feeds/media.ts'
import { siteTitle } from '../../src/feeds/titles.ts'
import { articles, calmArticle, checked, hostileArticle, LANGUAGES } from '../support/arbitraries.ts'
import { documentOf } from '../support/feeds.ts'
import { feedparser, feedsmith, rowanmanning } from '../support/readers.ts'
import { openDesk, shownIn } from '../support/shown.ts'

// Independent readers parse the data that the feed was made from.

const language = fc.constantFrom(...LANGUAGES)
const content = fc.constantFrom('full' as const, 'summary' as const)
const calm = articles(calmArticle, 3)
const hostile = articles(hostileArticle, 3)

const newsroom = (inLanguage: string): string => siteTitle(openDesk.site, inLanguage as Language)
const labels = ({ terms }: Entry): string[] => terms.filter(({ kind }) => kind !== 'author').map(({ label }) => label)
const termIds = ({ terms }: Entry): string[] =>
  terms.filter(({ kind }) => kind !== 'author').map(({ id, label }) => id ?? label)
const names = ({ variant }: Entry): string[] => variant.authors.map(({ name }) => name)
const enclosures = (entry: Entry) => enclosuresOf(entry).map(({ url, type, length }) => ({ url, type, length }))
const core = ({ id, variant }: Entry) => ({ id, title: variant.title, link: variant.url, published: variant.published })
const foreign = ({ isFallback, variant }: Entry) => (isFallback ? variant.language : undefined)

describe('feedsmith reads the input back', () => {
  test.each(FORMATS)('%s', (format) => {
    fc.assert(
      fc.property(calm, language, content, (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const feed = feedsmith(format, documentOf(openDesk, format, inLanguage, entries, mode))
        expect(feed.language).toBe(inLanguage)
        expect(feed.items).toEqual(
          entries.map((entry) => {
            const { updated, published, image } = entry.variant
            const all = enclosures(entry)
            return {
              ...core(entry),
              updated: format === 'rss' && updated === published ? undefined : updated,
              authors: names(entry),
              categories: labels(entry),
              language: foreign(entry),
              // RSS has one enclosure per item; JSON Feed has a separate key for the picture.
              enclosures: { rss: all.slice(0, 1), atom: all, json: image?.type ? all.slice(0, -1) : all }[format],
            }
          }),
        )
      }),
      checked(120),
    )
  })
})

describe('@rowanmanning/feed-parser reads the input back', () => {
  test.each(['rss', 'atom'] as const)('%s', (format) => {
    fc.assert(
      fc.property(calm, language, content, (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const feed = rowanmanning(documentOf(openDesk, format, inLanguage, entries, mode))
        expect(feed.language).toBe(inLanguage)
        expect(feed.items.map(({ enclosures: _, ...item }) => item)).toEqual(
          entries.map((entry) => ({
            ...core(entry),
            // It ignores atom:updated in RSS, and gives an Atom entry without authors the feed's author.
            updated: format === 'rss' ? entry.variant.published : entry.variant.updated,
            authors: format === 'rss' || names(entry).length > 0 ? names(entry) : [newsroom(inLanguage)],
            categories: labels(entry),
          })),
        )
        const firstEnclosures = feed.items.map((item) => item.enclosures?.[0]?.url)
        expect(firstEnclosures).toEqual(entries.map((entry) => mediaOf(entry)[0]))
      }),
      checked(120),
    )
  })
})

describe('feedparser reads the input back', () => {
  test.each(['rss', 'atom'] as const)('%s', async (format) => {
    await fc.assert(
      fc.asyncProperty(calm, language, content, async (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const feed = await feedparser(documentOf(openDesk, format, inLanguage, entries, mode))
        expect(feed.language).toBe(inLanguage)
        expect(feed.items).toMatchObject(
          entries.map((entry) => ({
            ...core(entry),
            ...(format === 'atom' && { updated: entry.variant.updated }),
            authors: [format === 'atom' ? atomAuthor(entry, inLanguage) : (names(entry)[0] ?? null)],
            categories: [...new Set(format === 'atom' ? termIds(entry) : labels(entry))],
          })),
        )
        const firstEnclosures = feed.items.map((item) => item.enclosures?.[0]?.url)
        expect(firstEnclosures).toEqual(entries.map((entry) => mediaOf(entry)[0]))
      }),
      checked(120),
    )
  })
})

describe('hostile texts are parsed back as intake left them', () => {
  test('RSS: titles, links, ids, authors, categories', () => {
    const parser = new XMLParser({ trimValues: false, parseTagValue: false, isArray: (name) => name === 'item' })
    fc.assert(
      fc.property(hostile, language, content, (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const items = parser.parse(documentOf(openDesk, 'rss', inLanguage, entries, mode)).rss.channel.item ?? []
        expect(items.map(({ guid, title, link }: Record<string, string>) => ({ guid, title, link }))).toEqual(
          entries.map(({ id, variant }) => ({ guid: id, title: variant.title, link: variant.url })),
        )
        expect(items.flatMap((item: Record<string, unknown>) => item['dc:creator'] ?? [])).toEqual(
          entries.flatMap(names),
        )
        expect(items.flatMap((item: Record<string, unknown>) => item.category ?? [])).toEqual(entries.flatMap(labels))
      }),
      checked(150),
    )
  })

  test('Atom: titles, ids, categories, by feedsmith', () => {
    fc.assert(
      fc.property(hostile, language, content, (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const { items } = feedsmith('atom', documentOf(openDesk, 'atom', inLanguage, entries, mode))
        expect(items.map(({ id, title, categories, link }) => ({ id, title, categories, link }))).toEqual(
          entries.map((entry) => ({
            ...{ id: entry.id, title: entry.variant.title, categories: labels(entry), link: entry.variant.url },
          })),
        )
      }),
      checked(150),
    )
  })

  test('JSON Feed: all keys', () => {
    fc.assert(
      fc.property(hostile, language, (written, inLanguage) => {
        const entries = shownIn(inLanguage, written)
        const { items } = JSON.parse(documentOf(openDesk, 'json', inLanguage, entries))
        expect(items).toMatchObject(
          entries.map((entry) => ({
            ...{ id: entry.id, title: entry.variant.title, url: entry.variant.url },
            ...(entry.variant.summary !== '' && { summary: entry.variant.summary }),
            content_html: expect.stringContaining(entry.variant.content),
            tags: labels(entry),
          })),
        )
      }),
      checked(150),
    )
  })
})

/** feedparser uses the feed's author for an entry with no author or several. */
function atomAuthor(entry: Entry, inLanguage: string): string | undefined {
  return names(entry).length === 1 ? names(entry)[0] : newsroom(inLanguage)
}

/** The media of an article; the first is the enclosure. */
function mediaOf({ variant }: Entry): string[] {
  return [...variant.attachments, ...(variant.image ? [variant.image] : [])].map(({ url }) => url)
}
