import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

// The only module that imports prom-client.

type Labels = Readonly<Record<string, string>>
export type Sample = readonly [labels: Labels, value: number]

export type Metric = {
  /** Has a base unit, like `_seconds` or `_bytes`. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly labels: readonly string[]
  /** How the values of several processes are combined. Default: `sum`. */
  readonly aggregation?: 'sum' | 'min' | 'max'
  /** Called at each scrape. */
  readonly read: () => Iterable<Sample>
}

/** A ratio between samples of a counter, calculated after the values of all processes are combined. */
export type Ratio = {
  readonly name: string
  readonly help: string
  readonly counter: string
  /** Selects the samples of the denominator. */
  readonly isInDenominator: (labels: Labels) => boolean
  /** Selects the samples of the numerator among those of the denominator. */
  readonly of: (labels: Labels) => boolean
}

/** A histogram of durations with one label. */
export type Timing = {
  readonly name: string
  readonly help: string
  readonly label: string
  /** In seconds. */
  readonly buckets: readonly number[]
}

/** The values of a process, which it sends to another process as JSON. */
export type MetricSnapshot = readonly MetricValues[]
type MetricValues = Omit<Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number], 'collect'>

/** The Prometheus text format, version 0.0.4. */
export type ScrapeBody = { readonly type: string; readonly text: string }

export function createExposition(metrics: readonly Metric[]) {
  const registry = new Registry()
  for (const { name, help, type, labels, aggregation = 'sum', read } of metrics) {
    const Type = (type === 'gauge' ? Gauge : Counter) as typeof Counter
    new Type({
      ...{ name, help, labelNames: [...labels], registers: [registry], aggregator: aggregation },
      collect() {
        this.reset()
        // After a reset, a metric without labels has the value 0.
        if (labels.length === 0) this.remove()
        for (const [sampleLabels, value] of read()) this.inc({ ...sampleLabels }, value)
      },
    })
  }
  return {
    timer: ({ name, help, label, buckets }: Timing) => {
      const histogram = new Histogram({
        ...{ name, help, labelNames: [label], buckets: [...buckets], registers: [registry], aggregator: 'sum' },
      })
      return (value: string, seconds: number): void => histogram.observe({ [label]: value }, seconds)
    },
    /** `own` are labels for the metrics of the process itself (memory, event loop), which must not be summed. */
    figures: async (own: Labels = {}): Promise<MetricSnapshot> => [
      ...finiteOnly(await registry.getMetricsAsJSON()),
      ...finiteOnly(await processMetrics().getMetricsAsJSON(), own),
    ],
  }
}

let processRegistry: Registry | undefined

/**
 * Memory, CPU, event loop and garbage collection. One registry per process, because its monitors run until the process
 * exits. They do not keep it alive.
 */
export function processMetrics(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry()
    collectDefaultMetrics({ register: processRegistry })
  }
  return processRegistry
}

/** Drops the NaN of metrics without measurements, because JSON cannot represent it. */
function finiteOnly(figures: Awaited<ReturnType<Registry['getMetricsAsJSON']>>, own: Labels = {}): MetricValues[] {
  return figures.map(({ values, ...metric }) => ({
    ...metric,
    values: values
      .filter(({ value }) => Number.isFinite(value))
      .map((sample) => ({ ...sample, labels: { ...sample.labels, ...own } })),
  }))
}

/** Combines the values of several processes and adds the shares. */
export async function renderMetrics(all: readonly MetricSnapshot[], shares: readonly Ratio[]): Promise<ScrapeBody> {
  const [single = []] = all
  const combined = all.length > 1 ? await AggregatorRegistry.aggregate([...all]).getMetricsAsJSON() : single
  const registry = new Registry()
  for (const metric of combined) register(registry, metric as MetricValues)
  for (const { name, help, counter, isInDenominator, of } of shares) {
    const samples = combined.find((metric) => metric.name === counter)?.values ?? []
    const sum = (wanted: Ratio['of']) =>
      samples.reduce((total, { labels, value }) => (wanted(labels as Labels) ? total + value : total), 0)
    const whole = sum(isInDenominator)
    const gauge = new Gauge({ name, help, registers: [registry] })
    if (whole === 0) gauge.remove()
    else gauge.set(sum((labels) => isInDenominator(labels) && of(labels)) / whole)
  }
  return { type: registry.contentType, text: await registry.metrics() }
}

/** Registers values as a metric, as prom-client's AggregatorRegistry does. */
function register(registry: Registry, metric: MetricValues): void {
  registry.registerMetric({ ...metric, get: () => metric } as unknown as Gauge)
}
