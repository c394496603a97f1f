import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startServer } from './child.ts'
import { type Figure, figureOf } from './figures.ts'
import { FLAGS, PROGRAM, START_ENVIRONMENT } from './start.ts'

/** Documents to crawl. */
const DOCUMENTS = 10_000
const CONNECTIONS = 8
const ACCEPTED = ['br', 'gzip']
const SAMPLE_MS = 200
/** Idle time after the crawl. */
const IDLE_MS = 10_000
const ROUNDS_MAX = 3

type Parts = {
  readonly folder: string
  readonly scratch: string
  readonly rounds: number
  /** Fewer documents end the crawl, too. */
  readonly documents?: number
}

/**
 * Megabytes of the server with its intake processes: at the peak of a first refresh, once it is ready, and after a crawler
 * followed its links.
 */
export async function measureMemory({ folder, scratch, rounds, documents = DOCUMENTS }: Parts): Promise<Figure[]> {
  const peaks: number[] = []
  const ready: number[] = []
  const crawlPeaks: number[] = []
  const idle: number[] = []
  let crawled = 0
  for (let round = 0; round < Math.min(ROUNDS_MAX, rounds); round++) {
    const store = path.join(scratch, 'memory.db')
    for (const suffix of ['', '-wal', '-shm']) rmSync(store + suffix, { force: true })
    const settings = { POLYFEED_DATA: folder, POLYFEED_STORE: `sqlite:${store}`, PORT: '0', LOG_LEVEL: 'warn' }
    const env = { ...settings, ...START_ENVIRONMENT }
    let peak = 0
    let timer: NodeJS.Timeout | undefined
    const onStart = (pid: number): void => {
      timer = setInterval(() => {
        peak = Math.max(peak, memoryOfTree(pid))
      }, SAMPLE_MS)
    }
    await using server = await startServer({ args: [...FLAGS, PROGRAM], env, onStart })
    peaks.push(peak)
    ready.push(memoryOfTree(server.pid))
    peak = 0
    crawled = await crawl(server.origin, documents)
    crawlPeaks.push(peak)
    clearInterval(timer)
    await setTimeout(IDLE_MS)
    idle.push(memoryOfTree(server.pid))
  }
  const documentCount = `${crawled.toLocaleString('en')} documents`
  return [
    figureOf('peak memory of all processes, first refresh', peaks, 'MB', { max: 256 }),
    figureOf('memory when ready', ready, 'MB', { max: 200 }),
    figureOf(`peak memory while ${documentCount} are crawled`, crawlPeaks, 'MB'),
    figureOf(`memory ${IDLE_MS / 1000} s later`, idle, 'MB', { max: 250 }),
  ]
}

/** Follows the links of pages, lists and feeds within the server. @returns the number of documents */
async function crawl(origin: string, documents: number): Promise<number> {
  const opml = await (await fetch(`${origin}/feeds.opml`)).text()
  const feedOrigin = /xmlUrl="(https?:\/\/[^/"]+)/.exec(opml)?.[1] ?? origin
  const known = new Set(['/', '/feeds.opml'])
  const queue = [...known]
  let [fetched, busy] = [0, 0]
  const work = async (): Promise<void> => {
    while (fetched + busy < documents && (queue.length > 0 || busy > 0)) {
      const target = queue.shift()
      if (target === undefined) {
        await setTimeout(1)
        continue
      }
      busy++
      const response = await fetch(origin + target, { headers: { 'Accept-Encoding': ACCEPTED[fetched % 2] as string } })
      const body = await response.text()
      busy--
      if (response.ok) fetched++
      for (const [, link = ''] of body.matchAll(/(?:href|Url|url)"?[=:] ?"([^"#?]+)"/g)) {
        const url = URL.parse(link, feedOrigin)
        if (!url || (url.origin !== feedOrigin && url.origin !== origin) || known.has(url.pathname)) continue
        known.add(url.pathname)
        queue.push(url.pathname)
      }
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  return fetched
}

/** Megabytes of a process and all that it started: pages that they share count once. `NaN` without proc(5). */
export function memoryOfTree(pid: number): number {
  try {
    const kilobytes = /^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.reduce((sum, child) => sum + memoryOfTree(Number(child)), Number(kilobytes) / 1024)
  } catch {
    // It ended meanwhile.
    return 0
  }
}
