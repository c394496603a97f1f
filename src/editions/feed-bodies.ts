import { LRUCache } from 'lru-cache'
import { limitConcurrency } from '../concurrency.ts'
import type { Feed } from '../domain/feed.ts'
import type { FeedKey, Format } from '../domain/feed-key.ts'
import { folderOf, pathOf } from '../domain/feed-path.ts'
import { compose, type Fragment } from '../feeds/compose.ts'
import { tombstoneOf } from '../feeds/history.ts'
import type { Store } from '../store/port.ts'
import { type DocumentCounts, noCounts } from './body-counts.ts'
import { createBodyHandles } from './body-handles.ts'
import { MIB, type Pool, poolOf, poolsOf } from './cache-pools.ts'
import { type Encode, type Encoding, encode } from './encodings.ts'
import { versionIn } from './feed-state.ts'
import { createVersions, newSince, type Since } from './feed-versions.ts'
import { readFeed, Superseded } from './feeds.ts'
import { createFragments } from './fragments.ts'
import type { Published } from './published.ts'
import { partnerOf } from './selection.ts'

/** Bytes of bodies that are kept. */
type Budget = { readonly encoded: number; readonly plain: number }

/** Documents that are composed at a time: a database over a network is waited for together. */
const TOGETHER = 4

/**
 * Of standing feeds a thousand of 25 kB are kept plain, too, for who asks for them so, and for the next encoding. What is
 * new since an earlier version is asked for by as many as have that version, and is small.
 */
const BUDGETS: Readonly<Record<Pool | 'delta', Budget>> = {
  standing: { encoded: 32 * MIB, plain: 26 * MIB },
  archive: { encoded: 16 * MIB, plain: 6 * MIB },
  combined: { encoded: 8 * MIB, plain: 4 * MIB },
  delta: { encoded: 4 * MIB, plain: 1 * MIB },
}

/** Composes documents when they are first asked for, each once however many ask, and keeps them while there is room. */
export type Documents = {
  /** The body where it has been made and kept. */
  ready(feed: Feed, format: Format, encoding: Encoding): Buffer | undefined
  /** @throws Superseded */
  body(published: Published, feed: Feed, format: Format, encoding: Encoding): Promise<Buffer>
  /** What is new in it since an earlier version; `undefined` where that is not known, or all of it is new. */
  since(published: Published, feed: Feed, format: Format, version: string): Promise<Delta | undefined>
  /** Encodes what is kept elsewhere: it is counted here all the same. */
  readonly encode: Encode
  readonly counts: Readonly<DocumentCounts>
  /** Bytes that a pool has, of bodies and fragments. */
  kept(pool: Pool | 'delta'): number
}

/** What is new in a document since an earlier version of it. */
export type Delta = {
  /** @throws Superseded */
  body(encoding: Encoding): Promise<Buffer>
}

/** Hears of documents that had to be cut: how many items of a partner's feed were left out, and at which size. */
export type CutObserver = (cut: { readonly path: string; readonly dropped: number; readonly maxBytes: number }) => void

/** One document, or what is new in it. */
type Asked = {
  readonly feed: Feed
  readonly format: Format
  readonly encoding: Encoding
  readonly since?: Since | undefined
}

type Wanted = Asked & { readonly published: Published }

