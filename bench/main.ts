import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { PINNED, stopChildren } from './child.ts'
import { measureCompose } from './compose.ts'
import { measureExport } from './export.ts'
import { type Figure, isMet, tableOf } from './figures.ts'
import { measureHugo } from './hugo.ts'
import { figuresOfDay } from './internet.ts'
import { LOADER } from './load.ts'
import { measureMemory } from './memory.ts'
import { type Corpus, generateNewsroom, type NewsroomSize } from './newsroom.ts'
import { type Options, readOptions, type Section, USAGE } from './options.ts'
import { measurePolling } from './polling.ts'
import { WRITTEN_LANGUAGES } from './prose.ts'
import { measurePush } from './push.ts'
import { measureRefresh } from './refresh.ts'
import { measureScale } from './scale.ts'
import { measureServing } from './serving.ts'
import { measureSources } from './sources.ts'

/** Bodies of HTML are ten times as long as those of Markdown. */
const HTML_PART = 10

const options = parseOptions()

function parseOptions(): Options {
  try {
    return readOptions()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`)
    process.exit(1)
  }
}

function machine(): Record<string, string | number | boolean> {
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' })
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    node: process.version,
    commit: commit.status === 0 ? commit.stdout.trim() : 'unknown',
    load: LOADER,
    pinned: PINNED,
  }
}

function log(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function measure(scratch: string): Promise<Figure[]> {
  const { only, articles, languages, tags, rounds, seconds, sizes, feeds, stores, encodings } = options
  const { variants, corpora, subscribers } = options
  const size = { articles, languages, tags }
  const folder = path.join(scratch, 'newsroom')
  const html = path.join(scratch, 'html')
  const htmlSize = { ...size, articles: Math.ceil(articles / HTML_PART) }
  const small = path.join(scratch, 'small')
  const generate = (folder: string, size: NewsroomSize, corpus: Corpus): void => {
    log(`A newsroom of ${size.articles} articles × ${languages} languages, ${tags} tags, ${corpus} …`)
    generateNewsroom(folder, size, corpus)
  }
  const needsMarkdown = (['memory', 'hugo', 'export'] as const).some((name) => only.has(name))
  if ((only.has('refresh') && corpora.has('markdown')) || needsMarkdown) generate(folder, size, 'markdown')
  if (only.has('refresh') && corpora.has('html')) generate(html, htmlSize, 'html')
  const figures: Figure[] = []
  const section = async (name: Section, title: string, run: () => Promise<readonly Figure[]>): Promise<void> => {
    if (!only.has(name)) return
    log(title)
    figures.push(...(await run()))
  }
  await section('refresh', 'Refreshes …', async () => [
    ...(corpora.has('markdown') ? await measureRefresh({ folder, scratch, size, corpus: 'markdown', rounds }) : []),
    ...(corpora.has('html')
      ? await measureRefresh({ folder: html, scratch, size: htmlSize, corpus: 'html', rounds })
      : []),
  ])
  await section('memory', 'Memory of a start and of a crawl …', () => measureMemory({ folder, scratch, rounds }))
  await section('serving', `Requests with ${LOADER} …`, () =>
    measureServing({ scratch, encodings, variants, rounds, seconds, say: log }),
  )
  await section('polling', 'A day of polling …', () => measurePolling(scratch))
  await section('compose', 'Documents compared with `feed` …', () => {
    // A feed shows 50 articles.
    generateNewsroom(small, { articles: 50, languages: 3, tags: 30 })
    return measureCompose(small, rounds)
  })
  await section('hugo', 'Feeds as files compared with Hugo …', () =>
    measureHugo({ folder, languages: WRITTEN_LANGUAGES.slice(0, languages), scratch, rounds, say: log }),
  )
  await section('export', 'An export …', () => measureExport({ folder, scratch, rounds }))
  await section('scale', 'Newsrooms of different sizes …', () =>
    measureScale({ scratch, sizes, feeds, stores, say: log }),
  )
  await section('sources', 'Articles of running systems …', () =>
    measureSources({ scratch, articles: variants, rounds, say: log }),
  )
  await section('push', `Deliveries to ${subscribers} subscribers …`, () =>
    measurePush({ scratch, subscribers, rounds, say: log }),
  )
  await section('internet', 'A day of internet scale, simulated …', async () => figuresOfDay())
  return figures
}

function conclude(figures: readonly Figure[]): string {
  const missed = figures.filter((figure) => !isMet(figure))
  const facts = Object.entries(machine()).map(([name, value]) => `${name} ${value}`)
  const verdict =
    missed.length === 0
      ? 'Every target is met.'
      : `${missed.length} missed: ${missed.map(({ figure }) => figure).join('; ')}.`
  return `\n${tableOf(figures)}\n\n${facts.join(', ')}\n${verdict}\n`
}

if (options.help) {
  process.stdout.write(USAGE)
} else {
  const scratch = mkdtempSync(path.join(tmpdir(), 'polyfeed-bench-'))
  const cleanUp = (): void => {
    stopChildren()
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  process.once('exit', cleanUp)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
  const figures = await measure(scratch)
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...machine(), figures: figures.map((figure) => ({ ...figure, met: figure.target === undefined ? null : isMet(figure) })) }, null, 2)}\n`
      : conclude(figures),
  )
}
