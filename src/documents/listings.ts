import { editionScope, type FeedKey, type Format, keyOf } from '../domain/feed-key.ts'
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
import { searchPage } from '../pages/directory.ts'
import { feedPage, previewLimit } from '../pages/feed.ts'
import { PAGE_FIELDS } from '../pages/security.ts'
import type { Store } from '../store/port.ts'
import type { Document } from './document.ts'
import { type Listing, listDocument } from './feed-document.ts'
import { opmlOf } from './opml.ts'

export type ListingParts = {
  readonly documents: Pick<Documents, 'encode'>
  readonly store: Pick<Store, 'snapshot'>
  /** Whether pages may link to URLs with a query. An export has no server to answer them. */
  readonly hasQueryUrls: boolean
}

/** Pages, lists of feeds and sitemaps. They are composed on request. */
export function createListings({ documents, store, hasQueryUrls }: ListingParts) {
  const pageListing = ({ languages, partner }: FeedKey, text: string, keys: SurrogateKeys): Listing => ({
    ...{ text, type: 'text/html', languages, partner, fields: PAGE_FIELDS, keys },
  })

  const composeFeedPage = (
    published: Published,
    key: FeedKey,
    openedFormat: Format | null,
  ): Promise<Document | undefined> =>
    store.snapshot(async (reader) => {
      const content = await readFeed(published, key, reader)
      if (!content) return undefined
      const { feed, selection } = content
      const placed = selection.placed.slice(0, previewLimit(key))
      const scope = editionScope(key)
      // RFC 5005 §2: a complete feed has no archives.
      const months = scope && scope.kind !== 'headlines' ? await reader.months(scope) : []
      const preview = await reader.shownVariants(placed)
      const text = feedPage(published, feed, { preview, months }, hasQueryUrls, openedFormat)
      const feedKeys = keysOfFeed(published.context.site, key, placed)
      // A language's page lists the language's feeds with their number of articles and date.
      const directoryKeys = scope?.kind === 'all' ? keysOfDirectory(key.languages).own : []
      const keys = { ...feedKeys, own: [...feedKeys.own, ...directoryKeys] }
      const page = listDocument(documents, published, pageListing(key, text, keys))
      if (scope) return page
      // At the end of its month the page gains a link to the next one, even if nothing else changes.
      return { ...page, lastModified: Math.max(published.edition.modified, feed.lastModified) }
    })

  return {
    /** A feed's page; `undefined` for a month that does not exist. @throws Superseded */
    page: (published: Published, key: FeedKey) => composeFeedPage(published, key, null),

    /** The page that a browser gets at a feed's own path. @throws Superseded */
    feedInBrowser: async (published: Published, key: FeedKey, format: Format): Promise<Document | undefined> => {
      const page = await composeFeedPage(published, key, format)
      return page && { ...page, ...FOR_ONE_BROWSER }
    },

    sitemap: async (published: Published, key: FeedKey): Promise<Document> => {
      const { text, lastModified, placed } = await store.snapshot((reader) => readSitemap(published, key, reader))
      const { site } = published.context
      const access = tokenOf(site, key) === null ? OPEN_TO_ALL : []
      const keys = keysOfSitemap(site, key, placed)
      const listing = { ...key, text, type: SITEMAP_TYPE, fields: [...access, ...INERT], keys }
      return { ...listDocument(documents, published, listing), lastModified }
    },

    /** The feeds of a language whose names contain `name`. */
    search: async (published: Published, language: Language, name: string): Promise<Document> => {
      const key = keyOf({ language, kind: 'all' })
      const text = searchPage(published, language, name)
      return listDocument(documents, published, pageListing(key, text, keysOfDirectory([language])))
    },

    opml: async (published: Published, language: Language | null): Promise<Document> => {
      const languages = language ? [language] : []
      const keys = keysOfList(language ? languages : published.context.site.languages)
      const text = opmlOf(published, language)
      const fields = [...OPEN_TO_ALL, ...INERT]
      return listDocument(documents, published, { text, type: OPML_TYPE, languages, partner: null, fields, keys })
    },
  }
}

/**
 * A shared cache may ignore all request fields except Accept-Encoding, and must not send the page to a reader. The page
 * has no date either: a cache could use it to revalidate its copy of the feed.
 */
const FOR_ONE_BROWSER = {
  cacheControl: 'private, no-cache',
  vary: 'Accept-Encoding, Sec-Fetch-Dest',
  lastModified: null,
  surrogateKeyField: [],
} as const
