import { withoutWarnings } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Metric, Sample, Timing } from './exposition.ts'

/** Events of this process since its start. */
export type Events = {
  /** End of the last successful refresh in milliseconds since 1970. */
  lastSuccess: number | undefined
  readonly purges: { ok: number; failed: number }
}

export const REFRESH_TIMING: Timing = {
  name: 'polyfeed_refresh_duration_seconds',
  help: 'Duration of the refreshes of this process',
  label: 'outcome',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
}

/** If several processes serve, the worst value among them counts. */
export function newsroomMetrics(newsroom: Newsroom, events: Events, now: () => number): Metric[] {
  const gauge = { type: 'gauge', labels: [], aggregation: 'max' } as const
  const ofEdition = (read: (edition: Edition) => number) => (): Sample[] => {
    const edition = newsroom.current()?.edition
    return edition ? [[{}, read(edition)]] : []
  }
  return [
    {
      ...{ ...gauge, name: 'polyfeed_edition_age_seconds' },
      help: 'Age of the served edition',
      read: ofEdition(({ instant }) => (now() - instant) / 1000),
    },
    {
      ...{ ...gauge, name: 'polyfeed_edition_revision', aggregation: 'min' },
      help: 'Revision of the served edition',
      read: ofEdition(({ revision }) => revision),
    },
    {
      ...{ ...gauge, name: 'polyfeed_feeds' },
      help: 'Feeds of the served edition, each in three formats',
      read: ofEdition(({ feeds }) => feeds.size),
    },
    {
      ...{ ...gauge, name: 'polyfeed_articles', labels: ['language'] },
      help: 'Articles in the feeds of a language, including fallbacks in other languages',
      read: () =>
        [...(newsroom.current()?.edition.extents ?? [])].map(
          ([language, { entries }]): Sample => [{ language }, entries],
        ),
    },
    {
      ...{ ...gauge, name: 'polyfeed_behind' },
      help: '1 if the store has an edition of another program or other settings, which this process does not serve',
      read: () => [[{}, newsroom.outdated() ? 1 : 0]],
    },
    {
      ...{ ...gauge, name: 'polyfeed_quarantined', labels: ['reason'] },
      help: 'Problems that keep something from being published',
      // No file names: they can reveal articles under embargo.
      read: () =>
        [...Map.groupBy(withoutWarnings(newsroom.quarantine()), ({ reason }) => reason)].map(
          ([reason, problems]): Sample => [{ reason }, problems.length],
        ),
    },
    {
      ...{ ...gauge, name: 'polyfeed_missing_sources' },
      help: 'Missing sources, whose articles are kept',
      read: () => [[{}, newsroom.missingSources().length]],
    },
    {
      ...{ ...gauge, name: 'polyfeed_refresh_last_success_timestamp_seconds' },
      help: 'End of the last successful refresh of this process',
      read: () => (events.lastSuccess === undefined ? [] : [[{}, events.lastSuccess / 1000]]),
    },
    {
      ...{ name: 'polyfeed_purges_total', type: 'counter', labels: ['outcome'] },
      help: 'Purges that were sent (ok) or given up (failed)',
      read: () => Object.entries(events.purges).map(([outcome, count]): Sample => [{ outcome }, count]),
    },
  ]
}
