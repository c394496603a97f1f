import { LRUCache } from 'lru-cache'
import { limitConcurrency } from '../concurrency.ts'
import type { Feed } from '../domain/feed.ts'
import type { Format } from '../domain/feed-key.ts'
import { folderOf, pathOf } from '../domain/feed-path.ts'
import { compose, type Fragment } from '../feeds/compose.ts'
import { tombstoneOf } from '../feeds/history.ts'
import type { Store } from '../store/port.ts'
import { type DocumentCounts, MIB, noCounts, type Pool, poolOf, poolsOf } from './cache-pools.ts'
import { type CachedBodies, cachedBodies, holdBodies } from './cached-bodies.ts'
import { type Encode, type Encoding, encode } from './encodings.ts'
import { versionIn } from './feed-state.ts'
import { createNewEntriesFinder, type NewEntries, onlyNew } from './feed-versions.ts'
import { createFeedReader, Superseded } from './feeds.ts'
import { createFragments, type FragmentBytes } from './fragments.ts'
import type { Published } from './published.ts'
import { partnerOf } from './selection.ts'
import { CONTENT_SHARE, largestBeyond, remainingBytes } from './sizes.ts'

/** Concurrent compositions: they wait for a database in the network at the same time. */
const COMPOSITIONS_MAX = 4

/**
 * Sizes of the caches. A thousand standing feeds of 25 kB are also cached plain, for clients without compression and
 * for the next encoding. Deltas are small, and shared by all clients that have the same version.
 */
const CACHE_BYTES: Readonly<Record<Pool | 'delta', { readonly encoded: number; readonly plain: number }>> = {
  standing: { encoded: 24 * MIB, plain: 26 * MIB },
  archive: { encoded: 8 * MIB, plain: 6 * MIB },
  combined: { encoded: 6 * MIB, plain: 2 * MIB },
  delta: { encoded: 4 * MIB, plain: 1 * MIB },
}

export type Documents = ReturnType<typeof createDocuments>

/** The entries that are new since a version, as a document (RFC 3229). */
export type Delta = {
  /** @throws Superseded */
  body(encoding: Encoding): Promise<Buffer>
}

/**
 * Called when a document exceeds `maxBytes`: `shortened` is the number of items without their content, `dropped` the number
 * of items that were removed from a partner's document.
 */
export type CutObserver = (cut: Cut & ({ readonly dropped: number } | { readonly shortened: number })) => void
type Cut = { readonly path: string; readonly maxBytes: number }

/** Identifies the body of a document or, with `since`, of a delta. */
type BodyKey = {
  readonly feed: Feed
  readonly format: Format
  readonly encoding: Encoding
  readonly since?: NewEntries | undefined
}

type Items = readonly Fragment[]
type Render = (items: Items) => Buffer
type ReadItems = (shortened?: ReadonlySet<number>) => Promise<Items>

type BodyRequest = BodyKey & { readonly published: Published }

