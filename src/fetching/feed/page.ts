import { decodeXML } from 'entities'
import { parseFeed } from 'feedsmith'
import { webUrl } from '../../domain/url.ts'
import type { FeedEntry } from '../../sources/feed-record.ts'
import { addressOf, dateOf, entryOf, type Feed, identityOf } from './entry.ts'

// The only module that imports feedsmith. It reads RSS, RDF, Atom and JSON Feed; entry.ts makes one shape of them.

/** Extensions of JSON Feed that Polyfeed writes. */
type Extended = {
  _withdrawn?: { items?: { id?: string }[] }
  items?: { id?: unknown; _translations?: Record<string, { url?: string }> }[]
}
export type FeedPage = {
  readonly language: string | undefined
  /** The address of entries that have none. */
  readonly site: string | undefined
  /** The date of entries that have none (RSS 0.9x). */
  readonly date: string | undefined
  /** The document with older entries: RFC 5005, JSON Feed. */
  readonly older: string | undefined
  readonly entries: readonly FeedEntry[]
  /** The guids of entries that were deleted: RFC 6721, `_withdrawn` of JSON Feed. */
  readonly withdrawn: readonly string[]
}

/** `place` is the address of the document, or the name of a file. @throws Error if the text is no feed */
export function parsePage(text: string, place: string): FeedPage {
  const { format, feed: parsed } = parsedFeed(text)
  const feed = parsed as Feed
  const extended = format === 'json' ? (JSON.parse(text) as Extended) : {}
  const translations = new Map(
    extended.items?.map(({ id, _translations = {} }) => {
      return [String(id), Object.values(_translations).flatMap(({ url }) => url ?? [])]
    }),
  )
  const links = feed.links ?? feed.atom?.links ?? []
  const linkTo = (relation: string): string | undefined => links.find(({ rel }) => rel === relation)?.href
  const homePage = feed.link ?? feed.home_page_url ?? links.find(({ rel = 'alternate' }) => rel === 'alternate')?.href
  const origin = addressOf(feed.xml?.base, webUrl(place)?.href) ?? webUrl(place)?.href
  const site = addressOf(homePage, origin) ?? origin
  const entries = (feed.items ?? feed.entries ?? []).map((item) => {
    return entryOf(
      item,
      format !== 'json',
      feed,
      { site, origin: origin ?? site },
      translations.get(item.id ?? '') ?? [],
    )
  })
  return {
    language: feed.language ?? feed.xml?.lang ?? feed.dc?.languages?.[0],
    site,
    date: dateOf(feed.pubDate ?? feed.lastBuildDate ?? feed.updated ?? feed.dc?.dates?.[0]),
    older: addressOf(linkTo('prev-archive') ?? linkTo('next') ?? feed.next_url, origin),
    entries: uniqueEntries(entries),
    withdrawn:
      format === 'json' ? (extended._withdrawn?.items ?? []).flatMap(({ id }) => id ?? []) : tombstonesOf(text),
  }
}

const IS_HTML = /^[^<]*(?:<[?!][^>]*>\s*)*<html/i

/** The document as it is written. @throws Error if the text is no feed */
export function parsedFeed(text: string) {
  try {
    return parseFeed(text)
  } catch {
    const problem =
      text.trim() === '' ? 'is empty' : IS_HTML.test(text) ? 'is an HTML page' : 'is no feed, or a part of one'
    throw new Error(`the document ${problem}`)
  }
}

/** RFC 6721. feedsmith does not read these elements. */
function tombstonesOf(text: string): string[] {
  const tags = text.matchAll(/<(?:\w{1,20}:)?deleted-entry\s[^<>]{0,2000}?\bref=["']([^"'<>]*)["']/g)
  return [...tags].map(([, ref = '']) => decodeXML(ref).trim())
}

/**
 * Without repeated entries, of which the one that was changed last counts. A guid of several pages identifies none of
 * them, nor does a link of several titles.
 */
function uniqueEntries(entries: readonly FeedEntry[]): FeedEntry[] {
  const identified = [...Map.groupBy(entries, ({ guid }) => guid).values()].flatMap((group) => {
    const differ = (key: 'url' | 'title'): boolean => new Set(group.map((entry) => entry[key])).size > 1
    if (differ('url')) return group.map((entry) => ({ ...entry, guid: entry.url ?? entry.guid }))
    if (group[0]?.guid !== group[0]?.url || !differ('title')) return group
    return group.map((entry) => ({ ...entry, guid: identityOf(entry.url, entry.title) }))
  })
  const lastChange = ({ updated, published }: FeedEntry): string => updated ?? published ?? ''
  return [...Map.groupBy(identified, ({ guid }) => guid).values()].map((group) =>
    group.reduce((last, entry) => (lastChange(entry) > lastChange(last) ? entry : last)),
  )
}
