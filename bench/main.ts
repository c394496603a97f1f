import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { PINNED, stopChildren } from './child.ts'
import { type Figure, isMet, tableOf } from './figures.ts'
import { LOADER } from './load.ts'
import { generateNewsroom } from './newsroom.ts'
import { WRITTEN_LANGUAGES } from './prose.ts'
import { measureRefresh } from './refresh.ts'
import { measureServing } from './serving.ts'

const USAGE = `Usage: npm run bench -- [--articles 2000] [--languages 3] [--tags 30] [--rounds 7] [--seconds 3] [--json]\n`

const OPTIONS = {
  articles: { type: 'string', default: '2000' },
  languages: { type: 'string', default: '3' },
  tags: { type: 'string', default: '30' },
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '3' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const given = argumentsGiven()

function argumentsGiven() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    return refuse((error as Error).message)
  }
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n${USAGE}`)
  process.exit(1)
}

const MOST = { articles: 100_000, languages: WRITTEN_LANGUAGES.length, tags: 1000, rounds: 100, seconds: 600 }

function number(name: keyof typeof MOST): number {
  const value = Number(given[name])
  if (Number.isInteger(value) && value >= 1 && value <= MOST[name]) return value
  return refuse(`--${name} is a whole number from 1 to ${MOST[name]}`)
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

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function measure(scratch: string): Promise<Figure[]> {
  const size = { articles: number('articles'), languages: number('languages'), tags: number('tags') }
  const rounds = number('rounds')
  const seconds = number('seconds')
  const folder = path.join(scratch, 'newsroom')
  say(`A newsroom of ${size.articles} articles × ${size.languages} languages, ${size.tags} tags …`)
  generateNewsroom(folder, size)
  say('Refreshes …')
  const refreshes = await measureRefresh({ folder, scratch, size, rounds })
  say(`Requests, by ${LOADER} …`)
  return [...refreshes, ...(await measureServing({ folder, store: path.join(scratch, 'serving.db'), rounds, seconds }))]
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

if (given.help) {
  process.stdout.write(USAGE)
} else {
  const scratch = mkdtempSync(path.join(tmpdir(), 'polyfeed-bench-'))
  const tidy = (): void => {
    stopChildren()
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  process.once('exit', tidy)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
  const figures = await measure(scratch)
  process.stdout.write(
    given.json
      ? `${JSON.stringify({ ...machine(), figures: figures.map((figure) => ({ ...figure, met: figure.target === undefined ? null : isMet(figure) })) }, null, 2)}\n`
      : conclude(figures),
  )
}
