import { type DailyCounts, type DailyRow, OTHER_FEEDS, type ProgramCount, SERVER, type Total } from '../store/daily.ts'
import { mergeSketches } from './client-sketch.ts'
import { OTHER_PROGRAMS, PROGRAMS_MAX } from './program-counts.ts'

/** Feeds per day that have a row of their own. */
const FEEDS_MAX = 100

/** Merges the counts of two processes on a day, or of one process in two parts of it. Requests add up; other figures are lower bounds. */
function mergeCounts(a: DailyCounts, b: DailyCounts): DailyCounts {
  const totals = Object.entries(b.totals) as [Total, number][]
  const salt = a.salt ?? b.salt
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    clients: mergeSketches(a.clients, b.clients),
    subscribers: Math.max(a.subscribers, b.subscribers),
    claimed: Math.max(a.claimed, b.claimed),
    programs: mergePrograms([...a.programs, ...b.programs]),
    totals: {
      ...a.totals,
      ...Object.fromEntries(totals.map(([name, count]) => [name, (a.totals[name] ?? 0) + count])),
    },
    ...(salt !== undefined && { salt }),
  }
}

function mergePrograms(programs: readonly ProgramCount[]): readonly ProgramCount[] {
  const sums = [...Map.groupBy(programs, ({ name }) => name).values()].map((same) =>
    same.reduce((sum, one) => ({
      name: sum.name,
      requests: sum.requests + one.requests,
      unchanged: sum.unchanged + one.unchanged,
      clients: Math.max(sum.clients, one.clients),
      subscribers: Math.max(sum.subscribers, one.subscribers),
    })),
  )
  const sorted = sums.sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1))
  // One row above the limit is that of the others.
  if (sorted.length <= PROGRAMS_MAX + 1) return sorted
  const named = sorted.filter(({ name }) => name !== OTHER_PROGRAMS).slice(0, PROGRAMS_MAX)
  const others = sorted.filter((program) => !named.includes(program))
  return [...named, ...mergePrograms(others.map((program) => ({ ...program, name: OTHER_PROGRAMS })))]
}

/** Merges the rows of a day. The feeds with most requests keep their rows; the others become one row. */
export function mergeDay(rows: readonly DailyRow[]): readonly DailyRow[] {
  const merged = mergeRows(rows)
  const isFeed = ({ feed }: DailyRow): boolean => feed !== SERVER && feed !== OTHER_FEEDS
  const feeds = merged.filter(isFeed).sort((a, b) => requestsIn(b.counts) - requestsIn(a.counts))
  // The subscribers of several feeds are no lower bound of one figure.
  const others = feeds.slice(FEEDS_MAX).map(({ day, counts: { programs, ...counts } }) => ({
    ...{ feed: OTHER_FEEDS, day },
    counts: {
      ...counts,
      subscribers: 0,
      claimed: 0,
      programs: programs.map((program) => ({ ...program, subscribers: 0 })),
    },
  }))
  return [...feeds.slice(0, FEEDS_MAX), ...mergeRows([...merged.filter((row) => !isFeed(row)), ...others])]
}

/** Merges the rows of the same feed and day. A row without another is returned as it is. */
export function mergeRows(rows: readonly DailyRow[]): DailyRow[] {
  return [...Map.groupBy(rows, ({ feed, day }) => `${day} ${feed}`).values()].map((same) => {
    const [first, ...others] = same as [DailyRow, ...DailyRow[]]
    if (others.length === 0) return first
    return { ...first, counts: others.reduce((sum, { counts }) => mergeCounts(sum, counts), first.counts) }
  })
}

function requestsIn({ programs }: DailyCounts): number {
  return programs.reduce((sum, { requests }) => sum + requests, 0)
}
