import type { Newsroom } from '../refresh/newsroom.ts'
import type { Metric, Sample, Timing } from './exposition.ts'

/** What a process has seen happen since it began. */
export type Events = {
  /** Milliseconds since 1970 of the last refresh of its own that went well. */
  lastSuccess: number | undefined
  readonly purges: { ok: number; failed: number }
}

export const REFRESH_TIMING: Timing = {
  name: 'polyfeed_refresh_duration_seconds',
  help: 'How long refreshes of this process took',
  label: 'outcome',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
}

/** The edition that is served, and how it came about. Where several processes serve, the one that is worst off counts. */
export function newsroomMetrics(newsroom: Newsroom, events: Events, now: () => number): Metric[] {
  const gauge = { type: 'gauge', labels: [], together: 'max' } as const
  const ofEdition = (read: (edition: Edition) => number) => (): Sample[] => {
    const edition = newsroom.current()?.edition
    return edition ? [[{}, read(edition)]] : []
  }
  return [
    {
      ...{ ...gauge, name: 'polyfeed_edition_age_seconds' },
      help: 'Age of the edition that is served',
      read: ofEdition(({ instant }) => (now() - instant) / 1000),
    },
    {
      ...{ ...gauge, name: 'polyfeed_edition_revision', together: 'min' },
      help: 'Revision of the edition that is served',
      read: ofEdition(({ revision }) => revision),
    },
    {
      ...{ ...gauge, name: 'polyfeed_feeds' },
      help: 'Feeds of the edition, each in three formats',
      read: ofEdition(({ feeds }) => feeds.size),
    },
    {
      ...{ ...gauge, name: 'polyfeed_articles', labels: ['language'] },
      help: 'Articles that a language shows, what stands in for a missing translation among them',
      read: () =>
        [...(newsroom.current()?.edition.extents ?? [])].map(
          ([language, { entries }]): Sample => [{ language }, entries],
        ),
    },
    {
      ...{ ...gauge, name: 'polyfeed_behind' },
      help: 'Whether the store has an edition that this process may not serve',
      read: () => [[{}, newsroom.behind() ? 1 : 0]],
    },
    {
      ...{ ...gauge, name: 'polyfeed_quarantined', labels: ['reason'] },
      help: 'Problems by which something is not published',
      // Reasons are codes of the program's. Files have names that may tell what is under embargo: they are not told.
      read: () =>
        [...Map.groupBy(newsroom.quarantine(), ({ reason }) => reason)].map(
          ([reason, problems]): Sample => [{ reason }, problems.length],
        ),
    },
    {
      ...{ ...gauge, name: 'polyfeed_missing_sources' },
      help: 'Sources whose files are not there as they were, and whose articles are held',
      read: () => [[{}, newsroom.missing().length]],
    },
    {
      ...{ ...gauge, name: 'polyfeed_refresh_last_success_timestamp_seconds' },
      help: 'When the last refresh of this process that went well was over',
      read: () => (events.lastSuccess === undefined ? [] : [[{}, events.lastSuccess / 1000]]),
    },
    {
      ...{ name: 'polyfeed_purges_total', type: 'counter', labels: ['outcome'] },
      help: 'Purges that caches were sent, and that were given up',
      read: () => Object.entries(events.purges).map(([outcome, count]): Sample => [{ outcome }, count]),
    },
  ]
}

type Edition = NonNullable<ReturnType<Newsroom['current']>>['edition']
