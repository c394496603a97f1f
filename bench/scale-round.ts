import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config/config.ts'
import type { Language } from '../src/domain/language.ts'
import { archiveOf } from './archive.ts'
import type { RefreshTime } from './refresh-round.ts'
import { archiveIncoming } from './supply.ts'

/** Milliseconds of the steps of the first refresh: file marks stored, articles placed, feeds updated. */
export type Fill = {
  readonly files: number
  readonly articles: number
  readonly feeds: number
  /** Mostly the commit. */
  readonly rest: number
}

/** One process with an empty store: the first refresh, then refreshes after one changed article. */
export type ScaleRound = {
  readonly fill: Fill
  /** The processor time is this process's only, without a database server's. */
  readonly one: readonly RefreshTime[]
  /** Peak memory of the first refresh, in megabytes. */
  readonly peak: number
}

/** The feed of all articles shows these. */
const NEWEST_ARTICLES = 50
const WARM_UP = 5

const [folder = '', store = '', variants = '', times = ''] = process.argv.slice(2)
const archive = archiveOf(Number(variants))
const supply = archiveIncoming(archive)
const completedAt = { records: 0, articles: 0, feeds: 0, files: 0 }
const app = await createApp(readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: store }), {
  incoming: supply,
  progress: {
    progress: (step, done, total) => {
      if (done === total) completedAt[step] = performance.now()
    },
    end: () => undefined,
  },
})

async function refreshFirst(): Promise<Fill> {
  const start = performance.now()
  const report = await app.newsroom.refresh()
  if (report.articles !== archive.articles)
    throw new Error(`the first refresh did not publish all articles: ${JSON.stringify(report)}`)
  const end = performance.now()
  const files = supply.filledAt()
  return {
    files: files - start - supply.generationMs(),
    articles: completedAt.articles - files,
    feeds: completedAt.feeds - completedAt.articles,
    rest: end - completedAt.feeds,
  }
}

async function refreshOne(time: number): Promise<RefreshTime> {
  const { articles, languages } = archive
  supply.change(
    1 + (time % Math.min(articles, NEWEST_ARTICLES)),
    languages[time % languages.length] as Language,
    1 + time,
  )
  const cpu = process.cpuUsage()
  const start = performance.now()
  const report = await app.newsroom.refresh()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  if (report.files.changed !== 1 || report.articles !== 1 || report.feeds === 0) {
    throw new Error(`the refresh did not find the expected change: ${JSON.stringify(report)}`)
  }
  return { wall, cpu: (user + system) / 1000 }
}

const fill = await refreshFirst()
const peak = process.resourceUsage().maxRSS / 1024
const took: RefreshTime[] = []
for (let time = 0; time < WARM_UP + Number(times); time++) took.push(await refreshOne(time))
await app.close()
process.stdout.write(JSON.stringify({ fill, one: took.slice(WARM_UP), peak } satisfies ScaleRound))
