import { feedFromState } from '../domain/feed.ts'
import { editionScope, type FeedKey, type Format, SCOPE_KINDS } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { SITE_KEY, type SurrogateKeys } from '../domain/surrogate-key.ts'
import { directoryOf, totalsOf } from '../editions/directory.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { channelIn } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { tokenOf } from '../editions/selection.ts'
import { readSitemap } from '../editions/sitemap.ts'
import { keysOfDirectory, keysOfFeed, keysOfList, keysOfSitemap } from '../editions/surrogate-keys.ts'
import { OPML_TYPE, type Outline, opml } from '../feeds/opml.ts'
import { SITEMAP_TYPE } from '../feeds/sitemap.ts'
import { siteTitle } from '../feeds/titles.ts'
import { INERT, OPEN_TO_ALL } from '../http/header-fields.ts'
import { languageName } from '../i18n/formats.ts'
import { listedFeeds } from '../pages/directory.ts'
import { feedPage, previewLimit } from '../pages/feed.ts'
import { pageFields } from '../pages/security.ts'
import type { Store } from '../store/port.ts'
import type { Document } from './document.ts'
import { type Listing, listDocument } from './feed-document.ts'
import { openSearch, SITE_FILES, type SiteFile } from './site-files.ts'

export type ListingParts = {
  readonly documents: Pick<Documents, 'encode' | 'read'>
  readonly store: Pick<Store, 'snapshot'>
  /** Whether pages may link to URLs with a query. An export has no server to answer them. */
  readonly hasQueryUrls: boolean
}

type Keyed = { readonly key: FeedKey }

/** Pages, lists of feeds and sitemaps. They are composed on request. */
export function createListings({ documents, store, hasQueryUrls }: ListingParts) {
  const pageListing = (
    { context: { site } }: Published,
    { languages, partner }: FeedKey,
    text: string,
    keys: SurrogateKeys,
  ): Listing => ({ text, type: 'text/html', languages, partner, fields: pageFields(site), keys })

  const plainDocument = (
    published: Published,
    { keys = { own: [SITE_KEY], articles: [] }, ...file }: SiteFile,
    languages: readonly Language[] = [],
  ): Document => {
    const fields = [...OPEN_TO_ALL, ...INERT]
    return listDocument(documents, published, { ...file, languages, partner: null, fields, keys })
  }

  const composeFeedPage = (published: Published, key: FeedKey, opened: Format | null): Promise<Document | undefined> =>
    store.snapshot(async (reader) => {
      const content = await documents.read(published, key, reader)
      if (!content) return undefined
      const { feed, selection } = content
      const placed = selection.placed.slice(0, previewLimit(key))
      const scope = editionScope(key)
      // RFC 5005 §2: a complete feed has no archives.
      const months = scope && scope.kind !== 'headlines' ? await reader.months(scope) : []
      const preview = await reader.shownVariants(placed)
      const listed = scope?.kind === 'all' && !opened ? listedFeeds(published, key.languages[0]) : []
      const totals = await totalsOf(reader, [...(scope ? [scope] : []), ...listed.map((one) => one.scope)])
      const text = feedPage(published, feed, { preview, months, totals }, hasQueryUrls, opened)
      const feedKeys = keysOfFeed(published.context.site, key, placed)
      // A language's page lists the language's feeds with their number of articles and date.
      const directoryKeys = scope?.kind === 'all' ? keysOfDirectory(key.languages).own : []
      const keys = { ...feedKeys, own: [...feedKeys.own, ...directoryKeys] }
      const page = listDocument(documents, published, pageListing(published, key, text, keys))
      if (scope) return page
      // At the end of its month the page gains a link to the next one, even if nothing else changes.
      return { ...page, lastModified: Math.max(published.edition.modified, feed.lastModified) }
    })

  return {
    page: (published: Published, { key }: Keyed) => composeFeedPage(published, key, null),

    /** The page that a browser gets at a feed's own path. */
    browsed: async (published: Published, { key, format }: Keyed & { readonly format: Format }) => {
      const page = await composeFeedPage(published, key, format)
      return page && { ...page, ...FOR_ONE_BROWSER }
    },

    sitemap: async (published: Published, { key, part }: Keyed & { readonly part: number | undefined }) => {
      const sitemap = await store.snapshot((reader) => readSitemap(published, key, part, reader))
      if (!sitemap) return undefined
      const { text, lastModified, placed } = sitemap
      const { site } = published.context
      const access = tokenOf(site, key) === null ? OPEN_TO_ALL : []
      const keys = keysOfSitemap(site, key, placed)
      const listing = { ...key, text, type: SITEMAP_TYPE, fields: [...access, ...INERT], keys }
      return { ...listDocument(documents, published, listing), lastModified }
    },

    siteFile: async (published: Published, { path }: { readonly path: string }) => {
      const file = await store.snapshot(async (reader) => SITE_FILES[path]?.(published, reader))
      // They may change with the edition's date alone.
      return file && { ...plainDocument(published, file), lastModified: null }
    },

    openSearch: async (published: Published, { language }: { readonly language: Language }) =>
      hasQueryUrls ? plainDocument(published, openSearch(published, language), [language]) : undefined,

    opml: async (published: Published, { language }: { readonly language: Language | null }): Promise<Document> => {
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

/** `/{lang}/feeds.opml` lists a language's feeds; `/feeds.opml` lists all feeds, grouped by language. */
function opmlOf(published: Published, language: Language | null): string {
  const { site, catalog } = published.context
  const languages = language ? [language] : site.languages
  const textLanguage = language ?? site.languages[0]
  const name = siteTitle(site, textLanguage)
  const groups = languages.map((group) => ({
    text: languageName(group, group),
    outlines: outlinesIn(published, group),
  }))
  return opml(
    catalog.t(textLanguage, 'feeds:opml.title', { site: name }),
    { name, url: site.baseUrl },
    groups.length === 1 ? groups.flatMap(({ outlines }) => outlines) : groups,
  )
}

function outlinesIn(published: Published, language: Language): Outline[] {
  const directory = directoryOf(published, language)
  return SCOPE_KINDS.flatMap((kind) => directory[kind]).map(({ title, feed }) => {
    const { self, home, description } = channelIn(published, feedFromState(feed))
    return { text: title, xmlUrl: self.rss, htmlUrl: home, language, description }
  })
}
