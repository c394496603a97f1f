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

export const COUNTER = { type: 'counter' } as const
/** Of the values of several processes, the largest counts. */
export const MAXIMUM = { type: 'gauge', aggregation: 'max' } as const

export function metric(
  kind: Pick<Metric, 'type' | 'aggregation'>,
  name: string,
  labels: readonly string[],
  help: string,
  read: Metric['read'],
): Metric {
  return { ...kind, name: `polyfeed_${name}`, labels, help, read }
}

/**
 * A ratio of the samples of a counter that are in the numerator to those in the denominator. It is calculated after the
 * values of all processes are combined.
 */
export type Ratio = Pick<Metric, 'name' | 'help'> & {
  readonly counter: string
  readonly isInDenominator: (labels: Labels) => boolean
  readonly isInNumerator: (labels: Labels) => boolean
}

/** The values of a process, which it sends to another process as JSON. */
export type MetricSnapshot = readonly MetricValues[]
type PromValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>
type MetricValues = Omit<PromValues[number], 'collect'>

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
    histogram: (name: string, help: string, labelNames: string[], buckets: number[]) =>
      new Histogram({ name, help, labelNames, buckets, registers: [registry], aggregator: 'sum' }),
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
function finiteOnly(figures: PromValues, own: Labels = {}): MetricValues[] {
  return figures.map(({ values, ...figure }) => ({
    ...figure,
    values: values
      .filter(({ value }) => Number.isFinite(value))
      .map((sample) => ({ ...sample, labels: { ...sample.labels, ...own } })),
  }))
}

/** Combines the values of several processes and adds a ratio. */
export async function renderMetrics(all: readonly MetricSnapshot[], ratio: Ratio): Promise<ScrapeBody> {
  const [single = []] = all
  const combined = all.length > 1 ? await AggregatorRegistry.aggregate([...all]).getMetricsAsJSON() : single
  const registry = new Registry()
  // As prom-client's AggregatorRegistry does.
  for (const figure of combined) registry.registerMetric({ ...figure, get: () => figure } as unknown as Gauge)
  const { name, help, counter, isInDenominator, isInNumerator } = ratio
  const samples = combined.find((figure) => figure.name === counter)?.values ?? []
  const whole = samples.filter(({ labels }) => isInDenominator(labels as Labels))
  const sumOf = (part: typeof samples): number => part.reduce((sum, { value }) => sum + value, 0)
  const gauge = new Gauge({ name, help, registers: [registry] })
  if (sumOf(whole) === 0) gauge.remove()
  else gauge.set(sumOf(whole.filter(({ labels }) => isInNumerator(labels as Labels))) / sumOf(whole))
  return { type: registry.contentType, text: await registry.metrics() }
}
