import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config/config.ts'
import type { Language } from '../src/domain/language.ts'
import { archiveOf } from './archive.ts'
import type { Took } from './refresh-round.ts'
import { supplyOf } from './supply.ts'

/** Milliseconds that the first refresh took, step by step: files are written down, articles placed, feeds brought up to date. */
export type Fill = {
  readonly files: number
  readonly articles: number
  readonly feeds: number
  /** Committing, for the most part. */
  readonly rest: number
}

/** One process, from nothing: a store is filled, then some articles are changed, one at a refresh. */
export type ScaleRound = {
  readonly fill: Fill
  /** Of the processor, what this process had of it: a database server's is its own. */
  readonly one: readonly Took[]
  /** Megabytes at most, while it was filled. */
  readonly peak: number
}

/** As many as the feed of all articles shows. */
const NEWEST = 50
const WARM_UP = 5

const [folder = '', store = '', variants = '', times = ''] = process.argv.slice(2)
const archive = archiveOf(Number(variants))
const supply = supplyOf(archive)
const reached = { articles: 0, feeds: 0, files: 0 }
const app = await createApp(readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: store }), {
  incoming: supply,
  progress: {
    progress: (step, done, total) => {
      if (done === total) reached[step] = performance.now()
    },
    end: () => undefined,
  },
})

async function fill(): Promise<Fill> {
  const start = performance.now()
  const report = await app.newsroom.refresh()
  if (report.articles !== archive.articles) throw new Error(`not all of it came in: ${JSON.stringify(report)}`)
  const end = performance.now()
  const files = supply.filledAt()
  return {
    files: files - start - supply.spent(),
    articles: reached.articles - files,
    feeds: reached.feeds - reached.articles,
    rest: end - reached.feeds,
  }
}

async function one(time: number): Promise<Took> {
  const { articles, languages } = archive
  supply.change(1 + (time % Math.min(articles, NEWEST)), languages[time % languages.length] as Language, 1 + time)
  const cpu = process.cpuUsage()
  const start = performance.now()
  const report = await app.newsroom.refresh()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  if (report.files.changed !== 1 || report.articles !== 1 || report.feeds === 0) {
    throw new Error(`another refresh than the one to be measured: ${JSON.stringify(report)}`)
  }
  return { wall, cpu: (user + system) / 1000 }
}

const filled = await fill()
const peak = process.resourceUsage().maxRSS / 1024
const took: Took[] = []
for (let time = 0; time < WARM_UP + Number(times); time++) took.push(await one(time))
await app.close()
process.stdout.write(JSON.stringify({ fill: filled, one: took.slice(WARM_UP), peak } satisfies ScaleRound))
