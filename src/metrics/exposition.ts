import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

// The one module that knows prom-client.

type Labels = Readonly<Record<string, string>>
export type Sample = readonly [labels: Labels, value: number]

/** Something to be measured, read when somebody asks. */
export type Metric = {
  /** In base units. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly labels: readonly string[]
  /** What the values of several processes come to: they are added up unless it says otherwise. */
  readonly together?: 'sum' | 'min' | 'max'
  readonly read: () => Iterable<Sample>
}

/** A share among the samples of a counter, reckoned when those of all processes have been put together. */
export type Share = {
  readonly name: string
  readonly help: string
  readonly counter: string
  readonly among: (labels: Labels) => boolean
  readonly of: (labels: Labels) => boolean
}

/** How long something took, by one label. */
export type Timing = {
  readonly name: string
  readonly help: string
  readonly label: string
  /** In seconds. */
  readonly buckets: readonly number[]
}

/** What a process has measured, as it goes from one to another. */
export type Figures = readonly Measured[]
type Measured = Omit<Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number], 'collect'>

/** The Prometheus text format, version 0.0.4. */
export type Text = { readonly type: string; readonly text: string }

export type Exposition = {
  timer(timing: Timing): (label: string, seconds: number) => void
  /** `own` are labels that the process's own figures get (memory, event loop), so that they stay apart from others'. */
  figures(own?: Labels): Promise<Figures>
}

export function createExposition(metrics: readonly Metric[]): Exposition {
  const registry = new Registry()
  for (const { name, help, type, labels, together = 'sum', read } of metrics) {
    const config = { name, help, labelNames: [...labels], registers: [registry], aggregator: together }
    if (type === 'gauge') {
      new Gauge({
        ...config,
        collect() {
          this.reset()
          if (labels.length === 0) this.remove()
          for (const [of, value] of read()) this.set({ ...of }, value)
        },
      })
    } else {
      new Counter({
        ...config,
        collect() {
          this.reset()
          for (const [of, value] of read()) this.inc({ ...of }, value)
        },
      })
    }
  }
  return {
    timer: ({ name, help, label, buckets }) => {
      const histogram = new Histogram({
        ...{ name, help, labelNames: [label], buckets: [...buckets], registers: [registry], aggregator: 'sum' },
      })
      return (value, seconds) => histogram.observe({ [label]: value }, seconds)
    },
    figures: async (own = {}) => [
      ...finite(await registry.getMetricsAsJSON()),
      ...finite(await processFigures().getMetricsAsJSON(), own),
    ],
  }
}

let ofProcess: Registry | undefined

/**
 * Memory, processor, event loop, garbage: the process's, whatever it does, so that there is one of them. Its monitors end
 * with the process and do not keep it.
 */
export function processFigures(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

/** What was not measured yet is not told; JSON, by which figures go to another process, has no word for it either. */
function finite(figures: Awaited<ReturnType<Registry['getMetricsAsJSON']>>, own: Labels = {}): Measured[] {
  return figures.map(({ values, ...metric }) => ({
    ...metric,
    values: values
      .filter(({ value }) => Number.isFinite(value))
      .map((sample) => ({ ...sample, labels: { ...sample.labels, ...own } })),
  }))
}

/** The figures of one process or of several, put together, and the shares in them. */
export async function textOf(all: readonly Figures[], shares: readonly Share[]): Promise<Text> {
  const [first = [], ...others] = all
  const together = others.length === 0 ? first : await AggregatorRegistry.aggregate([...all]).getMetricsAsJSON()
  const registry = new Registry()
  for (const metric of together) register(registry, metric as Measured)
  for (const { name, help, counter, among, of } of shares) {
    const samples = together.find((metric) => metric.name === counter)?.values ?? []
    const sum = (wanted: Share['of']) =>
      samples.reduce((total, { labels, value }) => (wanted(labels as Labels) ? total + value : total), 0)
    const whole = sum(among)
    const gauge = new Gauge({ name, help, registers: [registry] })
    if (whole === 0) gauge.remove()
    else gauge.set(sum((labels) => among(labels) && of(labels)) / whole)
  }
  return { type: registry.contentType, text: await registry.metrics() }
}

/** As the aggregator does it: what has been read is a metric that reads as it did. */
function register(registry: Registry, metric: Measured): void {
  registry.registerMetric({ ...metric, get: () => metric } as unknown as Gauge)
}
