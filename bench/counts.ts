import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { GCProfiler } from 'node:v8'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config/config.ts'
import { FORMATS, keyOf } from '../src/domain/feed-key.ts'
import { pathOf } from '../src/domain/feed-path.ts'
import type { Language } from '../src/domain/language.ts'
import type { Published } from '../src/editions/published.ts'
import type { Handler } from '../src/http/request-log.ts'
import { createFileIngester } from '../src/ingest/file-ingester.ts'
import type { Job } from '../src/ingest/readings.ts'
import { sourcesOf } from '../src/sources/sources.ts'
import { archiveOf, writeSettings } from './archive.ts'
import { generateNewsroom } from './newsroom.ts'
import { archiveIncoming } from './supply.ts'

// Counts the bytes that the program allocates for its usual work, and compares them with counts.json. Allocations do
// not depend on the speed of the machine. Run it with the flags of `npm run bench:counts`: the optimizing compilers,
// which remove some allocations after a while, are off.

/** The largest increase that passes. */
const TOLERANCE = 0.3
const BASELINE = path.join(import.meta.dirname, 'counts.json')
const FILES = { articles: 100, languages: 3, tags: 30 }
const VARIANTS = 6000
const EDITS = 20
const DOCUMENTS = 150
const ANSWERS = 3000

/** Allocated bytes per unit of work. */
type Counts = Record<string, number>

/** Bytes that V8's heap gains between garbage collections, divided by the units of work. */
async function allocatedBy(units: number, work: () => Promise<unknown>): Promise<number> {
  const profiler = new GCProfiler()
  profiler.start()
  globalThis.gc?.()
  await work()
  globalThis.gc?.()
  const collections = profiler.stop().statistics
  const gained = collections.slice(1).map(({ beforeGC }, index) => {
    const last = collections[index]?.afterGC.heapStatistics.usedHeapSize ?? 0
    return beforeGC.heapStatistics.usedHeapSize - last
  })
  return Math.round(gained.reduce((sum, bytes) => sum + bytes, 0) / units)
}

/** Front matter, Markdown, cleaning, excerpts. */
async function countReading(folder: string): Promise<Counts> {
  generateNewsroom(folder, FILES)
  const { site } = readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: 'sqlite::memory:' }).reread()
  const sources = sourcesOf(site, folder)
  const ingest = createFileIngester(sources, { site, servesMedia: false })
  const jobs: Job[] = []
  for (const file of sources[0]?.scan() ?? []) {
    if ('stamp' in file) jobs.push({ ...file, source: 0, hash: undefined })
  }
  const read = async (some: readonly Job[]): Promise<void> => {
    for (const job of some) await ingest(job)
  }
  await read(jobs.slice(0, 3))
  return { 'reading a Markdown file': await allocatedBy(jobs.length, () => read(jobs)) }
}

/** Refreshes of an archive without files, composing, and answers. */
async function countServing(folder: string): Promise<Counts> {
  writeSettings(folder)
  const archive = archiveOf(VARIANTS)
  const incoming = archiveIncoming(archive)
  const app = await createApp(readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: 'sqlite::memory:' }), {
    incoming,
    now: () => Date.UTC(2026, 1, 1),
  })
  const counts: Counts = {}
  counts['first refresh, per variant'] = await allocatedBy(VARIANTS, () => app.newsroom.refresh())
  const edit = async (from: number): Promise<void> => {
    for (let article = from; article < from + EDITS; article++) {
      incoming.change(article, archive.languages[0] as Language, 1)
      await app.newsroom.refresh()
    }
  }
  await edit(1)
  counts['refresh after one article'] = await allocatedBy(EDITS, () => edit(1 + EDITS))
  const { edition } = app.newsroom.current() as Published
  const paths = [...edition.feeds.values()]
    .flatMap(({ scope }) => FORMATS.map((format) => pathOf(keyOf(scope), format)))
    .slice(0, DOCUMENTS)
  const tags = new Map<string, string>()
  counts['composing a document'] = await allocatedBy(paths.length, async () => {
    for (const path of paths) tags.set(path, await answerOf(app.handler, path, {}))
  })
  const ask = async (count: number, isKnown: boolean): Promise<void> => {
    for (let time = 0; time < count; time++) {
      const path = paths[time % paths.length] as string
      await answerOf(app.handler, path, isKnown ? { 'if-none-match': tags.get(path) as string } : {})
    }
  }
  for (const [name, isKnown] of [
    ['200', false],
    ['304', true],
  ] as const) {
    await ask(paths.length, isKnown)
    counts[`answer ${name}`] = await allocatedBy(ANSWERS, () => ask(ANSWERS, isKnown))
  }
  await app.close()
  return counts
}

/** Answers a request without a connection. @returns the entity tag */
async function answerOf(handler: Handler, url: string, headers: Record<string, string>): Promise<string> {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url, httpVersion: '1.1', headers })
  request.rawHeaders.push('Host', 'feeds.herald.example')
  const response = new ServerResponse(request)
  const answered = Promise.withResolvers<string>()
  const end = (): void => {
    const { statusCode: status, _header: head } = response as ServerResponse & { readonly _header: string }
    if (status === 200 || status === 304) answered.resolve(/^ETag: (.*)\r$/m.exec(head)?.[1] as string)
    else answered.reject(new Error(`${url} answers ${status}`))
  }
  Object.assign(response, { end })
  handler(request, response)
  return answered.promise
}

/** A line for each count. `fails` if one has risen too far, or has no place in the baseline. */
function compare(counts: Counts, baseline: Counts): { readonly lines: readonly string[]; readonly fails: boolean } {
  const changes = Object.entries(counts).map(([name, bytes]) => ({
    name,
    bytes,
    change: bytes / (baseline[name] ?? 0) - 1,
  }))
  return {
    lines: changes.map(({ name, bytes, change }) => {
      const percent = `${change < 0 ? '' : '+'}${(100 * change).toFixed(1)} %`
      return `${name.padEnd(28)}${bytes.toLocaleString('en').padStart(12)} bytes ${percent.padStart(9)}${change > TOLERANCE ? '  TOO MUCH' : ''}`
    }),
    fails: changes.some(({ change }) => change > TOLERANCE),
  }
}

const { update } = parseArgs({ options: { update: { type: 'boolean', default: false } } }).values
const scratch = mkdtempSync(path.join(tmpdir(), 'polyfeed-counts-'))
try {
  const counts = {
    ...(await countReading(path.join(scratch, 'files'))),
    ...(await countServing(path.join(scratch, 'archive'))),
  }
  if (update) writeFileSync(BASELINE, `${JSON.stringify(counts, null, 2)}\n`)
  const { lines, fails } = compare(counts, JSON.parse(readFileSync(BASELINE, 'utf8')))
  process.stdout.write(`${lines.join('\n')}\n`)
  if (fails) {
    const advice = 'Find the cause, or accept the new counts: npm run bench:counts -- --update'
    process.stderr.write(`A count has risen by more than ${100 * TOLERANCE} %. ${advice}\n`)
    process.exitCode = 1
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
