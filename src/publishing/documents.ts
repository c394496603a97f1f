import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { type FeedState, feedOf } from '../domain/edition.ts'
import { type Format, inLanguage, scopeId } from '../domain/feed-key.ts'
import { type Channel, channelOf } from '../feeds/channel.ts'
import { compose, type Fragment, fragmentOf } from '../feeds/compose.ts'
import { entryOf } from '../feeds/entry.ts'
import type { Placed, Store } from '../store/port.ts'
import { feedVersion } from './feed-state.ts'
import type { Published } from './refresh.ts'

export const ENCODINGS = ['br', 'gzip', 'identity'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Bytes of composed documents, in all their encodings, and of fragments that are kept. */
const DOCUMENTS_BUDGET = 96 * 1024 * 1024
const FRAGMENTS_BUDGET = 48 * 1024 * 1024

/** The store has moved on to the next edition while a document of this one was asked for: ask again. */
export class Superseded extends Error {}

/** Composes documents when they are first asked for, each once however many ask, and keeps them while there is room. */
export type Documents = {
  /** The body where it has been made and kept. */
  ready(feed: FeedState, format: Format, encoding: Encoding): Buffer | undefined
  /** @throws Superseded */
  body(published: Published, feed: FeedState, format: Format, encoding: Encoding): Promise<Buffer>
}

type Wanted = {
  readonly published: Published
  readonly feed: FeedState
  readonly format: Format
  readonly encoding: Encoding
}

export function createDocuments(store: Pick<Store, 'snapshot'>): Documents {
  const fragments = new LRUCache<string, Fragment>({
    maxSize: FRAGMENTS_BUDGET,
    sizeCalculation: ({ text }) => 2 * text.length + 200,
  })
  // `fetch` is single-flight: whoever asks while a body is being made waits for the same one.
  const bodies: LRUCache<string, Buffer, Wanted> = new LRUCache<string, Buffer, Wanted>({
    maxSize: DOCUMENTS_BUDGET,
    sizeCalculation: (body) => body.byteLength + 200,
    fetchMethod: async (_key, _stale, { context }) => {
      if (context.encoding === 'identity') return Buffer.from(await composed(context))
      return ENCODERS[context.encoding](await bodyOf({ ...context, encoding: 'identity' }))
    },
  })

  const bodyOf = async (wanted: Wanted): Promise<Buffer> => {
    const { feed, format, encoding } = wanted
    return (await bodies.fetch(keyOfBody(feed, format, encoding), { context: wanted })) as Buffer
  }

  const composed = ({ published: { edition, making }, feed, format }: Wanted): Promise<string> =>
    store.snapshot(async (reader) => {
      const { site, catalog } = making
      const { items, content } = site.feeds[feed.scope.kind]
      const channel = channelIn({ edition, making }, feed)
      const window = await reader.window(feed.scope, items)
      if (feedVersion(making, feed.scope, channel, window) !== feed.version) throw new Superseded()
      const keyOf = ({ hash }: Placed): string => `${format} ${content} ${hash}`
      const made = new Map(window.map((placed) => [keyOf(placed), fragments.get(keyOf(placed))]))
      const missing = window.filter((placed) => !made.get(keyOf(placed)))
      for (const [index, { variant, siblings }] of (await reader.shown(missing)).entries()) {
        const entry = entryOf(site, catalog, feed.scope.language, variant, siblings, edition.instant)
        const fragment = fragmentOf(format, entry, { authority: site.authority, content })
        const key = keyOf(missing[index] as Placed)
        made.set(key, fragment)
        fragments.set(key, fragment)
      }
      const found = window.map((placed) => made.get(keyOf(placed)) as Fragment)
      return compose(format, channel, found)
    })

  return {
    ready: (feed, format, encoding) => bodies.get(keyOfBody(feed, format, encoding)),
    body: (published, feed, format, encoding) => bodyOf({ published, feed, format, encoding }),
  }
}

function keyOfBody({ scope, version }: FeedState, format: Format, encoding: Encoding): string {
  return `${scopeId(scope)} ${format} ${encoding} ${version}`
}

/** The channel of a feed as an edition has it. */
export function channelIn({ edition, making }: Published, { scope, label, updated }: FeedState): Channel {
  const languages = making.site.languages.filter(
    (language) => (feedOf(edition, inLanguage(scope, language))?.items ?? 0) > 0,
  )
  return channelOf(making.site, making.catalog, { scope, label, updated, languages })
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** Made once a version and kept, so that the cost of good levels is paid rarely; both run on libuv's threads. */
export const ENCODERS: Record<Exclude<Encoding, 'identity'>, (body: Buffer) => Promise<Buffer>> = {
  br: (body) =>
    brotli(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength },
    }),
  gzip: (body) => gzipped(body, { level: 9 }),
}
