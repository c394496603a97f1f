import { withoutWarnings } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import { COUNTER, MAXIMUM, type Metric, metric, type Sample } from './exposition.ts'

/** Events of this process since its start. */
export type Events = {
  /** End of the last successful refresh in milliseconds since 1970. */
  lastSuccess: number | undefined
  readonly purges: { ok: number; failed: number }
}

const MINIMUM = { type: 'gauge', aggregation: 'min' } as const

/** If several processes serve, the worst value among them counts. */
export function newsroomMetrics(newsroom: Newsroom, events: Events, now: () => number): Metric[] {
  const ofEdition = (read: (edition: Edition) => number) => (): Sample[] => {
    const edition = newsroom.current()?.edition
    return edition ? [[{}, read(edition)]] : []
  }
  const age = ofEdition(({ instant }) => (now() - instant) / 1000)
  const revision = ofEdition((edition) => edition.revision)
  const feeds = ofEdition((edition) => edition.feeds.size)
  const articles = (): Sample[] =>
    [...(newsroom.current()?.edition.extents ?? [])].map(([language, { entries }]) => [{ language }, entries])
  // No file names: they can reveal articles under embargo.
  const problems = (): Sample[] =>
    [...Map.groupBy(withoutWarnings(newsroom.quarantine()), (problem) => problem.reason)].map(
      ([reason, { length }]) => [{ reason }, length],
    )
  const behind = (): Sample[] => [[{}, newsroom.outdated() ? 1 : 0]]
  const missing = (): Sample[] => [[{}, newsroom.missingSources().length]]
  const success = (): Sample[] => (events.lastSuccess === undefined ? [] : [[{}, events.lastSuccess / 1000]])
  const purges = (): Sample[] => Object.entries(events.purges).map(([outcome, count]) => [{ outcome }, count])
  const help = {
    articles: 'Articles in the feeds of a language, including fallbacks in other languages',
    behind: '1 if the store has an edition of another program or other settings, which this process does not serve',
    success: 'End of the last successful refresh of this process',
  }
  return [
    metric(MAXIMUM, 'edition_age_seconds', [], 'Age of the served edition', age),
    metric(MINIMUM, 'edition_revision', [], 'Revision of the served edition', revision),
    metric(MAXIMUM, 'feeds', [], 'Feeds of the served edition, each in three formats', feeds),
    metric(MAXIMUM, 'articles', ['language'], help.articles, articles),
    metric(MAXIMUM, 'behind', [], help.behind, behind),
    metric(MAXIMUM, 'quarantined', ['reason'], 'Problems that keep something from being published', problems),
    metric(MAXIMUM, 'missing_sources', [], 'Missing sources, whose articles are kept', missing),
    metric(MAXIMUM, 'refresh_last_success_timestamp_seconds', [], help.success, success),
    metric(COUNTER, 'purges_total', ['outcome'], 'Purges that were sent (ok) or given up (failed)', purges),
  ]
}
