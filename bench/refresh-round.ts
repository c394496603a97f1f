import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Corpus, newsroomIn } from './newsroom.ts'
import { descendantsOf, processorTime } from './processor.ts'
import { memoryOf } from './start.ts'

/** Milliseconds of one refresh. */
export type RefreshTime = { readonly wall: number; readonly cpu: number }

/** One process with an empty store: the first refresh, then refreshes after no change and after one changed article. */
export type RefreshRound = {
  /** Its processor time is that of all processes. */
  readonly first: RefreshTime
  readonly none: readonly RefreshTime[]
  readonly one: readonly RefreshTime[]
  /** Peak memory of the first refresh, in megabytes. */
  readonly peak: number
  /** The same with the peaks of the intake processes. */
  readonly peakOfAll: number
}

/** The feed of all articles shows these. */
const NEWEST_ARTICLES = 50

const SAMPLE_MS = 200

// As in src/main.ts.
const cache = fileURLToPath(new URL('../node_modules/.cache/polyfeed', import.meta.url))
enableCompileCache(cache)
process.env.NODE_COMPILE_CACHE = cache
const { createApp } = await import('../src/app.ts')
const { readConfig } = await import('../src/config/config.ts')

const [folder = '', store = '', size = '', times = '', round = '', corpus = ''] = process.argv.slice(2)
const newsroom = newsroomIn(folder, JSON.parse(size), corpus as Corpus)
const app = await createApp(readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: `sqlite:${store}` }))

async function timed(files: number, articles: number): Promise<RefreshTime> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const report = await app.newsroom.refresh()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  if (report.files.changed !== files || report.articles !== articles || report.quarantined > 0) {
    throw new Error(`the refresh did not find the expected changes: ${JSON.stringify(report)}`)
  }
  if (report.feeds === 0 && articles > 0) throw new Error('no feed changed with the article')
  return { wall, cpu: (user + system) / 1000 }
}

const { articles, languages } = JSON.parse(size)
/** By process: intake processes end when they are idle. */
const peaks = new Map<number, number>()
const sampling = setInterval(() => {
  for (const pid of descendantsOf(process.pid)) peaks.set(pid, memoryOf(pid).VmHWM)
}, SAMPLE_MS)
const before = processorTime(process.pid)
const { wall } = await timed(articles * languages, articles)
const first = { wall, cpu: 1000 * (processorTime(process.pid) - before) }
const peak = process.resourceUsage().maxRSS / 1024
const peakOfAll = [...peaks.values()].filter(Number.isFinite).reduce((sum, one) => sum + one, peak)
clearInterval(sampling)
const none: RefreshTime[] = []
const one: RefreshTime[] = []
for (let time = 0; time < Number(times); time++) {
  none.push(await timed(0, 0))
  // Newsrooms edit new articles, which are in all of their feeds.
  const language = newsroom.languages[time % languages] as string
  newsroom.write(1 + (time % Math.min(articles, NEWEST_ARTICLES)), language, 1 + Number(round) * Number(times) + time)
  one.push(await timed(1, 1))
}
await app.close()
process.stdout.write(JSON.stringify({ first, none, one, peak, peakOfAll } satisfies RefreshRound))
