import { LRUCache } from 'lru-cache'
import type { Feed } from '../domain/edition.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import type { Documents } from '../publishing/documents.ts'
import type { Published } from '../publishing/editions.ts'
import { readFeed, standingFeed } from '../publishing/feeds.ts'
import { poolOf } from '../publishing/pools.ts'
import { showingOf } from '../publishing/shown.ts'
import { keysOfFeed } from '../publishing/surrogates.ts'
import type { Placed, Store, StoreReader } from '../store/port.ts'
import type { Document, Resolution } from './document.ts'
import type { Listings } from './listings.ts'
import { feedDocument, tokenOf } from './made.ts'
import { type Target, targetOf } from './paths.ts'

/** How many paths' documents are kept at hand: those of feeds are small, their bodies are kept elsewhere. */
const KEPT = { standing: 20_000, archive: 5_000, combined: 1_000, list: 300, madePage: 100 } as const
type Cache = keyof typeof KEPT

/** So many that were asked for twice are found without being put in order by when they were asked for last. */
const IN_FRONT = 2000

/** What anybody can ask for in any number evicts only its like. */
function cacheFor(target: Target): Cache {
  if (target.kind === 'feed') return poolOf(target.key)
  const isPage = target.kind === 'page' || target.kind === 'browsed'
  return isPage && poolOf(target.key) !== 'standing' ? 'madePage' : 'list'
}

/** `browsing`: whether somebody looks at it in a browser, who sees a page in place of a feed. */
export type Resolver = (
  published: Published,
  path: string,
  browsing?: boolean,
) => Resolution | undefined | Promise<Resolution | undefined>

export type ResolverParts = {
  readonly documents: Documents
  readonly store: Pick<Store, 'snapshot'>
  readonly listings: Listings
}

type Found = Resolution | Promise<Resolution | undefined>

/** Finds what a path leads to in an edition, and keeps it for the next who asks, until the edition is another. */
export function createResolver({ documents, store, listings }: ResolverParts): Resolver {
  let edition: Published | undefined
  const caches = Object.fromEntries(
    Object.entries(KEPT).map(([pool, max]) => [pool, new LRUCache<string, Found>({ max })]),
  ) as Record<Cache, LRUCache<string, Found>>
  const all = Object.values(caches)
  const front = new Map<string, Resolution>()

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
      case 'browsed':
        return listed(null, listings.feedInBrowser(published, target.key, target.format))
      case 'opml':
        return listed(null, listings.opml(published, target.language))
      case 'page':
        return listed(tokenOf(site, target.key), listings.page(published, target.key))
      case 'sitemap':
        return listed(tokenOf(site, target.key), listings.sitemap(published, target.key))
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

  /** What a name is kept under, or what it leads to, which is kept for the next. */
  const kept = (published: Published, name: string, target: () => Target | undefined): ReturnType<Resolver> => {
    for (const cache of all) {
      const known = cache.get(name)
      if (!known) continue
      if (!(known instanceof Promise)) putInFront(name, known)
      return known
    }
    const meant = target()
    if (!meant) return undefined
    const cache = caches[cacheFor(meant)]
    const found = resolve(published, meant)
    if (meant.kind !== 'moved' && meant.kind !== 'gone') cache.set(name, found)
    if (found instanceof Promise) {
      // What is not there is not kept either: any number of months is not.
      const settle = (resolution?: Resolution): void => {
        // Another edition may be there by then.
        if (cache.peek(name) !== found) return
        if (resolution) cache.set(name, resolution)
        else cache.delete(name)
      }
      found.then(settle, () => settle())
    }
    return found
  }

  const putInFront = (name: string, found: Resolution): void => {
    if (front.size >= IN_FRONT) front.clear()
    front.set(name, found)
  }

  return (published, path, browsing = false) => {
    if (published !== edition) {
      edition = published
      front.clear()
      for (const cache of all) cache.clear()
    }
    const known = browsing ? undefined : front.get(path)
    if (known) return known
    if (browsing) {
      const target = targetOf(published, path)
      // Partners with a token get what they ask for: no page gives their addresses away.
      if (target?.kind === 'feed' && tokenOf(published.making.site, target.key) === null) {
        return kept(published, `browsing ${path}`, () => ({ ...target, kind: 'browsed' }))
      }
    }
    return kept(published, path, () => targetOf(published, path))
  }
}

/** The token that a path asks for: looked at before anything is read. */
export function tokenFor(published: Published, path: string): string | null {
  const target = path.startsWith('/partners/') ? targetOf(published, path) : undefined
  return target && 'key' in target && target.key ? tokenOf(published.making.site, target.key) : null
}

/** What a feed shows, as far as it can be told: without it, caches find the feed by what it is of. */
async function placedIn(published: Published, key: FeedKey, reader: StoreReader): Promise<readonly Placed[]> {
  const { edition, making } = published
  if ((await reader.head())?.revision !== edition.revision) return []
  return (await showingOf(making.site, key, reader, edition.instant)).placed
}
