import type { RefreshReport } from '../domain/refresh-report.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import { createExposition, type MetricSnapshot, processMetrics, renderMetrics, type ScrapeBody } from './exposition.ts'
import { type Events, newsroomMetrics } from './newsroom.ts'
import { type PushParts, pushMetrics } from './push.ts'
import { NOT_MODIFIED_RATIO, type ServingParts, servingMetrics } from './serving.ts'
import { type SourceParts, sourceMetrics } from './sources.ts'

export type Metrics = ReturnType<typeof createMetrics>

const REFRESH_TIMING = {
  name: 'polyfeed_refresh_duration_seconds',
  help: 'Duration of the refreshes of this process',
  labels: ['outcome'],
}
const REFRESH_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300]

export function createMetrics(parts: ServingParts & SourceParts & PushParts & { readonly newsroom: Newsroom }) {
  const events: Events = { lastSuccess: undefined, purges: { ok: 0, failed: 0 } }
  const metrics = [
    ...servingMetrics(parts),
    ...newsroomMetrics(parts.newsroom, events, parts.now),
    ...sourceMetrics(parts),
    ...pushMetrics(parts),
  ]
  const exposition = createExposition(metrics)
  const { name, help, labels } = REFRESH_TIMING
  const timing = exposition.histogram(name, help, labels, REFRESH_BUCKETS_SECONDS)
  // Starts the monitors of the process now rather than at the first scrape.
  processMetrics()
  const figures: typeof exposition.figures = async (own) => {
    await Promise.all([parts.sources.read(), parts.push.status.read()])
    return exposition.figures(own)
  }
  return {
    recordRefresh: ({ ok, at, milliseconds }: RefreshReport): void => {
      timing.observe({ outcome: ok ? 'ok' : 'failed' }, milliseconds / 1000)
      if (ok) events.lastSuccess = at
    },
    recordPurge: (outcome: 'ok' | 'failed'): void => {
      events.purges[outcome]++
    },
    /** The values of this process, for the one that combines several. */
    figures,
    scrape: async (): Promise<ScrapeBody> => combineScrapes([await figures()]),
    /** The program's own metrics, for docs/reference/metrics.md. */
    descriptions: [
      ...metrics,
      { ...REFRESH_TIMING, type: 'histogram' as const },
      { ...NOT_MODIFIED_RATIO, type: 'gauge' as const, labels: [] },
    ],
  }
}

/** The metrics of several processes, combined. */
export function combineScrapes(all: readonly MetricSnapshot[]): Promise<ScrapeBody> {
  return renderMetrics(all, NOT_MODIFIED_RATIO)
}
