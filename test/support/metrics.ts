import type { Ask } from './wire.ts'

/** Parsed metrics. Keys are the name and labels as in the text (`polyfeed_feeds`, `…{kind="rss",…}`). */
export type Scraped = {
  readonly values: ReadonlyMap<string, number>
  /** The value of the metric with exactly these labels, or 0 if there is none. */
  of(name: string, labels?: Readonly<Record<string, string>>): number
  /** All values of a metric, with their labels. */
  all(name: string): readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[]
}

const LINE =
  /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?(?:[\d.]+(?:e[+-]?\d+)?|\+?Inf)|NaN)$/

/** Parses the Prometheus text format. @throws if a line is invalid or a series occurs twice */
export function scrapedFrom(text: string): Scraped {
  const found: [string, Record<string, string>, number][] = []
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || /^# (?:HELP|TYPE) [\w:]+ \S/.test(line)) continue
    const [, name, written = '', value] = LINE.exec(line) ?? []
    if (name === undefined) throw new Error(`no line of a scrape: ${line}`)
    const labels = Object.fromEntries(
      [...written.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, its]) => [label, its]),
    ) as Record<string, string>
    const series = line.slice(0, line.lastIndexOf(' '))
    if (values.has(series)) throw new Error(`${series} is there twice`)
    values.set(series, Number(value))
    found.push([name, labels, Number(value)])
  }
  const all: Scraped['all'] = (wanted) => found.filter(([name]) => name === wanted).map(([, ...rest]) => rest)
  return {
    values,
    all,
    of: (name, wanted = {}) =>
      all(name).find(([labels]) =>
        Object.entries({ ...labels, ...wanted }).every(
          ([label, value]) => labels[label] === value && wanted[label] === value,
        ),
      )?.[1] ?? 0,
  }
}

export async function scrape(ask: Ask): Promise<Scraped> {
  return scrapedFrom((await ask('/metrics')).text)
}
