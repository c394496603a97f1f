import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { FEED_FILES } from '../domain/feed-path.ts'
import { blockOf } from '../domain/network.ts'
import { createSubscriberCounts, type SubscriberCounts, sumOf } from './subscribers.ts'
import { type Capacity, createUniqueCounter, type UniqueCounter } from './unique-clients.ts'
import { hashOf, subscribersIn } from './user-agents.ts'

const DAY = 24 * 60 * 60 * 1000

/** Feeds and (over all of them) pollers that are kept. */
const MOST = { feeds: 1000, pollers: 200_000 }

/**
 * The readers of a feed. `subscribers`: what known services say that they fetch it for, the latest of each within a day, put
 * together. `claimed`: the same of everybody else; nothing proves it. `pollers`: different clients (their network and their
 * `User-Agent`) that asked within the last one to two days. Services that say nothing are one poller each.
 */
export type ReaderFigures = { readonly subscribers: number; readonly claimed: number; readonly pollers: number }

export type ReaderStatistics = {
  /** Where those who ask for a document are heard; what is no feed has no audience. */
  statsFor(path: string): FeedStats
  /** A document that is for everybody was asked for. */
  record(request: IncomingMessage, seats: FeedStats): void
  /** Of a feed, by its path. */
  of(path: string): ReaderFigures
  /** Of all feeds: who subscribes to two of them is two subscribers; who polls two is one poller. */
  all(): ReaderFigures
  /** The feeds with the largest figure of a kind, by path. */
  largest(by: keyof ReaderFigures, count: number): readonly (readonly [path: string, figure: number])[]
}

type FeedReaders = { readonly crowd: UniqueCounter; readonly subscriptions: SubscriberCounts }

export type ReaderStatisticsParts = {
  /** The network of a request's client, as of `domain/network`. */
  readonly clientOf: (request: IncomingMessage) => string
  /** Whether the operator trusts what that client says of subscribers. */
  readonly isTrusted: (request: IncomingMessage) => boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Who asked for a document last: whoever asks again, or on another connection, is not looked for again that day. */
export type FeedStats = { readonly path: string | null; last: number | undefined; day: number }

/** As whom a connection asked last: a proxy's is shared by many. */
type Known = {
  readonly agent: string | undefined
  readonly via: string | readonly string[] | undefined
  readonly client: number
}
type KnownSocket = Socket & { [KNOWN]?: Known }
const KNOWN = Symbol('client')

/** Requests after which is looked whether a day is over. */
const LOOK = 1024

/**
 * Hears who asks for feeds. Clients are kept as hashes of 32 bits, 200,000 at most over all feeds and both days (about 10 MB),
 * of 1,000 feeds; beyond that nobody is added until a day is over, so that the figures only become smaller.
 */
export function createReaderStatistics({ clientOf, isTrusted, now }: ReaderStatisticsParts): ReaderStatistics {
  const room: Capacity = { taken: 0, most: MOST.pollers }
  const everybody = createUniqueCounter(room)
  const feeds = new Map<string, FeedReaders>()
  let turnsAt = now() + DAY
  /** How many days it has been. */
  let day = 0
  let requests = 0

  /** What was said a day ago and not again is forgotten; who has been there all along is heard anew. */
  const turn = (): number => {
    const time = now()
    if (time < turnsAt) return time
    const long = time - turnsAt >= DAY
    for (const crowd of [everybody, ...[...feeds.values()].map(({ crowd }) => crowd)]) {
      if (long) crowd.clear()
      else crowd.turn()
    }
    turnsAt = time + DAY
    day++
    for (const [path, { crowd, subscriptions }] of feeds) {
      if (!subscriptions.forget(time) && crowd.size() === 0) feeds.delete(path)
    }
    return time
  }

  /** A client by its network and its `User-Agent`. */
  const clientIn = (request: IncomingMessage): number => {
    const { headers } = request
    const socket: KnownSocket = request.socket
    const agent = headers['user-agent']
    const via = headers['x-forwarded-for'] ?? headers.forwarded
    const known = socket[KNOWN]
    if (known && known.agent === agent && known.via === via) return known.client
    const client = hashOf(`${clientOf(request)} ${agent ?? ''}`)
    socket[KNOWN] = { agent, via, client }
    return client
  }

  const readersOf = (path: string): FeedReaders | undefined => {
    const known = feeds.get(path)
    if (known || feeds.size >= MOST.feeds) return known
    const readers = { crowd: createUniqueCounter(room), subscriptions: createSubscriberCounts() }
    feeds.set(path, readers)
    return readers
  }

  const figuresOf = ({ crowd, subscriptions }: FeedReaders, time: number): ReaderFigures => ({
    subscribers: sumOf(subscriptions.services(time)),
    claimed: sumOf(subscriptions.claims(time)),
    pollers: crowd.size(),
  })

  return {
    statsFor: (path) => ({ path: isFeed(path) ? path : null, last: undefined, day }),
    record: (request, seats) => {
      const { path } = seats
      if (path === null) return
      const client = clientIn(request)
      if (requests++ % LOOK === 0) turn()
      if (seats.last === client && seats.day === day) return
      const time = turn()
      seats.last = client
      seats.day = day
      everybody.add(client)
      const readers = readersOf(path)
      readers?.crowd.add(client)
      const agent = request.headers['user-agent']
      const told = agent === undefined ? undefined : subscribersIn(agent)
      if (!readers || !told) return
      readers.subscriptions.record(told, hashOf(blockOf(clientOf(request))), isTrusted(request), time)
    },
    of: (path) => {
      const time = turn()
      const readers = feeds.get(path)
      return readers ? figuresOf(readers, time) : { subscribers: 0, claimed: 0, pollers: 0 }
    },
    all: () => {
      const time = turn()
      const all = [...feeds.values()].map(({ subscriptions }) => subscriptions)
      return {
        subscribers: sumOf(all.flatMap((one) => one.services(time))),
        claimed: sumOf(all.flatMap((one) => one.claims(time))),
        pollers: everybody.size(),
      }
    },
    largest: (by, count) => {
      const time = turn()
      return [...feeds]
        .map(([path, readers]) => [path, figuresOf(readers, time)[by]] as const)
        .filter(([, figure]) => figure > 0)
        .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
        .slice(0, count)
    },
  }
}

const FILES: ReadonlySet<string> = new Set(Object.values(FEED_FILES))

function isFeed(path: string): boolean {
  return FILES.has(path.slice(path.lastIndexOf('/') + 1))
}
