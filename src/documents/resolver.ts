import { LRUCache } from 'lru-cache'
import type { Feed } from '../domain/feed.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import { queryOf } from '../domain/look.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { readFeed, standingFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { selectionOf, tokenOf } from '../editions/selection.ts'
import { keysOfFeed } from '../editions/surrogate-keys.ts'
import { queryOfUrl } from '../http/request-path.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import { CACHE_SIZES, type Cache, cacheFor } from './caches.ts'
import type { Document, Resolution } from './document.ts'
import { createEmbeds } from './embeds.ts'
import { feedDocument } from './feed-document.ts'
import { createListings, type ListingParts } from './listings.ts'
import { type Target, targetOf } from './paths.ts'
import { type ComputedTarget, type QueryTarget, queryTargetOf, takesQuery } from './query-target.ts'

/** Hot paths bypass the LRU's bookkeeping. */
const HOT_PATHS_MAX = 2000

type Found = Resolution | Promise<Resolution | undefined>

/** Charges the client's budget before an answer is made for one request. @throws AppError `too_many_requests`, by a promise */
export type Charge = (what: ComputedTarget['kind'], make: () => Found | undefined) => Found | undefined

/**
 * `browsing`: a browser navigates to the path, so a feed's path leads to its page. `url` is the request's, with its query.
 * `charge` is called for answers that are made for this request alone.
 */
export type Resolver = (
  published: Published,
  path: string,
  browsing?: boolean,
  url?: string,
  charge?: Charge,
) => Found | undefined

export type ResolverParts = ListingParts & { readonly documents: Documents }

/** Finds the document of a path in the current edition, and caches it until the edition changes. */
export function createResolver(parts: ResolverParts): Resolver {
  const { documents, store } = parts
  const listings = createListings(parts)
  const embeds = createEmbeds(parts)
  let edition: Published | undefined
  const caches = Object.fromEntries(
    Object.entries(CACHE_SIZES).map(([pool, max]) => [pool, new LRUCache<string, Found>({ max })]),
  ) as Record<Cache, LRUCache<string, Found>>
  // Feed documents hold no bodies, so hotPaths may keep them after their cache evicts them.
  const light: ReadonlySet<unknown> = new Set([caches.standing, caches.archive, caches.combined])
  const hotPaths = new Map<string, Resolution>()

  const resolve = (published: Published, target: Target | QueryTarget): Found => {
    const { site } = published.context
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
      case 'headlines':
        return listed(null, embeds.headlines(published, target.embed))
      case 'embed':
        return listed(null, embeds[target.file](published, target.embed, target.look))
      case 'builder':
        return listed(null, embeds.builder(published, target.language, target.query))
      case 'oembed':
        return listed(null, embeds.oembed(published, target.query))
      case 'search':
        return listed(null, listings.search(published, target.language, target.text))
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
    if (!published.context.site.cdn) return answer(standing, [])
    return store.snapshot((reader) => placedIn(published, key, reader)).then((placed) => answer(standing, placed))
  }

  const listed = async (token: string | null, made: Promise<Document | undefined>) => {
    const document = await made
    return document && ({ kind: 'document', document, token } as const)
  }

  /** What a name is kept under, or what it leads to, which is kept for the next. */
  const kept = (
    published: Published,
    name: string,
    target: () => Target | QueryTarget | undefined,
  ): ReturnType<Resolver> => {
    for (const cache of Object.values(caches)) {
      const known = cache.get(name)
      if (!known) continue
      if (!(known instanceof Promise) && light.has(cache)) putInFront(name, known)
      return known
    }
    const meant = target()
    if (!meant) return undefined
    const cache = caches[cacheFor(meant)]
    const found = resolve(published, meant)
    // The request had to wait, and there is another edition by now.
    if (published !== edition) return found
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
    if (hotPaths.size >= HOT_PATHS_MAX) hotPaths.clear()
    hotPaths.set(name, found)
  }

  return (published, path, browsing = false, url = path, charge = (_what, make) => make()) => {
    if (published !== edition) {
      edition = published
      hotPaths.clear()
      for (const cache of Object.values(caches)) cache.clear()
    }
    const known = browsing ? undefined : hotPaths.get(path)
    if (known) return known
    if (browsing) {
      const target = targetOf(published, path)
      // Partners with a token get what they ask for: no page gives their addresses away.
      if (target?.kind === 'feed' && tokenOf(published.context.site, target.key) === null) {
        return kept(published, `browsing ${path}`, () => ({ ...target, kind: 'browsed' }))
      }
    }
    if (parts.asked && takesQuery(path)) {
      const asked = queryTargetOf(published, path, queryOfUrl(url))
      if (!asked || asked.kind === 'moved' || asked.kind === 'gone') return asked && resolve(published, asked)
      // Questions have no end of answers: none is kept.
      if (asked.kind !== 'embed') return charge(asked.kind, () => resolve(published, asked))
      const name = `asked ${path}${queryOf(asked.look)}`
      return caches.embed.get(name) ?? charge('embed', () => kept(published, name, () => asked))
    }
    return kept(published, path, () => targetOf(published, path))
  }
}

/** The token that a path asks for: looked at before anything is read. */
export function tokenFor(published: Published, path: string): string | null {
  const target = path.startsWith('/partners/') ? targetOf(published, path) : undefined
  return target && 'key' in target && target.key ? tokenOf(published.context.site, target.key) : null
}

/** What a feed shows, as far as it can be told: without it, caches find the feed by what it is of. */
async function placedIn(published: Published, key: FeedKey, reader: StoreReader): Promise<readonly Placed[]> {
  const { edition, context } = published
  if ((await reader.head())?.revision !== edition.revision) return []
  return (await selectionOf(context.site, key, reader, edition.instant)).placed
}
