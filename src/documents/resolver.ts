import type { IncomingHttpHeaders } from 'node:http'
import type { Instant } from '../domain/article.ts'
import { folderKey } from '../domain/embed-path.ts'
import type { Feed } from '../domain/feed.ts'
import type { FeedKey, Format } from '../domain/feed-key.ts'
import { lookQuery } from '../domain/look.ts'
import { poolOf } from '../editions/cache-pools.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { channelIn, standingFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { selectionOf, tokenOf } from '../editions/selection.ts'
import { keysOfFeed } from '../editions/surrogate-keys.ts'
import { queryOfUrl } from '../http/request-path.ts'
import { createLru } from '../memo.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import type { Document, Resolution } from './document.ts'
import { createEmbeds } from './embeds.ts'
import { feedDocument } from './feed-document.ts'
import { createListings, type ListingParts } from './listings.ts'
import { type Target, targetOf } from './paths.ts'
import { createPredecessors } from './predecessors.ts'
import { type ComputedTarget, type QueryTarget, queryTargetOf, takesQuery } from './query-target.ts'
import { createSearch } from './search.ts'

/** Hot paths bypass the LRU's bookkeeping. */
const HOT_PATHS_MAX = 2000

type Result = Resolution | Promise<Resolution | undefined>

/** Charges the client's budget for a computation. @throws AppError `too_many_requests` */
export type Charge = (kind: ComputedTarget['kind']) => void

/**
 * `browsing`: a browser navigates to the path, so a feed's path returns its page. `url` includes the query. `charge` is
 * called for documents that are computed for this request only.
 */
export type Resolver = (
  published: Published,
  path: string,
  browsing?: boolean,
  url?: string,
  charge?: Charge,
  headers?: IncomingHttpHeaders,
) => Result | undefined

/** With `now`, the documents of the edition before may be found for requests with `headers`. */
export type ResolverParts = ListingParts & { readonly documents: Documents; readonly now?: () => Instant }

type Composed = Exclude<Target | QueryTarget, { readonly kind: 'feed' | 'moved' | 'gone' }>

/** They compose a document, or return `undefined` if it does not exist. @throws Superseded */
type Composers = {
  readonly [Kind in Composed['kind']]: (
    published: Published,
    target: Extract<Composed, { readonly kind: Kind }>,
  ) => Promise<Document | undefined>
}

/**
 * Documents per cache. Feed documents are small, because their bodies are cached elsewhere. Others hold their bodies in
 * every requested encoding: 30 kB for twenty headlines, 40 kB for a frame of them.
 */
const CACHE_SIZES = {
  ...{ standing: 20_000, archive: 5_000, combined: 1_000 },
  ...{ list: 300, madePage: 100, headlines: 1_000, embed: 300 },
} as const
type Cache = keyof typeof CACHE_SIZES

/** Kinds with an unlimited number of documents have their own cache, so that they evict only each other. */
function cacheFor(target: Target | QueryTarget): Cache {
  if (target.kind === 'feed') return poolOf(target.key)
  if (target.kind === 'headlines' && poolOf(folderKey(target.embed)) === 'standing') return 'headlines'
  if (target.kind === 'headlines' || target.kind === 'embed') return 'embed'
  const isPage = target.kind === 'page' || target.kind === 'browsed'
  return isPage && poolOf(target.key) !== 'standing' ? 'madePage' : 'list'
}

