import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { FORMATS } from '../src/domain/feed-key.ts'
import { pathOf } from '../src/domain/feed-path.ts'
import type { Archive } from './archive.ts'
import { startServer } from './child.ts'
import { type Figure, figureOf } from './figures.ts'

export const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** The flags and the environment of `npm start`. */
export const FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=60']
export const START_ENVIRONMENT = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/polyfeed', import.meta.url)),
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '1048576',
}

/** At the first start, the system may not have cached the store. */
const STARTS = 3
const CONNECTIONS = 8
const HEADERS = { 'Accept-Encoding': 'gzip, br' }

type Parts = {
  readonly folder: string
  readonly store: string
  readonly archive: Archive
  /** The most different feeds to request. */
  readonly feeds: number
}

/** Starts on a full store, then requests many different feeds, each for the first time. */
export async function measureStart({ folder, store, archive, feeds }: Parts): Promise<Figure[]> {
  // Role `serve`, because only the start is measured. No core is pinned, because compression has its own threads.
  const env = {
    POLYFEED_DATA: folder,
    POLYFEED_STORE: store,
    POLYFEED_ROLE: 'serve',
    PORT: '0',
    LOG_LEVEL: 'warn',
    ...START_ENVIRONMENT,
  }
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const starts: number[] = []
  const start = async () => {
    const before = performance.now()
    const server = await startServer({ args: [...FLAGS, PROGRAM], env })
    await get(agent, `${server.origin}/${archive.languages[0]}/rss.xml`)
    starts.push(performance.now() - before)
    return server
  }
  for (let time = 1; time < STARTS; time++) await (await start())[Symbol.asyncDispose]()
  await using server = await start()
  const memoryAtStart = memoryOf(server.pid)
  const paths = someFeeds(archive, feeds)
  const before = performance.now()
  const remaining = paths.values()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (const path of remaining) await get(agent, server.origin + path)
    }),
  )
  const seconds = (performance.now() - before) / 1000
  agent.destroy()
  const name = `SQLite, ${archive.variants.toLocaleString('en')} variants`
  const feedCount = `${paths.length.toLocaleString('en')} feeds`
  const { VmRSS, VmHWM } = memoryOf(server.pid)
  return [
    figureOf(`${name}: start to first 200`, starts, 'ms', { max: 1000 }),
    figureOf(`${name}: ${feedCount} for the first time`, [paths.length / seconds], 'requests/s', { min: 1000 }),
    figureOf(`${name}: memory after the first`, [memoryAtStart.VmRSS], 'MB'),
    figureOf(`${name}: memory after ${feedCount}`, [VmRSS], 'MB', { max: 300 }),
    figureOf(`${name}: peak memory`, [VmHWM], 'MB', { max: 300 }),
  ]
}

/** Different feeds of tags, evenly spread. */
function someFeeds({ tags, languages }: Archive, feeds: number): string[] {
  const total = tags.length * languages.length * FORMATS.length
  const count = Math.min(feeds, total)
  return Array.from({ length: count }, (_, index) => {
    const number = Math.floor((index * total) / count)
    const format = FORMATS[number % FORMATS.length] as (typeof FORMATS)[number]
    const scope = Math.floor(number / FORMATS.length)
    const language = languages[scope % languages.length] as (typeof languages)[number]
    const term = tags[Math.floor(scope / languages.length)] as string
    return pathOf({ language, kind: 'tag', term }, format)
  })
}

function get(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: HEADERS }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`))
      response.resume().once('end', resolve).once('error', reject)
    })
      .once('error', reject)
      .end()
  })
}

/** Megabytes, from proc(5); `NaN` on other systems. */
export function memoryOf(pid: number): Record<'VmRSS' | 'VmHWM', number> {
  let status = ''
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    // Other systems have no proc(5).
  }
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { VmRSS: megabytes('VmRSS'), VmHWM: megabytes('VmHWM') }
}
