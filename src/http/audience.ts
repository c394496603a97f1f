import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { FEED_FILES } from '../domain/feed-path.ts'
import { type Crowd, createCrowd, type Room } from './crowd.ts'
import { hashOf, subscribersIn } from './user-agents.ts'

const DAY = 24 * 60 * 60 * 1000

/** Feeds and (over all of them) pollers that are kept; of one feed, the services that tell of subscribers. */
const MOST = { feeds: 1000, pollers: 200_000, services: 100 }

/**
 * Who reads a feed. `subscribers`: what services that fetch for many say of themselves, the latest of each within a
 * day, put together. `pollers`: different clients (their network and their `User-Agent`) that asked within the last one
 * to two days. Both are lower bounds of what is told: services that say nothing are one poller each.
 */
export type Figures = { readonly subscribers: number; readonly pollers: number }

export type Audience = {
  /** Where those who ask for a document are heard; what is no feed has no audience. */
  seats(path: string): Seats
  /** A document that is for everybody was asked for. */
  heard(request: IncomingMessage, seats: Seats): void
  /** Of a feed, by its path. */
  of(path: string): Figures
  /** Of all feeds: who subscribes to two of them is two subscribers; who polls two is one poller. */
  all(): Figures
  /** The feeds with the largest figure of a kind, by path. */
  largest(by: keyof Figures, count: number): readonly (readonly [path: string, figure: number])[]
}

type Told = { readonly subscribers: number; readonly at: number }
type Readers = { readonly crowd: Crowd; readonly services: Map<number, Told> }

/** Who asked for a document last: whoever asks again, or on another connection, is not looked for again that day. */
export type Seats = { readonly path: string | null; last: number | undefined; day: number }

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
export function createAudience(clientOf: (request: IncomingMessage) => string, now: () => number): Audience {
  const room: Room = { taken: 0, most: MOST.pollers }
  const everybody = createCrowd(room)
  const feeds = new Map<string, Readers>()
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
    for (const [path, { crowd, services }] of feeds) {
      for (const [service, { at }] of services) if (at <= time - DAY) services.delete(service)
      if (crowd.size() === 0 && services.size === 0) feeds.delete(path)
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

  const readersOf = (path: string): Readers | undefined => {
    const known = feeds.get(path)
    if (known || feeds.size >= MOST.feeds) return known
    const readers = { crowd: createCrowd(room), services: new Map<number, Told>() }
    feeds.set(path, readers)
    return readers
  }

  const subscribersOf = ({ services }: Readers, time: number): number =>
    [...services.values()].reduce((sum, { subscribers, at }) => (at > time - DAY ? sum + subscribers : sum), 0)

  const figuresOf = (readers: Readers, time: number): Figures => ({
    subscribers: subscribersOf(readers, time),
    pollers: readers.crowd.size(),
  })

  return {
    seats: (path) => ({ path: isFeed(path) ? path : null, last: undefined, day }),
    heard: (request, seats) => {
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
      const { services } = readers
      if (services.size < MOST.services || services.has(told.service)) {
        services.set(told.service, { subscribers: told.subscribers, at: time })
      }
    },
    of: (path) => {
      const time = turn()
      const readers = feeds.get(path)
      return readers ? figuresOf(readers, time) : { subscribers: 0, pollers: 0 }
    },
    all: () => {
      const time = turn()
      const subscribers = [...feeds.values()].reduce((sum, readers) => sum + subscribersOf(readers, time), 0)
      return { subscribers, pollers: everybody.size() }
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
