import { LRUCache } from 'lru-cache'
import type { Feed } from '../domain/edition.ts'
import type { FeedKey, Format } from '../domain/feed-key.ts'
import { folderOf, pathOf } from '../domain/feed-path.ts'
import { compose, type Fragment, fragmentOf } from '../feeds/compose.ts'
import { entryOf } from '../feeds/entry.ts'
import { tombstoneOf } from '../feeds/history.ts'
import type { Store, StoreReader } from '../store/port.ts'
import type { Published } from './editions.ts'
import { ENCODERS, type Encoding } from './encodings.ts'
import { versionIn } from './feed-state.ts'
import { type FeedContent, readFeed, Superseded } from './feeds.ts'
import { partnerOf } from './shown.ts'
import { createVersions, newSince, type Since } from './versions.ts'

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

/** What is new since an earlier version is asked for by as many as have that version, and as small. */
const DELTAS = { encoded: 4 * MIB, plain: 1 * MIB }

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
  /** What is new in it since the first of some versions that is known; `undefined` where none is, or all of it is new. */
  since(published: Published, feed: Feed, format: Format, versions: readonly string[]): Promise<Delta | undefined>
}

/** What is new in a document since an earlier version of it. */
export type Delta = {
  readonly version: string
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
  const fragments = poolsOf(
    (budget) =>
      new LRUCache<string, Fragment>({
        maxSize: budget.fragments,
        sizeCalculation: ({ bytes }) => bytes.byteLength + 200,
      }),
  )
  // `fetch` is single-flight: whoever asks while a body is being made waits for the same one.
  const cacheOf = (maxSize: number, make: (wanted: Wanted) => Promise<Buffer>): LRUCache<string, Buffer, Wanted> =>
    new LRUCache<string, Buffer, Wanted>({
      maxSize,
      sizeCalculation: (body) => body.byteLength + 200,
      fetchMethod: (_key, _stale, { context }) => make(context),
    })
  const bodiesWithin = ({ plain, encoded }: Pick<Budget, 'plain' | 'encoded'>) => ({
    plain: cacheOf(plain, (wanted) => composed(wanted)),
    encoded: cacheOf(encoded, async ({ encoding, ...wanted }) => {
      const body = await bodyOf({ ...wanted, encoding: 'identity' })
      return encoding === 'identity' ? body : ENCODERS[encoding](body)
    }),
  })
  const bodies = poolsOf(bodiesWithin)
  const deltas = bodiesWithin(DELTAS)
  const cacheFor = ({ feed, encoding, since }: Asked) =>
    (since ? deltas : bodies[poolOf(feed.key)])[encoding === 'identity' ? 'plain' : 'encoded']

  const bodyOf = async (wanted: Wanted): Promise<Buffer> => {
    return (await cacheFor(wanted).fetch(nameOf(wanted), { context: wanted })) as Buffer
  }

  const composed = ({ published, feed, format, since }: Wanted): Promise<Buffer> =>
    store.snapshot(async (reader) => {
      const { site } = published.making
      const whole = await readFeed(published, feed.key, reader)
      if (whole?.feed.version !== feed.version) throw new Superseded()
      const content = since ? newSince(since, whole) : whole
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
    const named = (index: number): string => `${manner} ${hashes[index]}`
    const made = placed.map((_, index) => fragments.standing.get(named(index)) ?? own.get(named(index)))
    const missing = placed.flatMap((one, index) => (made[index] ? [] : [{ one, index }]))
    const shown = await reader.shown(missing.map(({ one }) => one))
    for (const [position, { variant, siblings }] of shown.entries()) {
      const { index } = missing[position] as (typeof missing)[number]
      const entry = entryOf(site, catalog, key.languages, variant, siblings, edition.instant)
      const fragment = fragmentOf(format, entry, { authority: site.authority, rendition })
      made[index] = fragment
      own.set(named(index), fragment)
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
      const asked = { feed, format, encoding }
      return cacheFor(asked).get(nameOf(asked))
    },
    body: (published, feed, format, encoding) => bodyOf({ published, feed, format, encoding }),
    since: async (published, feed, format, wanted) => {
      const since = await versions.since(feed, wanted, (version) => versionIn(version, format))
      return (
        since && {
          version: since.version,
          body: (encoding) => bodyOf({ published, feed, format, encoding, since }),
        }
      )
    },
  }
}

type Budget = { readonly encoded: number; readonly plain: number; readonly fragments: number }

function poolsOf<T>(make: (budget: Budget) => T): Record<Pool, T> {
  const { standing, archive, combined } = BUDGETS
  return { standing: make(standing), archive: make(archive), combined: make(combined) }
}

function nameOf({ feed: { key, version }, format, encoding, since }: Asked): string {
  return `${folderOf(key)} ${format} ${encoding} ${versionIn(version, format)}${since ? ` ${since.version}` : ''}`
}
