import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../test/support/free-port.ts'
import { type RunningServer, startServer, stopChildren } from './child.ts'
import { exchangeOf } from './exchange.ts'
import { type Figure, figureOf, tableOf } from './figures.ts'
import { LOADER, load, requestList } from './load.ts'
import { generateNewsroom } from './newsroom.ts'
import { perSecond } from './turns.ts'
import { startVarnish, varnishMissing } from './varnish.ts'

// `node bench/cdn.ts`: compares Polyfeed behind Varnish (deploy/varnish.vcl) with Polyfeed alone.

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const TOKEN = 'a-token-of-the-bench-0123'
const SIZE = { articles: 500, languages: 3, tags: 30 }
const FEED = '/uk/rss.xml'
const HEADERS = { 'Accept-Encoding': 'gzip' }
const [ROUNDS, SECONDS, EDITS] = [5, 2, 6]
/** Longer than the purger waits for other replicas. */
const SETTLE_MS = 2500

/** Requests per second, in turns, so that other work on the machine affects both. */
async function rates(scratch: string, alone: RunningServer, behind: RunningServer): Promise<Figure[]> {
  const { etag } = await exchangeOf(alone.origin + FEED, HEADERS['Accept-Encoding'])
  const figures: Figure[] = []
  for (const [status, more] of [
    ['200', {}],
    ['304', { 'If-None-Match': etag }],
  ] as const) {
    const file = path.join(scratch, `${status}.requests`)
    const requests = requestList(file, [{ path: FEED, headers: { ...HEADERS, ...more } }])
    const measured: Record<'alone' | 'behind', number[]> = { alone: [], behind: [] }
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, server] of Object.entries({ alone, behind }) as ['alone' | 'behind', RunningServer][]) {
        measured[name].push(perSecond(await load(server, requests, SECONDS)))
      }
    }
    const ratios = measured.behind.map((rate, round) => rate / (measured.alone[round] as number))
    figures.push(
      figureOf(`${status}, Polyfeed alone`, measured.alone, 'requests/s'),
      figureOf(`${status}, through Varnish`, measured.behind, 'requests/s'),
      figureOf(`${status}, through Varnish / alone`, ratios, 'times'),
    )
  }
  return figures
}

/** All documents in the newsroom's index, in one format each. */
async function pathsOf({ origin }: RunningServer): Promise<string[]> {
  const index = await (await fetch(`${origin}/feeds.opml`)).text()
  const feeds = [...index.matchAll(/xmlUrl="https?:\/\/[^/]+([^"]+)"/g)].map(([, path]) => path as string)
  return [...feeds, '/feeds.opml', ...['uk', 'ru', 'en'].flatMap((one) => [`/${one}/`, `/${one}/feeds.opml`])]
}

type Probe = { readonly etag: string | null; readonly hit: boolean }

async function probe({ origin }: Pick<RunningServer, 'origin'>, path: string): Promise<Probe> {
  const answer = await fetch(origin + path, { headers: HEADERS })
  await answer.arrayBuffer()
  return { etag: answer.headers.get('etag'), hit: answer.headers.get('x-cache') === 'HIT' }
}

/** Edits one article repeatedly, and requests every document once after each edit. */
async function edits(alone: RunningServer, behind: RunningServer, edit: (time: number) => void): Promise<Figure[]> {
  const paths = await pathsOf(alone)
  for (const path of paths) await probe(behind, path)
  const [ratios, delays]: [number[], number[]] = [[], []]
  let stale = 0
  for (let time = 1; time <= EDITS; time++) {
    const { etag } = await probe(behind, FEED)
    edit(time)
    await fetch(`${alone.origin}/admin/refresh`, { method: 'POST', headers: { Authorization: `Bearer ${TOKEN}` } })
    const refreshed = performance.now()
    while ((await probe(behind, FEED)).etag === etag) await setTimeout(10)
    delays.push((performance.now() - refreshed) / 1000)
    let hits = 0
    for (const path of paths) {
      const { etag, hit } = await probe(behind, path)
      if (hit) hits++
      if (etag !== (await probe(alone, path)).etag) stale++
    }
    ratios.push(hits / paths.length)
  }
  return [
    figureOf('from refresh to purged', delays, 's'),
    figureOf(`hits after an edit, of ${paths.length} documents requested once`, ratios, ''),
    figureOf('outdated documents', [stale], ''),
  ]
}

async function measure(scratch: string): Promise<Figure[]> {
  const folder = path.join(scratch, 'newsroom')
  const newsroom = generateNewsroom(folder, SIZE)
  const port = await freePort()
  const cdn = `cdn: {purge: {url: "http://127.0.0.1:${port}/purge", secretFile: purge.secret}}`
  appendFileSync(path.join(folder, 'site.yaml'), `\n${cdn}\n`)
  writeFileSync(path.join(folder, 'purge.secret'), 'a-secret-of-the-bench')
  const env = { POLYFEED_DATA: folder, POLYFEED_STORE: 'sqlite::memory:', POLYFEED_ADMIN_TOKEN: TOKEN, PORT: '0' }
  await using alone = await startServer({ args: [PROGRAM], env: { ...env, LOG_LEVEL: 'warn' }, core: 'server' })
  await using behind = await startVarnish(scratch, port, Number(new URL(alone.origin).port))
  await setTimeout(SETTLE_MS)
  const rateFigures = await rates(scratch, alone, behind)
  return [...rateFigures, ...(await edits(alone, behind, (time) => newsroom.write(1, 'uk', time)))]
}

const missing = varnishMissing()
if (missing !== null) {
  process.stdout.write(`Skipped: ${missing}.\n`)
} else {
  const scratch = mkdtempSync(path.join(tmpdir(), 'polyfeed-cdn-'))
  process.once('exit', () => {
    stopChildren()
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
  const figures = await measure(scratch)
  process.stdout.write(`${tableOf(figures)}\n\nload by ${LOADER}, ${FEED}, node ${process.version}\n`)
}