/** Finds the document of a path in the current edition, and caches it until the edition changes. */
export function createResolver(parts: ResolverParts): Resolver {
  const { documents, store } = parts
  const composers: Composers = { ...createListings(parts), ...createEmbeds(parts), ...createSearch(parts) }
  let edition: Published | undefined
  const caches = Object.fromEntries(
    Object.entries(CACHE_SIZES).map(([pool, max]) => [pool, createLru<Result>(max)]),
  ) as Record<Cache, ReturnType<typeof createLru<Result>>>
  // Feed documents hold no bodies, so hotPaths may keep them after their cache evicts them.
  const cachesWithoutBodies: ReadonlySet<unknown> = new Set([caches.standing, caches.archive, caches.combined])
  const hotPaths = new Map<string, Resolution>()

  const resolve = (published: Published, target: Target | QueryTarget): Result => {
    const { site } = published.context
    if (target.kind === 'gone') return target
    if (target.kind === 'moved') return { kind: 'moved', to: target.to, token: target.key && tokenOf(site, target.key) }
    if (target.kind === 'feed') return resolveFeed(published, target.key, target.format)
    const compose = composers[target.kind] as (published: Published, target: Composed) => Promise<Document | undefined>
    const token = 'key' in target ? tokenOf(site, target.key) : null
    return compose(published, target).then((document) => document && { kind: 'document', document, token })
  }

  /** Standing feeds are in the edition. Other feeds, and the articles for surrogate keys, are read from the store. */
  const resolveFeed = (published: Published, key: FeedKey, format: Format): Result => {
    const { site } = published.context
    const resolutionOf = (feed: Feed, placed: readonly Placed[], channel = channelIn(published, feed)): Resolution => ({
      kind: 'document',
      document: feedDocument(documents, published, { feed, channel }, format, keysOfFeed(site, key, placed)),
      token: tokenOf(site, key),
    })
    const standing = standingFeed(published, key)
    if (!standing) {
      return store
        .snapshot((reader) => documents.read(published, key, reader))
        .then((content) => content && resolutionOf(content.feed, content.selection.placed, content.channel))
    }
    if (!site.cdn) return resolutionOf(standing, [])
    const pending = store.snapshot((reader) => placementsIn(published, key, reader))
    return pending.then((placed) => resolutionOf(standing, placed))
  }

  /** Returns the cached resolution of a name, or resolves its target and caches the result. */
  const cachedOr = (
    published: Published,
    name: string,
    targetFor: () => Target | QueryTarget | undefined,
  ): ReturnType<Resolver> => {
    for (const cache of Object.values(caches)) {
      const cached = cache.get(name)
      if (!cached) continue
      if (!(cached instanceof Promise) && cachesWithoutBodies.has(cache) && !predecessors?.has(name)) {
        if (hotPaths.size >= HOT_PATHS_MAX) hotPaths.clear()
        hotPaths.set(name, cached)
      }
      return cached
    }
    const target = targetFor()
    if (!target) return undefined
    const cache = caches[cacheFor(target)]
    const result = resolve(published, target)
    // The request waited, and the edition changed meanwhile.
    if (published !== edition) return result
    if (target.kind !== 'moved' && target.kind !== 'gone') cache.set(name, result)
    if (result instanceof Promise) {
      // Missing documents are not cached: clients can request any number of them.
      const settle = (resolution?: Resolution): void => {
        // The caches may have been cleared for another edition.
        if (cache.peek(name) !== result) return
        if (resolution) cache.set(name, resolution)
        else cache.delete(name)
      }
      result.then(settle, () => settle())
    }
    return result
  }

  const cachedAt = (published: Published, path: string) => cachedOr(published, path, () => targetOf(published, path))
  const predecessors = parts.now && createPredecessors(cachedAt, parts.now)

  return (published, path, browsing = false, url = path, charge = () => undefined, headers = undefined) => {
    if (published !== edition) {
      edition = published
      const before = predecessors ? [...caches.standing.entries()] : []
      hotPaths.clear()
      for (const cache of Object.values(caches)) cache.clear()
      predecessors?.replace(published, before)
    }
    const hotResolution = browsing ? undefined : (hotPaths.get(path) ?? (headers && predecessors?.find(path, headers)))
    if (hotResolution) return hotResolution
    if (browsing) {
      const target = targetOf(published, path)
      // Browsers, too, get a private feed as it is: no page reveals its URL.
      if (target?.kind === 'feed' && tokenOf(published.context.site, target.key) === null) {
        return cachedOr(published, `browsing ${path}`, () => ({ ...target, kind: 'browsed' }))
      }
    }
    if (parts.hasQueryUrls && takesQuery(path)) {
      const target = queryTargetOf(published, path, queryOfUrl(url))
      if (!target || target.kind === 'moved' || target.kind === 'gone') return target && resolve(published, target)
      const name = target.kind === 'embed' && `embed ${path}${lookQuery(target.look)}`
      const cached = name ? caches.embed.get(name) : undefined
      if (cached) return cached
      charge(target.kind)
      // The number of queries is unlimited, so only embeds are cached.
      return name ? cachedOr(published, name, () => target) : resolve(published, target)
    }
    return cachedAt(published, path)
  }
}

/** The token that a path requires. It is checked before anything is read. */
export function tokenFor(published: Published, path: string): string | null {
  const target = path.startsWith('/partners/') ? targetOf(published, path) : undefined
  return target && 'key' in target && target.key ? tokenOf(published.context.site, target.key) : null
}

/** The feed's placements, or none if the store has a newer edition: the surrogate keys then name no articles. */
async function placementsIn(published: Published, key: FeedKey, reader: StoreReader): Promise<readonly Placed[]> {
  const { edition, context } = published
  if ((await reader.head())?.revision !== edition.revision) return []
  return (await selectionOf(context.site, key, reader, edition.instant)).placed
}
