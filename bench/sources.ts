import { createWriteStream, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { outputOf, type RunningServer, startServer } from './child.ts'
import { writeSite } from './desk.ts'
import { articleComposer, articleWriter, type DeskArticle } from './desk-hand.ts'
import type { FetchRound } from './fetch-round.ts'
import { type Figure, figureOf, median } from './figures.ts'
import { startHangingDatabase } from './hanging-database.ts'
import { tagsOf } from './newsroom.ts'
import { processorTime } from './processor.ts'
import { FLAGS, memoryOf, PROGRAM } from './start.ts'

type Parts = {
  readonly scratch: string
  /** In one language. */
  readonly articles: number
  readonly rounds: number
  readonly say: (text: string) => void
}

const ROUND = fileURLToPath(new URL('fetch-round.ts', import.meta.url))

/** A first refresh of many articles takes a minute. */
const FIRST_ROUNDS = 3
const LANGUAGE = 'en'
const FEED = `/${LANGUAGE}/rss.xml`
const ITEMS = 13
const BODY_BYTES = 1000
const TAGS = tagsOf({ tags: 30 })
const ARTICLE_INTERVAL_MS = 60_000

const SOURCES = 50
const HANGING = 5
const ARTICLES_PER_SOURCE = 20
const SCHEDULE = '* * * * * *'
/** From a change to the slot of the next fetch, so that all changes wait equally long. */
const BEFORE_SLOT_MS = 200

const TOKEN = 'a-token-of-the-bench-0123'
const EDITS_PER_ROUND = 10

export async function measureSources(parts: Parts): Promise<Figure[]> {
  const { scratch } = parts
  const size = parts.articles.toLocaleString('en')
  const [files, ndjson] = [path.join(scratch, 'as-files'), path.join(scratch, 'as-ndjson')]
  await writeArticles(files, ndjson, parts.articles)
  return [
    ...(await measureFirstFeed({ ...parts, files, ndjson, name: `${size} articles` })),
    ...(await measurePush(files, { ...parts, name: `a store of ${size} variants` })),
    ...(await measureMemory(ndjson, parts)),
    ...(await measureHanging(parts)),
  ]
}

/** The same articles, once as files and once as one file of lines. The newest is written last. */
async function writeArticles(files: string, ndjson: string, articles: number): Promise<void> {
  const keys = { languages: [LANGUAGE], tokens: [{ name: 'bench', file: 'token', scopes: ['write'] }] }
  writeSite(files, ITEMS, keys)
  writeFileSync(path.join(files, 'token'), TOKEN)
  writeSite(ndjson, ITEMS, { languages: [LANGUAGE], sources: [ndjsonSource('lines')] })
  const [compose, write] = [articleComposer(BODY_BYTES, [LANGUAGE]), articleWriter(files, BODY_BYTES, [LANGUAGE])]
  const lines = createWriteStream(path.join(ndjson, 'lines.ndjson'))
  for (let number = articles; number > 0; number--) {
    write(articleOf(number))
    if (!lines.write(`${JSON.stringify(compose(articleOf(number)))}\n`)) await new Promise(setImmediate)
  }
  lines.end()
  await finished(lines)
}

function articleOf(number: number): DeskArticle {
  const tags = [TAGS[number % TAGS.length], TAGS[(number * 7) % TAGS.length]] as string[]
  return { number, published: Date.UTC(2026, 0, 1) - number * ARTICLE_INTERVAL_MS, tags: [...new Set(tags)] }
}

function ndjsonSource(name: string): object {
  return { type: 'ndjson', name, path: `${name}.ndjson` }
}

function start(folder: string, store: string): Promise<RunningServer> {
  const env = { POLYFEED_DATA: folder, POLYFEED_STORE: `sqlite:${store}`, PORT: '0', LOG_LEVEL: 'error' }
  return startServer({ args: [...FLAGS, PROGRAM], env })
}

async function feedOf({ origin }: RunningServer): Promise<string> {
  const response = await fetch(origin + FEED)
  if (response.status !== 200) throw new Error(`${FEED} answered ${response.status}`)
  return response.text()
}

/** Milliseconds until the feed has a text. */
async function timeUntil(server: RunningServer, text: string, sinceMs: number): Promise<number> {
  while (!(await feedOf(server)).includes(text)) {
    if (performance.now() - sinceMs > 60_000) throw new Error(`${FEED} has no ${text} after a minute`)
    await pause(2)
  }
  return performance.now() - sinceMs
}

async function measureFirstFeed({
  scratch,
  rounds,
  say,
  name,
  ...folders
}: Parts & { readonly files: string; readonly ndjson: string; readonly name: string }): Promise<Figure[]> {
  const times: Record<'files' | 'ndjson', number[]> = { files: [], ndjson: [] }
  const peaks: typeof times = { files: [], ndjson: [] }
  const processor: typeof times = { files: [], ndjson: [] }
  for (let round = 0; round < Math.min(FIRST_ROUNDS, rounds); round++) {
    // Each goes first in turn: the disk is busy with what the other wrote.
    for (const kind of round % 2 === 0 ? (['ndjson', 'files'] as const) : (['files', 'ndjson'] as const)) {
      say(`  ${name} from ${kind} …`)
      const store = path.join(scratch, `${kind}.db`)
      for (const suffix of ['', '-wal', '-shm']) rmSync(store + suffix, { force: true })
      const before = performance.now()
      await using server = await start(folders[kind], store)
      const feed = await feedOf(server)
      times[kind].push(performance.now() - before)
      processor[kind].push(processorTime(server.pid))
      peaks[kind].push(memoryOf(server.pid).VmHWM)
      for (let number = 1; number <= ITEMS; number++) {
        if (!feed.includes(`/${idOf(number)}/`)) throw new Error(`the first feed lacks article ${number}`)
      }
    }
  }
  const ratios = (of: typeof times): number[] => of.ndjson.map((took, round) => took / (of.files[round] as number))
  return [
    figureOf(`${name}, files: start to first 200`, times.files, 'ms'),
    figureOf(`${name}, NDJSON: start to first 200`, times.ndjson, 'ms'),
    figureOf(`${name}: NDJSON / files`, ratios(times), 'times', { max: 1.2 }),
    figureOf(`${name}: NDJSON / files, processor`, ratios(processor), 'times'),
    figureOf(`${name}, files: peak memory`, peaks.files, 'MB'),
    figureOf(`${name}, NDJSON: peak memory`, peaks.ndjson, 'MB'),
  ]
}

function idOf(number: number): string {
  return articleComposer(0, [])(articleOf(number)).id
}

/** Replaces an article by the API, and requests its feed until it has the new title. */
async function measurePush(
  files: string,
  { scratch, rounds, say, name }: Parts & { readonly name: string },
): Promise<Figure[]> {
  say('  articles are pushed …')
  await using server = await start(files, path.join(scratch, 'files.db'))
  const times: number[] = []
  const compose = articleComposer(BODY_BYTES, [LANGUAGE])
  for (let edit = 0; edit < rounds * EDITS_PER_ROUND; edit++) {
    // Newer than all others, so that the feed shows it.
    const { id, ...article } = compose({ ...articleOf(-1 - edit), number: 1_000_000 + (edit % ITEMS) })
    const title = `Pushed ${edit}`
    const variants = { [LANGUAGE]: { ...(article.variants as Record<string, object>)[LANGUAGE], title } }
    const before = performance.now()
    const answer = await fetch(`${server.origin}/api/articles/${id}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', Prefer: 'wait' },
      body: JSON.stringify({ ...article, variants }),
    })
    if (answer.status !== 200 && answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
    times.push(await timeUntil(server, title, before))
  }
  return [figureOf(`${name}: PUT to the feed with the article`, times, 'ms', { max: 150 })]
}

/** Only the fetch: lines of about 1 kB, and ten times as many. */
async function measureMemory(folder: string, { scratch, say }: Parts): Promise<Figure[]> {
  say('  memory of a fetch …')
  const lines = path.join(folder, 'lines.ndjson')
  const peaks: number[] = []
  for (const copies of [1, 10]) {
    const store = path.join(scratch, `fetch-${copies}.db`)
    const args = [...FLAGS, ROUND, lines, store, String(copies)]
    const { peakMb, records, seconds } = JSON.parse(await outputOf({ args })) as FetchRound
    say(`  ${records} records in ${seconds.toFixed(1)} s, ${Math.round(statSync(store).size / 1e6)} MB`)
    peaks.push(peakMb)
    rmSync(store)
  }
  const [once = Number.NaN, tenTimes = Number.NaN] = peaks
  return [
    figureOf('fetch of NDJSON: peak memory', [once], 'MB'),
    figureOf('fetch of ten times as many lines: peak memory', [tenTimes], 'MB'),
    figureOf('ten times / once', [tenTimes / once], 'times', { max: 1.2 }),
  ]
}

/** Changes articles of two newsrooms in turns; the second also has sources that hang. */
async function measureHanging({ scratch, rounds, say }: Parts): Promise<Figure[]> {
  say(`  ${SOURCES} sources, of which ${HANGING} hang …`)
  await using database = await startHangingDatabase()
  const newsrooms = [0, HANGING].map((hanging) => {
    const folder = path.join(scratch, `hanging-${hanging}`)
    const sql = { type: 'sql', database: database.address, query: 'articles' }
    const sources = [
      ...Array.from({ length: SOURCES - HANGING }, (_, index) => ndjsonSource(`lines-${index}`)),
      ...Array.from({ length: hanging }, (_, index) => ({ ...sql, name: `hanging-${index}` })),
    ].map((source) => ({ ...source, schedule: SCHEDULE }))
    writeSite(folder, ITEMS, { languages: [LANGUAGE], sources })
    for (let source = 0; source < SOURCES - HANGING; source++) writeLines(folder, source, '')
    return { folder, store: path.join(scratch, `hanging-${hanging}.db`) }
  })
  const [alone, withHanging] = newsrooms as [(typeof newsrooms)[0], (typeof newsrooms)[0]]
  await using serverAlone = await start(alone.folder, alone.store)
  await using serverWithHanging = await start(withHanging.folder, withHanging.store)
  const delayOf = async (folder: string, server: RunningServer, edit: number): Promise<number> => {
    await pause(1000 - ((Date.now() + BEFORE_SLOT_MS) % 1000))
    writeLines(folder, edit % (SOURCES - HANGING), `Changed ${edit}`)
    return timeUntil(server, `Changed ${edit}`, performance.now())
  }
  const results: { readonly alone: number; readonly withHanging: number }[] = []
  for (let edit = 0; edit < rounds * EDITS_PER_ROUND; edit++) {
    results.push({
      alone: await delayOf(alone.folder, serverAlone, edit),
      withHanging: await delayOf(withHanging.folder, serverWithHanging, edit),
    })
  }
  if (database.connections() < HANGING) throw new Error('not all sources hang')
  const [aloneMs, hangingMs] = [results.map((one) => one.alone), results.map((one) => one.withHanging)]
  return [
    figureOf(`${SOURCES - HANGING} sources: change to feed`, aloneMs, 'ms'),
    figureOf(`the same and ${HANGING} that hang: change to feed`, hangingMs, 'ms'),
    figureOf(`with / without ${HANGING} that hang`, [median(hangingMs) / median(aloneMs)], 'times', { max: 1.05 }),
  ]
}

/** `title` is that of the newest article; the others do not change. */
function writeLines(folder: string, source: number, title: string): void {
  const compose = articleComposer(BODY_BYTES, [LANGUAGE])
  const lines = Array.from({ length: ARTICLES_PER_SOURCE }, (_, index) => {
    const article = compose(articleOf(1 + source * ARTICLES_PER_SOURCE + index))
    if (index > 0 || title === '') return JSON.stringify(article)
    const published = new Date().toISOString()
    return JSON.stringify({ ...article, published, variants: { [LANGUAGE]: { title, url: '/changed/' } } })
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'next'), lines.join('\n'))
  renameSync(path.join(folder, 'next'), path.join(folder, `lines-${source}.ndjson`))
}
