import type { RefreshReport } from '../domain/refresh-report.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import { createExposition, type MetricSnapshot, processMetrics, renderMetrics, type ScrapeBody } from './exposition.ts'
import { type Events, newsroomMetrics, REFRESH_TIMING } from './newsroom.ts'
import { RATIOS, type ServingParts, servingMetrics } from './serving.ts'

export type Metrics = {
  /** Records a refresh of this process. */
  recordRefresh(report: RefreshReport): void
  /** Counts a purge. */
  recordPurge(outcome: 'ok' | 'failed'): void
  /** The values of this process, for the one that combines several. */
  figures(own?: Readonly<Record<string, string>>): Promise<MetricSnapshot>
  scrape(): Promise<ScrapeBody>
  /** The program's own metrics, for docs/reference/metrics.md. */
  readonly descriptions: readonly MetricDescription[]
}

export type MetricDescription = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
}

export type MetricsParts = ServingParts & { readonly newsroom: Newsroom; readonly now: () => number }

export function createMetrics(parts: MetricsParts): Metrics {
  const events: Events = { lastSuccess: undefined, purges: { ok: 0, failed: 0 } }
  const metrics = [...servingMetrics(parts), ...newsroomMetrics(parts.newsroom, events, parts.now)]
  const exposition = createExposition(metrics)
  const observe = exposition.timer(REFRESH_TIMING)
  // Starts the monitors of the process now rather than at the first scrape.
  processMetrics()
  return {
    recordRefresh: ({ ok, at, milliseconds }) => {
      observe(ok ? 'ok' : 'failed', milliseconds / 1000)
      if (ok) events.lastSuccess = at
    },
    recordPurge: (outcome) => {
      events.purges[outcome]++
    },
    figures: exposition.figures,
    scrape: async () => combineScrapes([await exposition.figures()]),
    descriptions: [
      ...metrics,
      { ...REFRESH_TIMING, type: 'histogram', labels: [REFRESH_TIMING.label] },
      ...RATIOS.map((share) => ({ ...share, type: 'gauge' as const, labels: [] })),
    ],
  }
}

/** The metrics of several processes, combined. */
export function combineScrapes(all: readonly MetricSnapshot[]): Promise<ScrapeBody> {
  return renderMetrics(all, RATIOS)
}