export function createDocuments(store: Pick<Store, 'snapshot'>, observe: CutObserver = () => undefined): Documents {
  const versions = createVersions(store)
  const fragments = createFragments()
  const counts = noCounts(poolsOf(() => ({ hit: 0, miss: 0 })))
  const counted: Encode = (body, encoding) => {
    counts.compressions[encoding]++
    return encode(body, encoding)
  }
  const places = createBodyHandles((feed, format, encoding) => nameOf({ feed, format, encoding }))
  const inLane = limitConcurrency(TOGETHER)
  // `fetch` is single-flight: whoever asks while a body is being made waits for the same one.
  const cacheOf = (maxSize: number, make: (wanted: Wanted) => Promise<Buffer>): LRUCache<string, Buffer, Wanted> =>
    new LRUCache<string, Buffer, Wanted>({
      maxSize,
      sizeCalculation: (body) => body.byteLength + 200,
      fetchMethod: (_key, _stale, { context }) => make(context),
    })
  const bodiesOf = ({ plain, encoded }: Budget) => ({
    plain: cacheOf(plain, (wanted) => inLane(() => composed(wanted))),
    encoded: cacheOf(encoded, async ({ encoding, ...wanted }) => {
      const body = await bodyOf({ ...wanted, encoding: 'identity' })
      return encoding === 'identity' ? body : counted(body, encoding)
    }),
  })
  const bodies = { ...poolsOf((pool) => bodiesOf(BUDGETS[pool])), delta: bodiesOf(BUDGETS.delta) }
  const cacheFor = ({ feed, encoding, since }: Asked) =>
    bodies[since ? 'delta' : poolOf(feed.key)][encoding === 'identity' ? 'plain' : 'encoded']

  const bodyOf = async (wanted: Wanted): Promise<Buffer> =>
    (await cacheFor(wanted).fetch(nameOf(wanted), { context: wanted })) as Buffer

  const composed = ({ published, feed, format, since }: Wanted): Promise<Buffer> =>
    store.snapshot(async (reader) => {
      const { site } = published.context
      const whole = await readFeed(published, feed.key, reader)
      if (whole?.feed.version !== feed.version) throw new Superseded()
      counts.compositions[format]++
      const content = since ? newSince(since, whole) : whole
      const made = await fragments.of(published, content, format, reader)
      const tombstones = content.showing.withdrawn.map((one) => tombstoneOf(site.authority, one))
      const shell = { channel: content.channel, tombstones, rendition: content.rendition }
      return cutToSize(published, feed.key, format, made, (some) => compose(format, shell, some))
    })

  /** Whole items go, from the end, until a partner's document is as small as the partner wants it. */
  const cutToSize = (
    { context: { site } }: Published,
    key: FeedKey,
    format: Format,
    made: readonly Fragment[],
    composing: (some: readonly Fragment[]) => Buffer,
  ): Buffer => {
    const document = composing(made)
    const maxBytes = partnerOf(site, key)?.maxBytes ?? null
    let excess = maxBytes === null ? 0 : document.byteLength - maxBytes
    if (maxBytes === null || excess <= 0) return document
    let kept = made.length
    while (excess > 0 && kept > 0) excess -= (made[--kept] as Fragment).bytes.byteLength
    observe({ path: pathOf(key, format), dropped: made.length - kept, maxBytes })
    return composing(made.slice(0, kept))
  }

  return {
    ready: (feed, format, encoding) => {
      const pool = poolOf(feed.key)
      const cache = bodies[pool][encoding === 'identity' ? 'plain' : 'encoded']
      const body = places.body(feed, format, encoding, (name) => cache.get(name))
      counts.requests[pool][body ? 'hit' : 'miss']++
      return body
    },
    body: (published, feed, format, encoding) => bodyOf({ published, feed, format, encoding }),
    since: async (published, feed, format, version) => {
      const since = await versions.since(feed, version, (full) => versionIn(full, format))
      return since && { body: (encoding) => bodyOf({ published, feed, format, encoding, since }) }
    },
    encode: counted,
    counts,
    kept: (pool) => {
      const { plain, encoded } = bodies[pool]
      return plain.calculatedSize + encoded.calculatedSize + (pool === 'delta' ? 0 : fragments.kept(pool))
    },
  }
}

function nameOf({ feed: { key, version }, format, encoding, since }: Asked): string {
  return `${folderOf(key)} ${format} ${encoding} ${versionIn(version, format)}${since ? ` ${since.version}` : ''}`
}
