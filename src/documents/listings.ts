import { type FeedKey, type Format, keyOf, standingScope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { SurrogateKeys } from '../domain/surrogate-key.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { readFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { tokenOf } from '../editions/selection.ts'
import { readSitemap } from '../editions/sitemap.ts'
import { keysOfDirectory, keysOfFeed, keysOfList, keysOfSitemap } from '../editions/surrogate-keys.ts'
import { OPML_TYPE } from '../feeds/opml.ts'
import { SITEMAP_TYPE } from '../feeds/sitemap.ts'
import { INERT, OPEN_TO_ALL } from '../http/header-fields.ts'
import { feedPage, previewOf } from '../pages/feed.ts'
import { searchPage } from '../pages/search.ts'
import type { Store } from '../store/port.ts'
import type { Document } from './document.ts'
import { type Listing, listDocument } from './feed-document.ts'
import { opmlOf } from './opml.ts'

/** What is no feed: pages, lists of feeds and sitemaps, each made whole when it is asked for. */
export type Listings = {
  /** A feed's page; `undefined` for a month that is not there. @throws Superseded */
  page(published: Published, key: FeedKey): Promise<Document | undefined>
  /** What is shown to who opens a feed in a browser, at the feed's own address. @throws Superseded */
  feedInBrowser(published: Published, key: FeedKey, format: Format): Promise<Document | undefined>
  sitemap(published: Published, key: FeedKey): Promise<Document>
  /** The feeds of a language that have a text in their names. */
  search(published: Published, language: Language, name: string): Promise<Document>
  opml(published: Published, language: Language | null): Promise<Document>
}

export type ListingParts = {
  readonly documents: Pick<Documents, 'encode'>
  readonly store: Pick<Store, 'snapshot'>
  /** Header fields that every page carries. */
  readonly pageFields: readonly string[]
  /** Whether pages may lead to what is asked for by a query: in an export there is nobody to answer. */
  readonly asked: boolean
}

export function createListings({ documents, store, pageFields, asked }: ListingParts): Listings {
  const pageOf = ({ languages, partner }: FeedKey, text: string, keys: SurrogateKeys): Listing => ({
    ...{ text, type: 'text/html', languages, partner, fields: pageFields, keys },
  })

  const pageOfFeed = (published: Published, key: FeedKey, opened: Format | null): Promise<Document | undefined> =>
    store.snapshot(async (reader) => {
      const content = await readFeed(published, key, reader)
      if (!content) return undefined
      const { feed, showing } = content
      const placed = showing.placed.slice(0, previewOf(key))
      const scope = standingScope(key)
      // RFC 5005 §2: what is complete has no past.
      const months = scope && scope.kind !== 'headlines' ? await reader.months(scope) : []
      const text = feedPage(published, feed, { preview: await reader.shown(placed), months, asked }, opened)
      const own = keysOfFeed(published.context.site, key, placed)
      // A language's page lists its feeds, with how much is in each and when it changed.
      const keys = scope?.kind === 'all' ? { ...own, own: [...own.own, ...keysOfDirectory(key.languages).own] } : own
      const page = listDocument(documents, published, pageOf(key, text, keys))
      if (scope) return page
      // A month that is over links to the next, whatever else has changed.
      return { ...page, lastModified: Math.max(published.edition.modified, feed.lastModified) }
    })

  return {
    page: (published, key) => pageOfFeed(published, key, null),

    feedInBrowser: async (published, key, format) => {
      const page = await pageOfFeed(published, key, format)
      return page && { ...page, ...FOR_ONE_BROWSER }
    },

    sitemap: async (published, key) => {
      const { text, lastModified, placed } = await store.snapshot((reader) => readSitemap(published, key, reader))
      const { site } = published.context
      const open = tokenOf(site, key) === null ? OPEN_TO_ALL : []
      const keys = keysOfSitemap(site, key, placed)
      const listing = { ...key, text, type: SITEMAP_TYPE, fields: [...open, ...INERT], keys }
      return { ...listDocument(documents, published, listing), lastModified }
    },

    search: async (published, language, name) => {
      const key = keyOf({ language, kind: 'all' })
      const text = searchPage(published, language, name)
      return listDocument(documents, published, pageOf(key, text, keysOfDirectory([language])))
    },

    opml: async (published, language) => {
      const languages = language ? [language] : []
      const keys = keysOfList(language ? languages : published.context.site.languages)
      const text = opmlOf(published, language)
      const fields = [...OPEN_TO_ALL, ...INERT]
      return listDocument(documents, published, { text, type: OPML_TYPE, languages, partner: null, fields, keys })
    },
  }
}

/**
 * At a feed's address a page is for the browser that asked for it: a shared cache, which may look at no other field of a
 * request than Accept-Encoding, must never have it for a reader. Nor has it a date, by which a cache could take it for
 * the feed that it holds.
 */
const FOR_ONE_BROWSER = {
  cacheControl: 'private, no-cache',
  vary: 'Accept-Encoding, Sec-Fetch-Dest',
  lastModified: null,
  keys: [],
} as const
