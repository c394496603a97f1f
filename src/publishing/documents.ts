import { LRUCache } from 'lru-cache'
import type { Feed } from '../domain/edition.ts'
import type { FeedKey, Format } from '../domain/feed-key.ts'
import { folderOf, pathOf } from '../domain/feed-path.ts'
import { compose, type Fragment, fragmentOf } from '../feeds/compose.ts'
import { entryOf } from '../feeds/entry.ts'
import { tombstoneOf } from '../feeds/history.ts'
import type { Store, StoreReader } from '../store/port.ts'
import { type DocumentCounts, noCounts } from './document-counts.ts'
import type { Published } from './editions.ts'
import { type Encode, type Encoding, encode } from './encodings.ts'
import { versionIn } from './feed-state.ts'
import { type FeedContent, readFeed, Superseded } from './feeds.ts'
import { partnerOf } from './shown.ts'

const MIB = 1024 * 1024
/**
 * Bytes of documents that are kept, encoded and plain, and of fragments. Few ask for a document plain, at four times the size: most
 * of those that are kept so are there for the next encoding. Whoever asks for many months, or puts many tags together, evicts
 * only what others asked for in the same way.
 */
const BUDGETS = {
  standing: { encoded: 32 * MIB, plain: 8 * MIB, fragments: 16 * MIB },
  archive: { encoded: 16 * MIB, plain: 6 * MIB, fragments: 4 * MIB },
  combined: { encoded: 8 * MIB, plain: 4 * MIB, fragments: 4 * MIB },
} as const
export type Pool = keyof typeof BUDGETS

export function poolOf({ languages, topic, month }: FeedKey): Pool {
  if (languages.length > 1 || topic.kind === 'combination') return 'combined'
  return month === null ? 'standing' : 'archive'
}

/** Composes documents when they are first asked for, each once however many ask, and keeps them while there is room. */
export type Documents = {
  /** The body where it has been made and kept. */
  ready(feed: Feed, format: Format, encoding: Encoding): Buffer | undefined
  /** @throws Superseded */
  body(published: Published, feed: Feed, format: Format, encoding: Encoding): Promise<Buffer>
  /** Encodes what is kept elsewhere: it is counted here all the same. */
  readonly encode: Encode
  readonly counts: Readonly<DocumentCounts>
  /** Bytes that a pool has, of bodies and fragments. */
  kept(pool: Pool): number
}

/** Hears of documents that had to be cut: how many items of a partner's feed were left out, and at which size. */
export type CutObserver = (cut: { readonly path: string; readonly dropped: number; readonly maxBytes: number }) => void

type Wanted = {
  readonly published: Published
  readonly feed: Feed
  readonly format: Format
  readonly encoding: Encoding
}

export function createDocuments(store: Pick<Store, 'snapshot'>, observe: CutObserver = () => undefined): Documents {
  const fragments = poolsOf(
    (budget) =>
      new LRUCache<string, Fragment>({
        maxSize: budget.fragments,
        sizeCalculation: ({ bytes }) => bytes.byteLength + 200,
      }),
  )
  const counts = noCounts(poolsOf(() => ({ hit: 0, miss: 0 })))
  const counted: Encode = (body, encoding) => {
    counts.compressions[encoding]++
    return encode(body, encoding)
  }
  // `fetch` is single-flight: whoever asks while a body is being made waits for the same one.
  const cacheOf = (maxSize: number, make: (wanted: Wanted) => Promise<Buffer>): LRUCache<string, Buffer, Wanted> =>
    new LRUCache<string, Buffer, Wanted>({
      maxSize,
      sizeCalculation: (body) => body.byteLength + 200,
      fetchMethod: (_key, _stale, { context }) => make(context),
    })
  const bodies = poolsOf(({ plain, encoded }) => ({
    plain: cacheOf(plain, (wanted) => composed(wanted)),
    encoded: cacheOf(encoded, async ({ encoding, ...wanted }) => {
      const body = await bodyOf({ ...wanted, encoding: 'identity' })
      return encoding === 'identity' ? body : counted(body, encoding)
    }),
  }))
  const cacheFor = (feed: Feed, encoding: Encoding) =>
    bodies[poolOf(feed.key)][encoding === 'identity' ? 'plain' : 'encoded']

  const bodyOf = async (wanted: Wanted): Promise<Buffer> => {
    const { feed, format, encoding } = wanted
    const key = keyOfBody(feed, format, encoding)
    return (await cacheFor(feed, encoding).fetch(key, { context: wanted })) as Buffer
  }

  const composed = ({ published, feed, format }: Wanted): Promise<Buffer> =>
    store.snapshot(async (reader) => {
      const { site } = published.making
      const content = await readFeed(published, feed.key, reader)
      if (content?.feed.version !== feed.version) throw new Superseded()
      counts.compositions[format]++
      const made = await fragmentsOf(published, content, format, reader)
      const tombstones = content.showing.withdrawn.map((one) => tombstoneOf(site.authority, one))
      const shell = { channel: content.channel, tombstones, rendition: content.rendition }
      return cutToSize(published, feed.key, format, made, (some) => compose(format, shell, some))
    })

  /** The items of a feed, made where nobody has asked for them yet. */
  const fragmentsOf = async (
    { edition, making: { site, catalog } }: Published,
    { feed: { key }, rendition, showing: { placed }, hashes }: FeedContent,
    format: Format,
    reader: StoreReader,
  ): Promise<Fragment[]> => {
    const own = fragments[poolOf(key)]
    // An entry reads otherwise in a feed of other languages.
    const manner = JSON.stringify([format, rendition, key.languages.length > 1 ? key.languages : null])
    const nameOf = (index: number): string => `${manner} ${hashes[index]}`
    const made = placed.map((_, index) => fragments.standing.get(nameOf(index)) ?? own.get(nameOf(index)))
    const missing = placed.flatMap((one, index) => (made[index] ? [] : [{ one, index }]))
    const shown = await reader.shown(missing.map(({ one }) => one))
    for (const [position, { variant, siblings }] of shown.entries()) {
      const { index } = missing[position] as (typeof missing)[number]
      const entry = entryOf(site, catalog, key.languages, variant, siblings, edition.instant)
      const fragment = fragmentOf(format, entry, { authority: site.authority, rendition })
      made[index] = fragment
      own.set(nameOf(index), fragment)
    }
    return made as Fragment[]
  }

  /** Whole items go, from the end, until a partner's document is as small as the partner wants it. */
  const cutToSize = (
    { making: { site } }: Published,
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
      const body = cacheFor(feed, encoding).get(keyOfBody(feed, format, encoding))
      counts.requests[poolOf(feed.key)][body ? 'hit' : 'miss']++
      return body
    },
    body: (published, feed, format, encoding) => bodyOf({ published, feed, format, encoding }),
    encode: counted,
    counts,
    kept: (pool) =>
      fragments[pool].calculatedSize + bodies[pool].plain.calculatedSize + bodies[pool].encoded.calculatedSize,
  }
}

type Budget = { readonly encoded: number; readonly plain: number; readonly fragments: number }

function poolsOf<T>(make: (budget: Budget) => T): Record<Pool, T> {
  const { standing, archive, combined } = BUDGETS
  return { standing: make(standing), archive: make(archive), combined: make(combined) }
}

function keyOfBody({ key, version }: Feed, format: Format, encoding: Encoding): string {
  return `${folderOf(key)} ${format} ${encoding} ${versionIn(version, format)}`
}