/** Composes documents at the first request and caches them. Concurrent requests share one composition. */
export function createDocuments(
  store: Pick<Store, 'snapshot'>,
  observe: CutObserver = () => undefined,
  fragmentBytes?: FragmentBytes,
) {
  const newEntriesSince = createNewEntriesFinder(store)
  const fragments = createFragments(fragmentBytes)
  const read = createFeedReader()
  const counts = noCounts()
  const countedEncode: Encode = (body, encoding) => {
    counts.compressions[encoding]++
    return encode(body, encoding)
  }
  const limited = limitConcurrency(COMPOSITIONS_MAX)
  const holds = holdBodies()
  // `fetch` is single-flight: concurrent requests for a body wait for the same composition.
  const createCache = (maxSize: number, create: (request: BodyRequest) => Promise<Buffer>) =>
    new LRUCache<string, Buffer, BodyRequest>({
      maxSize,
      sizeCalculation: (body) => body.byteLength + 200,
      dispose: holds.release,
      fetchMethod: (_key, _stale, { context }) => create(context),
      // A body that is evicted while it is composed still reaches those who wait for it.
      ignoreFetchAbort: true,
    })
  const createCaches = (pool: Pool | 'delta') => ({
    plain: createCache(CACHE_BYTES[pool].plain, (request) => limited(() => composeBody(request))),
    encoded: createCache(CACHE_BYTES[pool].encoded, async ({ encoding, ...request }) => {
      const body = await bodyOf({ ...request, encoding: 'identity' })
      return encoding === 'identity' ? body : countedEncode(body, encoding)
    }),
  })
  const caches = { ...poolsOf(createCaches), delta: createCaches('delta') }
  const cacheFor = ({ feed, encoding, since }: BodyKey) =>
    caches[since ? 'delta' : poolOf(feed.key)][encoding === 'identity' ? 'plain' : 'encoded']

  const bodyOf = async (request: BodyRequest): Promise<Buffer> =>
    (await cacheFor(request).fetch(nameOf(request), { context: request })) as Buffer

  const composeBody = (request: BodyRequest): Promise<Buffer> =>
    store.snapshot(async (reader) => {
      const { published, feed, format, since } = request
      const { site } = published.context
      const full = await read(published, feed.key, reader)
      if (full?.feed.version !== feed.version) throw new Superseded()
      counts.compositions[format]++
      const tombstones = full.selection.withdrawn.map((withdrawn) => tombstoneOf(site.authority, withdrawn))
      const shell = { channel: full.channel, tombstones, rendition: full.rendition }
      const itemsWithout: ReadItems = (shortened) => fragments.of(published, full, format, reader, shortened)
      const render: Render = (items) =>
        // A delta's items are those of the whole document.
        cutToSize(request, since ? onlyNew(items, full, since) : items, (remaining) =>
          compose(format, shell, remaining),
        )
      return shortenToSize(request, itemsWithout, render)
    })

  /** Shortens the largest items until the document fits, or all are shortened. */
  const shortenToSize = async ({ published, feed, format }: BodyRequest, read: ReadItems, render: Render) => {
    const maxBytes = published.context.site.sizes.maxDocumentBytes
    const items = await read()
    const sizes = items.map(({ contentBytes }) => contentBytes)
    let limitBytes = maxBytes * CONTENT_SHARE
    for (;;) {
      const shortened = largestBeyond(sizes, limitBytes)
      const document = render(shortened.size > 0 ? await read(shortened) : items)
      const remaining = remainingBytes(sizes, shortened)
      if (document.byteLength <= maxBytes || remaining === 0) {
        if (shortened.size > 0) observe({ path: pathOf(feed.key, format), shortened: shortened.size, maxBytes })
        return document
      }
      limitBytes = remaining - (document.byteLength - maxBytes)
    }
  }

  /** Removes items from the end until a partner's document fits into the partner's `maxBytes`. */
  const cutToSize = ({ published, feed, format }: BodyRequest, items: Items, render: Render): Buffer => {
    const document = render(items)
    const maxBytes = partnerOf(published.context.site, feed.key)?.maxBytes ?? null
    let excessBytes = maxBytes === null ? 0 : document.byteLength - maxBytes
    if (maxBytes === null || excessBytes <= 0) return document
    let count = items.length
    while (excessBytes > 0 && count > 0) excessBytes -= (items[--count] as Fragment).bytes.byteLength
    observe({ path: pathOf(feed.key, format), dropped: items.length - count, maxBytes })
    return render(items.slice(0, count))
  }

  return {
    bodiesOf: (feed: Feed, format: Format): CachedBodies => {
      const nameIn = (encoding: Encoding): string => nameOf({ feed, format, encoding })
      return cachedBodies(
        nameIn,
        (encoding) => cacheFor({ feed, format, encoding }),
        holds,
        counts.requests[poolOf(feed.key)],
      )
    },
    /** @throws Superseded */
    body: (published: Published, feed: Feed, format: Format, encoding: Encoding): Promise<Buffer> =>
      bodyOf({ published, feed, format, encoding }),
    /** The delta since an earlier version; `undefined` if that version is unknown or every entry is new. */
    since: async (published: Published, feed: Feed, format: Format, version: string): Promise<Delta | undefined> => {
      const since = await newEntriesSince(feed, version, format)
      return since && { body: (encoding) => bodyOf({ published, feed, format, encoding, since }) }
    },
    /** Reads a feed, or finds it in the cache. @throws Superseded */
    read,
    /** Encodes a body that is cached elsewhere, and counts it. */
    encode: countedEncode,
    counts: counts as Readonly<DocumentCounts>,
    /** Bytes of a pool's cached bodies and fragments. */
    cachedBytes: (pool: Pool | 'delta'): number => {
      const { plain, encoded } = caches[pool]
      return plain.calculatedSize + encoded.calculatedSize + (pool === 'delta' ? 0 : fragments.cachedBytes(pool))
    },
  }
}

function nameOf({ feed: { key, version }, format, encoding, since }: BodyKey): string {
  return `${folderOf(key)} ${format} ${encoding} ${versionIn(version, format)}${since ? ` ${since.version}` : ''}`
}
