import { type DailyCounts, type DailyRow, lastDays, SERVER, type Total, utcDay } from '../store/daily.ts'
import type { Store } from '../store/port.ts'
import { clientsIn, sketchOf } from './client-sketch.ts'
import { mergeDay, mergeRows } from './daily-merge.ts'
import type { ReaderFigures, ReaderStatistics } from './statistics.ts'

/** Older days are deleted. */
export const HISTORY_DAYS = 90

const SAVE_MS = 5 * 60_000
const DAY_MS = 24 * 60 * 60 * 1000

export type ReaderHistory = ReturnType<typeof createReaderHistory>

type HistoryParts = {
  readonly store: Pick<Store, 'dailyRows' | 'dailyRowsOf' | 'transact'>
  readonly readerStats: Pick<ReaderStatistics, 'collect' | 'startedAt'>
  /** Of this process since its start. */
  readonly totals: () => Readonly<Record<Total, number>>
  readonly now: () => number
  /** A random 32-bit integer. */
  readonly randomSalt: () => number
  readonly onError: (error: unknown) => void
}

/**
 * Keeps what all processes counted per day and feed. Each process adds its part every five minutes and when it stops;
 * requests write nothing. The store gets sketches, but neither addresses of clients nor hashes of them.
 */
export function createReaderHistory(parts: HistoryParts) {
  const { store, readerStats, now, randomSalt, onError } = parts
  let savedTotals = parts.totals()
  let saving: Promise<void> | undefined

  const increases = (totals = parts.totals()) =>
    (Object.keys(totals) as Total[])
      .map((name) => [name, totals[name] - savedTotals[name]] as const)
      .filter(([, increase]) => increase > 0)

  /**
   * The counts that this process has not saved, of one feed or of all. `server` are the stored rows of the server, which
   * have the salts.
   */
  const unsaved = (server: readonly DailyRow[], only?: string) => {
    const time = now()
    const totals = parts.totals()
    const newTotals = increases(totals)
    const salts = new Map(server.map(({ day, counts }) => [day, counts.salt]))
    const saltOf = (day: string): number => {
      const salt = salts.get(day) ?? randomSalt()
      salts.set(day, salt)
      return salt
    }
    const { rows, settle } = readerStats.collect()
    const ofFeeds = only === undefined ? rows : rows.filter(({ feed }) => feed === only)
    const counted = ofFeeds.map(({ feed, dayStart, clients, ...figures }): DailyRow => {
      const day = utcDay(dayStart)
      const salt = saltOf(day)
      const counts: DailyCounts = {
        ...{ from: Math.max(dayStart, readerStats.startedAt), to: Math.min(time, dayStart + DAY_MS) },
        ...{ clients: sketchOf(clients, salt), totals: {} },
        ...figures,
        ...(feed === SERVER && { salt }),
      }
      return { feed, day, counts }
    })
    const counts: DailyCounts = {
      ...{ from: time, to: time, clients: '', subscribers: 0, claimed: 0, programs: [] },
      totals: Object.fromEntries(newTotals),
    }
    const ofServer = newTotals.length > 0 ? [{ feed: SERVER, day: utcDay(time), counts }] : []
    return {
      rows: [...counted, ...ofServer],
      settle: (): void => {
        settle()
        savedTotals = totals
      },
    }
  }

  const write = async (): Promise<void> => {
    const [oldest = '', ...days] = lastDays(now(), HISTORY_DAYS)
    const yesterday = days.at(-2) ?? ''
    const { settle } = await store.transact(async (writer) => {
      const server = await writer.dailyRowsOf(SERVER, oldest)
      const stored = await writer.dailyRows(yesterday)
      const { rows, settle } = unsaved(server)
      for (const day of new Set(rows.map((row) => row.day))) {
        const before = stored.filter((row) => row.day === day)
        const after = mergeDay([...before, ...rows.filter((row) => row.day === day)])
        const feeds = new Set(after.map(({ feed }) => feed))
        for (const { feed } of before) if (!feeds.has(feed)) await writer.dropDaily(feed, day)
        await writer.putDaily(after.filter((row) => !before.includes(row)))
      }
      const salted = server.filter(({ day, counts }) => day < yesterday && counts.salt !== undefined)
      await writer.putDaily(salted.map(({ counts: { salt: _, ...counts }, ...row }) => ({ ...row, counts })))
      await writer.dropDailyBefore(oldest)
      return { settle }
    })
    settle()
  }

  const hasUnsaved = (): boolean => readerStats.collect().rows.length > 0 || increases().length > 0

  const save = (): Promise<void> => {
    saving ??= (hasUnsaved() ? write() : Promise.resolve()).catch(onError).finally(() => {
      saving = undefined
    })
    return saving
  }

  return {
    /** The days of a feed's folder or of the server, with what this process has not saved; in order. */
    read: async (feed: string): Promise<readonly DailyRow[]> => {
      const [oldest = '', ...days] = lastDays(now(), HISTORY_DAYS)
      const stored = await store.dailyRowsOf(feed, oldest)
      const server = feed === SERVER ? stored : await store.dailyRowsOf(SERVER, days.at(-2) ?? oldest)
      const rows = unsaved(server, feed).rows.filter((row) => row.feed === feed)
      return mergeRows([...stored, ...rows]).sort((a, b) => (a.day < b.day ? -1 : 1))
    },
    /** The figures of all feeds by folder, and of the server: those of today or yesterday, whichever are higher. */
    figures: async (): Promise<ReadonlyMap<string, ReaderFigures>> => {
      const [yesterday = ''] = lastDays(now(), 2)
      const stored = await store.dailyRows(yesterday)
      const { rows } = unsaved(stored.filter(({ feed }) => feed === SERVER))
      const figures = new Map<string, ReaderFigures>()
      for (const { feed, counts } of mergeRows([...stored, ...rows])) {
        const { pollers = 0, subscribers = 0, claimed = 0 } = figures.get(feed) ?? {}
        figures.set(feed, {
          pollers: Math.max(pollers, clientsIn(counts.clients)),
          subscribers: Math.max(subscribers, counts.subscribers),
          claimed: Math.max(claimed, counts.claimed),
        })
      }
      return figures
    },
    save,
    /** Saves from time to time. Returns a function that saves the rest and ends it. */
    start: (): (() => Promise<void>) => {
      const timer = setInterval(() => void save(), SAVE_MS).unref()
      return async () => {
        clearInterval(timer)
        await save()
      }
    },
  }
}
