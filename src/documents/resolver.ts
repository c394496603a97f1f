import { LRUCache } from 'lru-cache'
import { folderKey } from '../domain/embed.ts'
import type { Feed } from '../domain/feed.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import { queryOf } from '../domain/look.ts'
import { poolOf } from '../editions/cache-pools.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { readFeed, standingFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { showingOf, tokenOf } from '../editions/selection.ts'
import { keysOfFeed } from '../editions/surrogate-keys.ts'
import { queryOfUrl } from '../http/request-path.ts'
import type { Placed, StoreReader } from '../store/port.ts'
import type { Document, Resolution } from './document.ts'
import { createEmbeds } from './embeds.ts'
import { feedDocument } from './feed-document.ts'
import { createListings, type ListingParts } from './listings.ts'
import { type Target, targetOf } from './paths.ts'
import { type Asked, askedFor, type Question, takesQuery } from './query-target.ts'

/**
 * How many paths' documents are kept at hand: those of feeds are small, their bodies are kept elsewhere. All others have their
 * bodies in every encoding that was asked for: 30 kB for twenty headlines, 40 kB for a frame of them.
 */
const KEPT = {
  ...{ standing: 20_000, archive: 5_000, combined: 1_000 },
  ...{ list: 300, madePage: 100, headlines: 1_000, embed: 300 },
} as const
type Cache = keyof typeof KEPT

/** So many feeds that were asked for twice are found without being put in order by when they were asked for last. */
const IN_FRONT = 2000

/** What anybody can ask for in any number evicts only its like. */
function cacheFor(target: Target | Asked): Cache {
  if (target.kind === 'feed') return poolOf(target.key)
  if (target.kind === 'headlines' && poolOf(folderKey(target.embed)) === 'standing') return 'headlines'
  if (target.kind === 'headlines' || target.kind === 'embed') return 'embed'
  const isPage = target.kind === 'page' || target.kind === 'browsed'
  return isPage && poolOf(target.key) !== 'standing' ? 'madePage' : 'list'
}

type Found = Resolution | Promise<Resolution | undefined>

/** Makes something for one request, at once or later. @throws AppError `too_many_requests`, by a promise */
export type Making = (what: Question['kind'], make: () => Found | undefined) => Found | undefined

/**
 * `browsing`: whether somebody looks at it in a browser, who sees a page in place of a feed. `url` is what was asked for,
 * with its query. `making` has a say in what is made for this request alone.
 */
export type Resolver = (
  published: Published,
  path: string,
  browsing?: boolean,
  url?: string,
  making?: Making,
) => Found | undefined

export type ResolverParts = ListingParts & { readonly documents: Documents }

/** Finds what a path leads to in an edition, and keeps it for the next who asks, until the edition is another. */
export function createResolver(parts: ResolverParts): Resolver {
  const { documents, store } = parts
  const listings = createListings(parts)
  const embeds = createEmbeds(parts)
  let edition: Published | undefined
  const caches = Object.fromEntries(
    Object.entries(KEPT).map(([pool, max]) => [pool, new LRUCache<string, Found>({ max })]),
  ) as Record<Cache, LRUCache<string, Found>>
  const all = Object.values(caches)
  // What has its bodies with it is let go of where its cache lets go of it.
  const light: ReadonlySet<unknown> = new Set([caches.standing, caches.archive, caches.combined])
  const front = new Map<string, Resolution>()

  const resolve = (published: Published, target: Target | Asked): Found => {
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
    if (!published.making.site.cdn) return answer(standing, [])
    return store.snapshot((reader) => placedIn(published, key, reader)).then((placed) => answer(standing, placed))
  }

  const listed = async (token: string | null, made: Promise<Document | undefined>) => {
    const document = await made
    return document && ({ kind: 'document', document, token } as const)
  }

  /** What a name is kept under, or what it leads to, which is kept for the next. */
  const kept = (published: Published, name: string, target: () => Target | Asked | undefined): ReturnType<Resolver> => {
    for (const cache of all) {
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
    if (front.size >= IN_FRONT) front.clear()
    front.set(name, found)
  }

  return (published, path, browsing = false, url = path, making = (_what, make) => make()) => {
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
    if (parts.asked && takesQuery(path)) {
      const asked = askedFor(published, path, queryOfUrl(url))
      if (!asked || asked.kind === 'moved' || asked.kind === 'gone') return asked && resolve(published, asked)
      // Questions have no end of answers: none is kept.
      if (asked.kind !== 'embed') return making(asked.kind, () => resolve(published, asked))
      const name = `asked ${path}${queryOf(asked.look)}`
      return caches.embed.get(name) ?? making('embed', () => kept(published, name, () => asked))
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
