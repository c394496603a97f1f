import { LRUCache } from 'lru-cache'
import type { Feed } from '../domain/edition.ts'
import { type FeedKey, standingScope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { SurrogateKeys } from '../domain/surrogate-key.ts'
import { OPML_TYPE } from '../feeds/opml.ts'
import { SITEMAP_TYPE } from '../feeds/sitemap.ts'
import { type Documents, poolOf } from '../publishing/documents.ts'
import type { Published } from '../publishing/editions.ts'
import { readFeed, standingFeed } from '../publishing/feeds.ts'
import { showingOf } from '../publishing/shown.ts'
import { readSitemap } from '../publishing/sitemap.ts'
import { keysOfFeed, keysOfList, keysOfSitemap } from '../publishing/surrogates.ts'
import type { Placed, Store, StoreReader } from '../store/port.ts'
import type { Document, Resolution } from './document.ts'
import { INERT, OPEN_TO_ALL } from './fields.ts'
import { feedDocument, type Listing, listDocument, tokenOf } from './made.ts'
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

  const resolve = (published: Published, target: Target): Found => {
    const { site } = published.making
    switch (target.kind) {
      case 'gone':
        return target
      case 'moved':
        return { kind: 'moved', to: target.to, token: target.key && tokenOf(site, target.key) }
      case 'feed':
        return withFeed(published, target.key, (feed, placed) => ({
          kind: 'document',
          document: feedDocument(documents, published, feed, target.format, keysOfFeed(site, feed.key, placed)),
          token: tokenOf(site, target.key),
        }))
      case 'opml':
        return listed(null, opmlDocument(documents, published, target.language))
      case 'page':
        return listed(tokenOf(site, target.key), pageDocument(published, target.key))
      case 'sitemap':
        return listed(tokenOf(site, target.key), sitemapDocument(published, target.key))
    }
  }

  type Answer = (feed: Feed, placed: readonly Placed[]) => Resolution

  /** A standing feed is known at once, but for the articles that caches find it by; any other is made of the store. */
  const withFeed = (published: Published, key: FeedKey, answer: Answer): Found => {
    const standing = standingFeed(published, key)
    if (!standing) {
      return store
        .snapshot((reader) => readFeed(published, key, reader))
        .then((content) => content && answer(content.feed, content.showing.placed))
    }
    if (!published.making.site.cdn) return answer(standing, [])
    return store.snapshot((reader) => placedIn(published, key, reader)).then((placed) => answer(standing, placed))
  }

  const listed = async (token: string | null, made: Promise<Document | undefined>) => {
    const document = await made
    return document && ({ kind: 'document', document, token } as const)
  }

  const pageDocument = async (published: Published, key: FeedKey): Promise<Document | undefined> => {
    const [language] = key.languages
    if (standingScope(key)?.kind === 'all') {
      const keys = keysOfList([language])
      return listDocument(documents, published, pageOf(key, homePage(published, language), keys))
    }
    return store.snapshot(async (reader) => {
      const content = await readFeed(published, key, reader)
      if (!content) return undefined
      const { feed, showing } = content
      const placed = showing.placed.slice(0, previewOf(key))
      const text = feedPage(published, feed, await reader.shown(placed))
      const page = listDocument(documents, published, pageOf(key, text, keysOfFeed(published.making.site, key, placed)))
      if (standingScope(key)) return page
      // A month that is over links to the next, whatever else has changed.
      return { ...page, lastModified: Math.max(published.edition.modified, feed.lastModified) }
    })
  }

  const pageOf = ({ languages, partner }: FeedKey, text: string, keys: SurrogateKeys): Listing => ({
    ...{ text, type: 'text/html', languages, partner, fields: pageFields, keys },
  })

  const sitemapDocument = async (published: Published, key: FeedKey): Promise<Document> => {
    const { text, lastModified, placed } = await store.snapshot((reader) => readSitemap(published, key, reader))
    const { site } = published.making
    const open = tokenOf(site, key) === null ? OPEN_TO_ALL : []
    const keys = keysOfSitemap(site, key, placed)
    const listing = { ...key, text, type: SITEMAP_TYPE, fields: [...open, ...INERT], keys }
    return { ...listDocument(documents, published, listing), lastModified }
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
    const found = resolve(published, target)
    if (target.kind !== 'moved' && target.kind !== 'gone') cache.set(path, found)
    if (found instanceof Promise) {
      // What is not there is not kept either: any number of months is not.
      const settle = (resolution?: Resolution): void => {
        // Another edition may be there by then.
        if (cache.peek(path) !== found) return
        if (resolution) cache.set(path, resolution)
        else cache.delete(path)
      }
      found.then(settle, () => settle())
    }
    return found
  }
}

/** The token that a path asks for: looked at before anything is read. */
export function tokenFor(published: Published, path: string): string | null {
  const target = path.startsWith('/partners/') ? targetOf(published, path) : undefined
  return target && 'key' in target && target.key ? tokenOf(published.making.site, target.key) : null
}

/** An index of all feeds, or of a language's. */
async function opmlDocument(documents: Documents, published: Published, language: Language | null): Promise<Document> {
  const languages = language ? [language] : []
  const keys = keysOfList(language ? languages : published.making.site.languages)
  const text = opmlOf(published, language)
  return listDocument(documents, published, {
    ...{ text, type: OPML_TYPE, languages, partner: null, fields: [...OPEN_TO_ALL, ...INERT], keys },
  })
}

/** What a feed shows, as far as it can be told: without it, caches find the feed by what it is of. */
async function placedIn(published: Published, key: FeedKey, reader: StoreReader): Promise<readonly Placed[]> {
  const { edition, making } = published
  if ((await reader.head())?.revision !== edition.revision) return []
  return (await showingOf(making.site, key, reader, edition.instant)).placed
}
