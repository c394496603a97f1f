import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { FEED_FILES } from '../domain/feed-path.ts'
import { blockOf } from '../domain/network.ts'
import { createSubscriberCounts, type SubscriberCounts, sumOf } from './subscribers.ts'
import { type Capacity, createUniqueCounter, type UniqueCounter } from './unique-clients.ts'
import { hashOf, subscribersIn } from './user-agents.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const FEEDS_MAX = 1000

/** Of all feeds together, on both days. */
const POLLERS_MAX = 200_000

/**
 * The readers of a feed. `subscribers`: the sum of the figures that known services reported within a day. `claimed`:
 * the same from all other clients, without proof. `pollers`: distinct clients (network and `User-Agent`) of the last
 * one to two days. A service that reports no figure is one poller.
 */
export type ReaderFigures = { readonly subscribers: number; readonly claimed: number; readonly pollers: number }

export type ReaderStatistics = ReturnType<typeof createReaderStatistics>

type FeedReaders = { readonly pollers: UniqueCounter; readonly subscriptions: SubscriberCounts }

type Parts = {
  /** The network of a request's client (`domain/network`). */
  readonly clientOf: (request: IncomingMessage) => string
  /** Whether the operator trusts the client's number of subscribers. */
  readonly isTrusted: (request: IncomingMessage) => boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The last client of a document. Its further requests of that day need no look-up. */
export type FeedStats = { readonly path: string | null; lastClient: number | undefined; day: number }

/** The last client on a connection. Clients behind a proxy share one. */
type ConnectionClient = {
  readonly agent: string | undefined
  readonly via: string | readonly string[] | undefined
  readonly client: number
}
type ClientSocket = Socket & { [CLIENT]?: ConnectionClient }
const CLIENT = Symbol('client')

/** The clock is read once per this many requests of known clients. */
const REQUESTS_PER_CLOCK_READ = 1024

/**
 * Counts subscribers and unique clients per feed. Clients are 32-bit hashes, about 10 MB at most. Above the limits
 * nothing is added until a day is over, so the figures are lower bounds.
 */
export function createReaderStatistics({ clientOf, isTrusted, now }: Parts) {
  const capacity: Capacity = { used: 0, max: POLLERS_MAX }
  const allPollers = createUniqueCounter(capacity)
  const feeds = new Map<string, FeedReaders>()
  let dayEndsAt = now() + DAY_MS
  /** Days since the start. */
  let day = 0
  let requests = 0

  /** Starts a new day if the current one is over. Returns the time. */
  const updateDay = (): number => {
    const time = now()
    if (time < dayEndsAt) return time
    const hasSkippedDay = time - dayEndsAt >= DAY_MS
    for (const counter of [allPollers, ...[...feeds.values()].map(({ pollers }) => pollers)]) {
      counter.startGeneration()
      if (hasSkippedDay) counter.startGeneration()
    }
    dayEndsAt = time + DAY_MS
    day++
    for (const [path, { pollers, subscriptions }] of feeds) {
      if (!subscriptions.removeExpired(time) && pollers.size() === 0) feeds.delete(path)
    }
    return time
  }

  /** A hash of the network and the `User-Agent`. */
  const clientIn = (request: IncomingMessage): number => {
    const { headers } = request
    const socket: ClientSocket = request.socket
    const agent = headers['user-agent']
    const via = headers['x-forwarded-for'] ?? headers.forwarded
    const known = socket[CLIENT]
    if (known && known.agent === agent && known.via === via) return known.client
    const client = hashOf(`${clientOf(request)} ${agent ?? ''}`)
    socket[CLIENT] = { agent, via, client }
    return client
  }

  const readersOf = (path: string): FeedReaders | undefined => {
    const known = feeds.get(path)
    if (known || feeds.size >= FEEDS_MAX) return known
    const readers = { pollers: createUniqueCounter(capacity), subscriptions: createSubscriberCounts() }
    feeds.set(path, readers)
    return readers
  }

  /** A subscriber of two feeds counts twice. */
  const figuresIn = (readers: readonly FeedReaders[], pollers: UniqueCounter, time: number): ReaderFigures => ({
    subscribers: sumOf(readers.flatMap(({ subscriptions }) => subscriptions.services(time))),
    claimed: sumOf(readers.flatMap(({ subscriptions }) => subscriptions.claims(time))),
    pollers: pollers.size(),
  })
  const figuresOf = (readers: FeedReaders, time: number): ReaderFigures => figuresIn([readers], readers.pollers, time)

  return {
    /** The statistics of a path, for `record`. Only feeds are counted. */
    statsFor: (path: string): FeedStats => ({ path: isFeed(path) ? path : null, lastClient: undefined, day }),
    /** Counts a request for a public document. */
    record: (request: IncomingMessage, feedStats: FeedStats): void => {
      const { path } = feedStats
      if (path === null) return
      const client = clientIn(request)
      if (requests++ % REQUESTS_PER_CLOCK_READ === 0) updateDay()
      if (feedStats.lastClient === client && feedStats.day === day) return
      const time = updateDay()
      feedStats.lastClient = client
      feedStats.day = day
      allPollers.add(client)
      const readers = readersOf(path)
      readers?.pollers.add(client)
      const agent = request.headers['user-agent']
      const report = agent === undefined ? undefined : subscribersIn(agent)
      if (!readers || !report) return
      readers.subscriptions.record(report, hashOf(blockOf(clientOf(request))), isTrusted(request), time)
    },
    figuresOf: (path: string): ReaderFigures => {
      const time = updateDay()
      const readers = feeds.get(path)
      return readers ? figuresOf(readers, time) : { subscribers: 0, claimed: 0, pollers: 0 }
    },
    /** Of all feeds. A poller of two feeds counts once. */
    totals: (): ReaderFigures => {
      const time = updateDay()
      return figuresIn([...feeds.values()], allPollers, time)
    },
    /** The `count` feeds with the largest figure. */
    largest: (by: keyof ReaderFigures, count: number) => {
      const time = updateDay()
      return [...feeds]
        .map(([path, readers]) => [path, figuresOf(readers, time)[by]] as const)
        .filter(([, figure]) => figure > 0)
        .sort(([pathA, a], [pathB, b]) => b - a || (pathA < pathB ? -1 : 1))
        .slice(0, count)
    },
  }
}

const FILES: ReadonlySet<string> = new Set(Object.values(FEED_FILES))

function isFeed(path: string): boolean {
  return FILES.has(path.slice(path.lastIndexOf('/') + 1))
}
