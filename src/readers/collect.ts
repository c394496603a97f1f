import { type ProgramCount, SERVER } from '../store/daily.ts'
import type { ProgramCounter, ProgramCounters } from './program-counts.ts'
import type { SubscriberCounts } from './subscribers.ts'
import type { UniqueCounter } from './unique-clients.ts'

/** The readers of a document. */
export type FeedReaders = {
  readonly pollers: UniqueCounter
  readonly subscriptions: SubscriberCounts
  programs: ProgramCounters
  programsYesterday: ProgramCounters
}

/** The counts of a feed's folder on a day, in this process. */
export type Collected = {
  /** A folder, or {@link SERVER}. */
  readonly feed: string
  /** The first instant of the day. */
  readonly dayStart: number
  /** Hashes; some may be in several sets. */
  readonly clients: readonly ReadonlySet<number>[]
  readonly subscribers: number
  readonly claimed: number
  /** Their requests are those since the last call of `settle`. */
  readonly programs: readonly ProgramCount[]
}

type Parts = {
  readonly feeds: ReadonlyMap<string, FeedReaders>
  readonly allPollers: UniqueCounter
  /** The first instant of today, which begins at midnight in UTC. */
  readonly today: number
  readonly figuresOf: (readers: readonly FeedReaders[]) => Pick<Collected, 'subscribers' | 'claimed'>
}

const DAY_MS = 24 * 60 * 60 * 1000

/** The folders that had requests since the last call of `settle`, which marks what was returned as saved. */
export function collect({ feeds, allPollers, today, figuresOf }: Parts) {
  const settlements: (() => void)[] = []
  const settleLater = (counter: ProgramCounter): void => {
    const { requests, unchanged } = counter
    settlements.push(() => {
      counter.requests -= requests
      counter.unchanged -= unchanged
    })
  }
  const folders = [...Map.groupBy(feeds, ([path]) => path.slice(0, path.lastIndexOf('/') + 1))]
  const rowsOf = (isToday: boolean): readonly Collected[] => {
    const dayStart = isToday ? today : today - DAY_MS
    // Figures of yesterday have expired or count for today.
    const reported = (readers: readonly FeedReaders[]) =>
      isToday ? figuresOf(readers) : { subscribers: 0, claimed: 0 }
    const clientsOf = (pollers: UniqueCounter) => pollers.generations()[isToday ? 'current' : 'previous']
    const rows = folders.flatMap(([feed, documents]): readonly Collected[] => {
      const readers = documents.map(([, one]) => one)
      const counters = readers.flatMap((one) => [...(isToday ? one.programs : one.programsYesterday)])
      if (!counters.some(([, { requests }]) => requests > 0)) return []
      for (const [, counter] of counters) settleLater(counter)
      const programs = [...Map.groupBy(counters, ([name]) => name)].map(([name, same]) => ({
        name,
        ...sumOf(same.map(([, counter]) => counter)),
      }))
      const clients = readers.map(({ pollers }) => clientsOf(pollers))
      return [{ feed, dayStart, clients, ...reported(readers), programs }]
    })
    if (rows.length === 0) return []
    const clients = [clientsOf(allPollers)]
    return [...rows, { feed: SERVER, dayStart, clients, ...reported([...feeds.values()]), programs: [] }]
  }
  return {
    rows: [...rowsOf(false), ...rowsOf(true)],
    settle: (): void => {
      for (const settle of settlements) settle()
    },
  }
}

function sumOf(counters: readonly ProgramCounter[]): ProgramCounter {
  return counters.reduce((sum, one) => ({
    requests: sum.requests + one.requests,
    unchanged: sum.unchanged + one.unchanged,
    clients: sum.clients + one.clients,
    subscribers: sum.subscribers + one.subscribers,
  }))
}
