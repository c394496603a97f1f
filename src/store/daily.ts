import type { Sql } from './sql.ts'

/** A day in UTC: `2026-06-03`. */
export type Day = string

const DAY_MS = 24 * 60 * 60 * 1000

/** The requests of a reader program for a feed. */
export type ProgramCount = {
  /** Of the program or service; empty if `User-Agent` has none. */
  readonly name: string
  readonly requests: number
  /** Requests that were answered 304. */
  readonly unchanged: number
  /** Lower bounds. */
  readonly clients: number
  readonly subscribers: number
}

/** The counts of several processes on one day. */
export type DailyCounts = {
  /** The time that was counted, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
  /** A sketch of the unique clients: `readers/client-sketch.ts`. */
  readonly clients: string
  /** Lower bounds: the figures that known services and trusted networks reported, and those of all other clients. */
  readonly subscribers: number
  readonly claimed: number
  readonly programs: readonly ProgramCount[]
  /** Of the whole server only. */
  readonly totals: Readonly<Partial<Record<Total, number>>>
  /** Of the whole server, today and yesterday: client hashes are mixed with it, so that a sketch identifies no client later. */
  readonly salt?: number
}

/** Bytes saved, by reason, and deliveries of the hub, by result. */
export type Total = 'not_modified' | 'delta' | 'compression' | 'delivered' | 'failed'

/** `feed` is the folder of a feed, {@link OTHER_FEEDS} or {@link SERVER}. */
export type DailyRow = { readonly feed: string; readonly day: Day; readonly counts: DailyCounts }

/** The feeds that are not among those with most requests of a day. */
export const OTHER_FEEDS = '*'
export const SERVER = ''

export function utcDay(instant: number): Day {
  return new Date(instant).toISOString().slice(0, 10)
}

/** `count` days, the last of which has the instant. */
export function lastDays(instant: number, count: number): readonly Day[] {
  return Array.from({ length: count }, (_, index) => utcDay(instant - (count - 1 - index) * DAY_MS))
}

const COLUMNS = 'SELECT feed, day, body FROM daily'
const REPLACE = 'ON CONFLICT (feed, day) DO UPDATE SET body = excluded.body'

type Stored = { readonly feed: string; readonly day: Day; readonly body: string }

export function dailyOn(sql: Sql) {
  const rowOf = ({ feed, day, body }: Stored): DailyRow => ({ feed, day, counts: JSON.parse(body) as DailyCounts })
  return {
    /** All rows since a day. */
    async dailyRows(since: Day): Promise<readonly DailyRow[]> {
      return (await sql.all<Stored>(`${COLUMNS} WHERE day >= ? ORDER BY day, feed`, since)).map(rowOf)
    },
    /** The rows of a feed since a day. */
    async dailyRowsOf(feed: string, since: Day): Promise<readonly DailyRow[]> {
      return (await sql.all<Stored>(`${COLUMNS} WHERE feed = ? AND day >= ? ORDER BY day`, feed, since)).map(rowOf)
    },
    async putDaily(rows: readonly DailyRow[]): Promise<void> {
      const values = rows.map(({ feed, day, counts }) => [feed, day, JSON.stringify(counts)])
      await sql.insert('INSERT INTO daily (feed, day, body)', values, REPLACE)
    },
    async dropDaily(feed: string, day: Day): Promise<void> {
      await sql.all('DELETE FROM daily WHERE feed = ? AND day = ?', feed, day)
    },
    async dropDailyBefore(day: Day): Promise<void> {
      await sql.all('DELETE FROM daily WHERE day < ?', day)
    },
  }
}
