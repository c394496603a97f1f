import type { SourceStatus } from '../domain/fetches.ts'
import type { Metric, Sample } from './exposition.ts'

export type SourceParts = {
  /** The sources in running systems; `read` is called before each scrape. */
  readonly sources: { latest(): readonly SourceStatus[]; read(): Promise<unknown> }
  readonly now: () => number
}

/** Of sources in running systems. All processes read the same store. */
export function sourceMetrics({ sources, now }: SourceParts): Metric[] {
  const gauge = { type: 'gauge', labels: ['source'], aggregation: 'max' } as const
  const ofEach = (read: (status: SourceStatus) => number | undefined) => (): Sample[] =>
    sources.latest().flatMap((status): Sample[] => {
      const value = read(status)
      return value === undefined ? [] : [[{ source: status.name }, value]]
    })
  return [
    {
      ...{ ...gauge, name: 'polyfeed_source_age_seconds' },
      help: 'Time since the last successful fetch of a source in a running system',
      read: ofEach(({ fetchedAt }) => (fetchedAt === undefined ? undefined : (now() - fetchedAt) / 1000)),
    },
    {
      ...{ ...gauge, name: 'polyfeed_source_failures' },
      help: 'Failed fetches of a source since the last successful one',
      read: ofEach(({ failures }) => failures),
    },
  ]
}
