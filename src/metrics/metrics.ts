import type { RefreshReport } from '../domain/refresh-report.ts'
import type { SourceStatus } from '../domain/sources.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import { createExposition, type MetricSnapshot, processMetrics, renderMetrics, type ScrapeBody } from './exposition.ts'
import { type Events, newsroomMetrics, REFRESH_TIMING } from './newsroom.ts'
import { RATIOS, type ServingParts, servingMetrics } from './serving.ts'
import { sourceMetrics } from './sources.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** The sources in running systems; `read` is called before each scrape. */
export type ScrapedSources = {
  latest(): readonly SourceStatus[]
  read(): Promise<unknown>
}

export type MetricsParts = ServingParts & {
  readonly newsroom: Newsroom
  readonly sources: ScrapedSources
  readonly now: () => number
}

export function createMetrics(parts: MetricsParts) {
  const events: Events = { lastSuccess: undefined, purges: { ok: 0, failed: 0 } }
  const metrics = [
    ...servingMetrics(parts),
    ...newsroomMetrics(parts.newsroom, events, parts.now),
    ...sourceMetrics(parts),
  ]
  const exposition = createExposition(metrics)
  const observe = exposition.timer(REFRESH_TIMING)
  // Starts the monitors of the process now rather than at the first scrape.
  processMetrics()
  const figures: typeof exposition.figures = async (own) => {
    await parts.sources.read()
    return exposition.figures(own)
  }
  return {
    /** Records a refresh of this process. */
    recordRefresh: ({ ok, at, milliseconds }: RefreshReport): void => {
      observe(ok ? 'ok' : 'failed', milliseconds / 1000)
      if (ok) events.lastSuccess = at
    },
    /** Counts a purge. */
    recordPurge: (outcome: 'ok' | 'failed'): void => {
      events.purges[outcome]++
    },
    /** The values of this process, for the one that combines several. */
    figures,
    scrape: async (): Promise<ScrapeBody> => combineScrapes([await figures()]),
    /** The program's own metrics, for docs/reference/metrics.md. */
    descriptions: [
      ...metrics,
      { ...REFRESH_TIMING, type: 'histogram' as const, labels: [REFRESH_TIMING.label] },
      ...RATIOS.map((share) => ({ ...share, type: 'gauge' as const, labels: [] })),
    ],
  }
}

/** The metrics of several processes, combined. */
export function combineScrapes(all: readonly MetricSnapshot[]): Promise<ScrapeBody> {
  return renderMetrics(all, RATIOS)
}
