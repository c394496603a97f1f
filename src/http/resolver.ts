import { LRUCache } from 'lru-cache'
import type { Feed } from '../domain/edition.ts'
import { type FeedKey, type Format, standingScope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { OPML_TYPE } from '../feeds/opml.ts'
import { SITEMAP_TYPE } from '../feeds/sitemap.ts'
import { type Documents, poolOf } from '../publishing/documents.ts'
import type { Published } from '../publishing/editions.ts'
import { versionIn } from '../publishing/feed-state.ts'
import { channelIn, readFeed, standingFeed } from '../publishing/feeds.ts'
import { readSitemap } from '../publishing/sitemap.ts'
import type { Store } from '../store/port.ts'
import { type Document, madeDocument, type Resolution } from './document.ts'
import { cacheControlFor, INERT, linkField, OPEN_TO_ALL } from './fields.ts'
import { opmlOf } from './opml.ts'
import { feedPage, previewOf } from './pages/feed.ts'
import { homePage } from './pages/home.ts'
import { type Target, targetOf } from './paths.ts'

/** How many paths' documents are kept at hand: those of feeds are small, their bodies are kept elsewhere. */
const KEPT = { standing: 20_000, archive: 5_000, combined: 1_000, list: 300, madePage: 100 } as const
type Cache = keyof typeof KEPT

/** What anybody can ask for in any number evicts only its like. */
function cacheFor(target: Target): Cache {
  if (target.kind === 'feed') return poolOf(target.key)
  return target.kind === 'page' && poolOf(target.key) !== 'standing' ? 'madePage' : 'list'
}

export type Resolver = (published: Published, path: string) => Resolution | undefined | Promise<Resolution | undefined>

export type ResolverParts = {
  readonly documents: Documents
  readonly store: Pick<Store, 'snapshot'>
  /** Header fields that every page carries. */
  readonly pageFields: readonly string[]
}

type Found = Resolution | Promise<Resolution | undefined>

/** Finds what a path leads to in an edition, and keeps it for the next who asks, until the edition is another. */
export function createResolver({ documents, store, pageFields }: ResolverParts): Resolver {
  let edition: Published | undefined
  const caches = Object.fromEntries(
    Object.entries(KEPT).map(([pool, max]) => [pool, new LRUCache<string, Found>({ max })]),
  ) as Record<Cache, LRUCache<string, Found>>
  const all = Object.values(caches)
  const dated = datesOf(KEPT.list)

  const resolve = (published: Published, path: string, target: Target): Found => {
    const { site } = published.making
    switch (target.kind) {
      case 'gone':
        return target
      case 'moved':
        return { kind: 'moved', to: target.to, token: target.key && tokenOf(site, target.key) }
      case 'feed':
        return withFeed(published, target.key, (feed) => ({
          kind: 'document',
          document: feedDocument(documents, published, feed, target.format),
          token: tokenOf(site, target.key),
        }))
      case 'opml':
        return listed(
          null,
          opmlDocument(published, target.language).then((made) => dated(path, made)),
        )
      case 'page':
        return listed(tokenOf(site, target.key), pageDocument(published, path, target.key))
      case 'sitemap':
        return listed(tokenOf(site, target.key), sitemapDocument(published, target.key))
    }
  }

  /** A standing feed is known at once; any other is made of the store. */
  const withFeed = (published: Published, key: FeedKey, answer: (feed: Feed) => Resolution): Found => {
    const standing = standingFeed(published, key)
    if (standing) return answer(standing)
    return store
      .snapshot((reader) => readFeed(published, key, reader))
      .then((content) => content && answer(content.feed))
  }

  const listed = async (token: string | null, made: Promise<Document | undefined>) => {
    const document = await made
    return document && ({ kind: 'document', document, token } as const)
  }

  const pageDocument = async (published: Published, path: string, key: FeedKey): Promise<Document | undefined> => {
    const [language] = key.languages
    if (standingScope(key)?.kind === 'all') {
      return dated(path, listDocument(published, key, homePage(published, language), 'text/html', pageFields))
    }
    return store.snapshot(async (reader) => {
      const content = await readFeed(published, key, reader)
      if (!content) return undefined
      const { feed, showing } = content
      const preview = await reader.shown(showing.placed.slice(0, previewOf(key)))
      const page = listDocument(published, key, feedPage(published, feed, preview), 'text/html', pageFields)
      if (standingScope(key)) return dated(path, page)
      // A month that is over links to the next, whatever else has changed.
      return { ...page, lastModified: Math.max(published.edition.modified, feed.lastModified) }
    })
  }

  const sitemapDocument = async (published: Published, key: FeedKey): Promise<Document> => {
    const { text, lastModified } = await store.snapshot((reader) => readSitemap(published, key, reader))
    const open = tokenOf(published.making.site, key) === null ? OPEN_TO_ALL : []
    return { ...listDocument(published, key, text, SITEMAP_TYPE, [...open, ...INERT]), lastModified }
  }

  return (published, path) => {
    if (published !== edition) {
      edition = published
      for (const cache of all) cache.clear()
    }
    for (const cache of all) {
      const known = cache.get(path)
      if (known) return known
    }
    const target = targetOf(published, path)
    if (!target) return undefined
    const cache = caches[cacheFor(target)]
    const found = resolve(published, path, target)
    if (target.kind !== 'moved' && target.kind !== 'gone') cache.set(path, found)
    if (found instanceof Promise) {
      // What is not there is not kept either: any number of months is not.
      found.then((resolution) => resolution ?? cache.delete(path)).catch(() => cache.delete(path))
    }
    return found
  }
}

/** Lists and pages: what any edition changes of them is told by the edition's date, unless it changed nothing of them. */
function datesOf(max: number): (path: string, document: Document) => Document {
  const before = new LRUCache<string, Document>({ max })
  return (path, document) => {
    const known = before.get(path)
    const same = known?.version === document.version ? known : document
    before.set(path, same)
    return same
  }
}

/** The token that a path asks for: looked at before anything is read. */
export function tokenFor(published: Published, path: string): string | null {
  const target = path.startsWith('/partners/') ? targetOf(published, path) : undefined
  return target && 'key' in target && target.key ? tokenOf(published.making.site, target.key) : null
}

function tokenOf(site: Site, { partner }: FeedKey): string | null {
  return partner === null ? null : (site.partners.get(partner)?.token ?? null)
}

function feedDocument(documents: Documents, published: Published, feed: Feed, format: Format): Document {
  const { site } = published.making
  const secret = tokenOf(site, feed.key) !== null
  // A month that is over stays as it is.
  const age = secret ? 'private' : feed.key.month !== null && feed.newer !== null ? 'immutable' : 'public'
  return {
    mediaType: `${FORMAT_SPECS[format].mediaType}; charset=utf-8`,
    languages: feed.key.languages,
    version: versionIn(feed.version, format),
    lastModified: feed.lastModified,
    cacheControl: cacheControlFor(site.interval, age),
    fields: ['Link', linkField(channelIn(published, feed), format), ...(secret ? [] : OPEN_TO_ALL), ...INERT],
    ready: (encoding) => documents.ready(feed, format, encoding),
    body: (encoding) => documents.body(published, feed, format, encoding),
  }
}

async function opmlDocument(published: Published, language: Language | null): Promise<Document> {
  const key = language && { languages: [language] as const }
  return listDocument(published, key, opmlOf(published, language), OPML_TYPE, [...OPEN_TO_ALL, ...INERT])
}

function listDocument(
  { edition, making: { site } }: Published,
  key: (Pick<FeedKey, 'languages'> & Partial<FeedKey>) | null,
  text: string,
  type: string,
  fields: readonly string[],
): Document {
  const secret = key?.partner != null && tokenOf(site, key as FeedKey) !== null
  return madeDocument(text, {
    mediaType: `${type}; charset=utf-8`,
    languages: key?.languages ?? [],
    lastModified: edition.modified,
    cacheControl: cacheControlFor(site.interval, secret ? 'private' : 'public'),
    fields,
  })
}
