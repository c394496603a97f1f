import type { RefreshReport } from '../domain/refresh-report.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import { createExposition, type Figures, processFigures, type Text, textOf } from './exposition.ts'
import { type Events, newsroomMetrics, REFRESH_TIMING } from './newsroom.ts'
import { type ServingParts, SHARES, servingMetrics } from './serving.ts'

/** What a process can say of itself, in numbers. Nothing is reckoned before somebody asks. */
export type Metrics = {
  /** A refresh of this process is over. */
  refreshed(report: RefreshReport): void
  purged(outcome: 'ok' | 'failed'): void
  /** For the process that puts several together. */
  figures(own?: Readonly<Record<string, string>>): Promise<Figures>
  scrape(): Promise<Text>
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
  // What the process did before anybody asks counts, too.
  processFigures()
  return {
    refreshed: ({ ok, at, milliseconds }) => {
      observe(ok ? 'ok' : 'failed', milliseconds / 1000)
      if (ok) events.lastSuccess = at
    },
    purged: (outcome) => {
      events.purges[outcome]++
    },
    figures: exposition.figures,
    scrape: async () => scrapeOf([await exposition.figures()]),
    descriptions: [
      ...metrics,
      { ...REFRESH_TIMING, type: 'histogram', labels: [REFRESH_TIMING.label] },
      ...SHARES.map((share) => ({ ...share, type: 'gauge' as const, labels: [] })),
    ],
  }
}

/** What several processes have measured, as one. */
export function scrapeOf(all: readonly Figures[]): Promise<Text> {
  return textOf(all, SHARES)
}
