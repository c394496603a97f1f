import type { IncomingMessage } from 'node:http'
import { FEED_FILES } from '../domain/feed-path.ts'
import { blockOf } from '../domain/network.ts'
import { collect, type FeedReaders } from './collect.ts'
import { createConnectionClient } from './connection-client.ts'
import { counterOf, type ProgramCounter } from './program-counts.ts'
import { createSubscriberCounts, sumOf } from './subscribers.ts'
import { type Capacity, createUniqueCounter, type UniqueCounter } from './unique-clients.ts'
import { hashOf, subscribersIn } from './user-agents.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const FEEDS_MAX = 1000

/** Of all feeds together, on both days. */
const POLLERS_MAX = 200_000

/**
 * The readers of a feed. `subscribers`: the sum of the figures that known services reported within a day. `claimed`:
 * the same from all other clients, without proof. `pollers`: distinct clients (network and `User-Agent`) of today and
 * yesterday, in UTC. A service that reports no figure is one poller.
 */
export type ReaderFigures = { readonly subscribers: number; readonly claimed: number; readonly pollers: number }

export type ReaderStatistics = ReturnType<typeof createReaderStatistics>

type Parts = {
  /** The network of a request's client (`domain/network`). */
  readonly clientOf: (request: IncomingMessage) => string
  /** Whether the operator trusts the client's number of subscribers. */
  readonly isTrusted: (request: IncomingMessage) => boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The last client of a document. Its further requests of that day need no look-up. */
export type FeedStats = {
  readonly path: string | null
  lastClient: number | undefined
  day: number
  counter: ProgramCounter | undefined
}

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
  const startedAt = now()
  /** Days begin at midnight in UTC, so that all processes count the same ones. */
  const endOfDay = (time: number): number => (Math.floor(time / DAY_MS) + 1) * DAY_MS
  let dayEndsAt = endOfDay(startedAt)
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
    for (const readers of feeds.values()) {
      readers.programsYesterday = hasSkippedDay ? new Map() : readers.programs
      readers.programs = new Map()
    }
    dayEndsAt = endOfDay(time)
    day++
    for (const [path, { pollers, subscriptions }] of feeds) {
      if (!subscriptions.removeExpired(time) && pollers.size() === 0) feeds.delete(path)
    }
    return time
  }

  const clientIn = createConnectionClient(clientOf)
  const readersOf = (path: string): FeedReaders | undefined => {
    const known = feeds.get(path)
    if (known || feeds.size >= FEEDS_MAX) return known
    const readers = {
      ...{ pollers: createUniqueCounter(capacity), subscriptions: createSubscriberCounts() },
      ...{ programs: new Map(), programsYesterday: new Map() },
    }
    feeds.set(path, readers)
    return readers
  }

  /** A subscriber of two feeds counts twice. */
  const subscribersOf = (readers: readonly FeedReaders[], time: number) => ({
    subscribers: sumOf(readers.flatMap(({ subscriptions }) => subscriptions.services(time))),
    claimed: sumOf(readers.flatMap(({ subscriptions }) => subscriptions.claims(time))),
  })
  const figuresIn = (readers: readonly FeedReaders[], pollers: UniqueCounter, time: number): ReaderFigures => ({
    ...subscribersOf(readers, time),
    pollers: pollers.size(),
  })

  return {
    /** The statistics of a path, for `record`. Only feeds are counted. */
    statsFor: (path: string): FeedStats => ({
      ...{ path: isFeed(path) ? path : null, lastClient: undefined, day, counter: undefined },
    }),
    /** Counts a request for a public document. Returns the counter for its answer, if it is a feed's. */
    record: (request: IncomingMessage, feedStats: FeedStats): ProgramCounter | undefined => {
      const { path } = feedStats
      if (path === null) return undefined
      const { client, program } = clientIn(request)
      if (requests++ % REQUESTS_PER_CLOCK_READ === 0) updateDay()
      if (feedStats.lastClient === client && feedStats.day === day) {
        if (feedStats.counter) feedStats.counter.requests++
        return feedStats.counter
      }
      const time = updateDay()
      feedStats.lastClient = client
      feedStats.day = day
      allPollers.add(client)
      const readers = readersOf(path)
      const counter = readers && counterOf(readers.programs, program)
      feedStats.counter = counter
      if (!counter) return undefined
      counter.requests++
      if (readers.pollers.add(client)) counter.clients++
      const agent = request.headers['user-agent']
      const report = agent === undefined ? undefined : subscribersIn(agent)
      if (!report) return counter
      const block = hashOf(blockOf(clientOf(request)))
      const subscribers = readers.subscriptions.record(report, block, isTrusted(request), time)
      if (subscribers !== undefined) counter.subscribers = subscribers
      return counter
    },
    /** The counts of today and yesterday that are not saved yet. */
    collect: () => {
      const time = updateDay()
      const today = dayEndsAt - DAY_MS
      return collect({ feeds, allPollers, today, figuresOf: (readers) => subscribersOf(readers, time) })
    },
    startedAt,
    /** Of all feeds. A poller of two feeds counts once. */
    totals: (): ReaderFigures => {
      const time = updateDay()
      return figuresIn([...feeds.values()], allPollers, time)
    },
    /** The `count` feeds with the largest figure. */
    largest: (by: keyof ReaderFigures, count: number) => {
      const time = updateDay()
      return [...feeds]
        .map(([path, readers]) => [path, figuresIn([readers], readers.pollers, time)[by]] as const)
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
