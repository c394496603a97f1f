import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { archiveOf, tagsFor, writeSettings } from './archive.ts'
import { outputOf } from './child.ts'
import { type Figure, figureOf, median, type Target } from './figures.ts'
import type { BenchStore } from './options.ts'
import { startPostgres } from './postgres.ts'
import type { ScaleRound } from './scale-round.ts'
import { measureStart } from './start.ts'

const ROUND = fileURLToPath(new URL('scale-round.ts', import.meta.url))

/** Refreshes of one article per size. */
const REFRESHES = 30
/** Milliseconds of processor time for one article, at any size. */
const MAX_CPU_MS = 50
/** Seconds of a first refresh of a million variants, and milliseconds for one article: a database server adds round trips. */
const MAX_SQLITE: Limits = { fill: { max: 120 }, wall: undefined }
const MAX_POSTGRES: Limits = { fill: { max: 240 }, wall: { max: 30 } }
type Limits = { readonly fill: Target; readonly wall: Target | undefined }

type Parts = {
  readonly scratch: string
  /** Numbers of variants, ascending. */
  readonly sizes: readonly number[]
  /** Number of different feeds to request from the largest newsroom. */
  readonly feeds: number
  readonly stores: ReadonlySet<BenchStore>
  readonly say: (text: string) => void
}

type SizedRound = ScaleRound & { readonly variants: number }

/** Measures one changed article in newsrooms of several sizes, then a start on the largest in SQLite. */
export async function measureScale(parts: Parts): Promise<Figure[]> {
  const { scratch, sizes, feeds, stores, say } = parts
  const folder = path.join(scratch, 'scale')
  writeSettings(folder)
  const figures: Figure[] = []
  let inSqlite: SizedRound[] = []
  if (stores.has('sqlite')) {
    const files = new Map(sizes.map((variants) => [variants, `sqlite:${databaseOf(scratch, variants)}`]))
    inSqlite = await fillAll(parts, folder, files)
    const largest = sizes.at(-1) as number
    const store = files.get(largest) as string
    figures.push(...figuresOf('SQLite', inSqlite, MAX_SQLITE))
    figures.push(...(await measureStart({ folder, store, archive: archiveOf(largest), feeds })))
    // The databases are gigabytes large.
    for (const variants of sizes) rmSync(databaseOf(scratch, variants), { force: true })
  }
  if (!stores.has('postgres')) return figures
  say('The same in PostgreSQL …')
  await using postgres = await startPostgres(path.join(scratch, 'postgres'))
  const schemas = new Map<number, string>()
  for (const variants of sizes) schemas.set(variants, await postgres.schema(`size_${variants}`))
  const inPostgres = await fillAll(parts, folder, schemas)
  const ratios = inPostgres.flatMap((round, index) => {
    const sqlite = inSqlite[index]
    const name = `first refresh of ${round.variants.toLocaleString('en')} variants, PostgreSQL / SQLite`
    return sqlite ? figureOf(name, [secondsOf(round) / secondsOf(sqlite)], 'times', { max: 1.5 }) : []
  })
  return [...figures, ...figuresOf('PostgreSQL', inPostgres, MAX_POSTGRES), ...ratios]
}

function secondsOf({ fill }: ScaleRound): number {
  return Object.values(fill).reduce((sum, took) => sum + took, 0) / 1000
}

function databaseOf(scratch: string, variants: number): string {
  return path.join(scratch, `scale-${variants}.db`)
}

async function fillAll({ say }: Parts, folder: string, stores: ReadonlyMap<number, string>): Promise<SizedRound[]> {
  const rounds: SizedRound[] = []
  for (const [variants, store] of stores) {
    say(`${variants.toLocaleString('en')} variants, ${tagsFor(variants).toLocaleString('en')} tags …`)
    const args = [ROUND, folder, store, String(variants), String(REFRESHES)]
    const round = JSON.parse(await outputOf({ args, core: 'server' })) as ScaleRound
    const steps = Object.entries(round.fill).map(([step, took]) => `${step} ${(took / 1000).toFixed(1)} s`)
    say(`  first refresh: ${steps.join(', ')}`)
    rounds.push({ ...round, variants })
  }
  return rounds
}

function figuresOf(store: string, rounds: readonly SizedRound[], limits: Limits): Figure[] {
  const first = rounds[0]
  const last = rounds.at(-1)
  if (!first || !last) return []
  const sizeFigures = rounds.flatMap((round) => {
    const { variants, one, peak } = round
    const name = `${store}, ${variants.toLocaleString('en')} variants`
    return [
      figureOf(`${name}: first refresh`, [secondsOf(round)], 's', variants === 1_000_000 ? limits.fill : undefined),
      figureOf(`${name}: peak memory`, [peak], 'MB'),
      figureOf(
        `${name}: refresh after one article`,
        one.map(({ wall }) => wall),
        'ms',
        limits.wall,
      ),
      figureOf(
        `${name}: the same, processor`,
        one.map(({ cpu }) => cpu),
        'ms',
        { max: MAX_CPU_MS },
      ),
    ]
  })
  const growth = (of: 'wall' | 'cpu'): number =>
    median(last.one.map((took) => took[of])) / median(first.one.map((took) => took[of]))
  const name = `${store}: one article, ${last.variants.toLocaleString('en')} / ${first.variants.toLocaleString('en')}`
  return rounds.length < 2
    ? sizeFigures
    : [
        ...sizeFigures,
        figureOf(name, [growth('wall')], 'times', { max: 1.5 }),
        figureOf(`${name}, processor`, [growth('cpu')], 'times', { max: 1.5 }),
      ]
}
