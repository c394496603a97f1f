import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { archiveOf, tagsFor, writeSettings } from './archive.ts'
import { outputOf } from './child.ts'
import { type Figure, figureOf, median } from './figures.ts'
import { startPostgres } from './postgres.ts'
import type { ScaleRound } from './scale-round.ts'
import { measureStart } from './start.ts'

const ROUND = fileURLToPath(new URL('scale-round.ts', import.meta.url))

/** Refreshes of one article at each size. */
const TIMES = 30
/** Milliseconds of the processor's for one article, however many there are. */
const MOST_CPU = 50
/** Variants above which PostgreSQL takes too long to fill. */
const MOST_IN_POSTGRES = 100_000

type Parts = {
  readonly scratch: string
  /** Variants, the least first. */
  readonly sizes: readonly number[]
  /** Different feeds to ask the largest for. */
  readonly feeds: number
  readonly postgres: boolean
  readonly say: (text: string) => void
}

type Sized = ScaleRound & { readonly variants: number }

/** What one changed article costs in newsrooms of several sizes, then a start on the largest of them. */
export async function measureScale(parts: Parts): Promise<Figure[]> {
  const { scratch, sizes, feeds, say } = parts
  const folder = path.join(scratch, 'scale')
  writeSettings(folder)
  const stores = new Map(sizes.map((variants) => [variants, `sqlite:${databaseOf(scratch, variants)}`]))
  const figures = figuresOf('SQLite', await fillAll(parts, folder, stores))
  const largest = sizes.at(-1) as number
  const started = await measureStart({
    folder,
    store: stores.get(largest) as string,
    archive: archiveOf(largest),
    feeds,
  })
  // They are gigabytes.
  for (const variants of sizes) rmSync(databaseOf(scratch, variants), { force: true })
  if (!parts.postgres) return [...figures, ...started]
  say('The same in PostgreSQL …')
  await using postgres = await startPostgres(path.join(scratch, 'postgres'))
  const schemas = new Map<number, string>()
  for (const variants of sizes) {
    if (variants <= MOST_IN_POSTGRES) schemas.set(variants, await postgres.schema(`size_${variants}`))
  }
  return [...figures, ...started, ...figuresOf('PostgreSQL', await fillAll(parts, folder, schemas))]
}

function databaseOf(scratch: string, variants: number): string {
  return path.join(scratch, `scale-${variants}.db`)
}

async function fillAll({ say }: Parts, folder: string, stores: ReadonlyMap<number, string>): Promise<Sized[]> {
  const done: Sized[] = []
  for (const [variants, store] of stores) {
    say(`${variants.toLocaleString('en')} variants, ${tagsFor(variants).toLocaleString('en')} tags …`)
    const args = [ROUND, folder, store, String(variants), String(TIMES)]
    const round = JSON.parse(await outputOf({ args, core: 'server' })) as ScaleRound
    const steps = Object.entries(round.fill).map(([step, took]) => `${step} ${(took / 1000).toFixed(1)} s`)
    say(`  filled: ${steps.join(', ')}`)
    done.push({ ...round, variants })
  }
  return done
}

function figuresOf(store: string, rounds: readonly Sized[]): Figure[] {
  const first = rounds[0]
  const last = rounds.at(-1)
  if (!first || !last) return []
  const each = rounds.flatMap(({ variants, fill, one, peak }) => {
    const name = `${store}, ${variants.toLocaleString('en')} variants`
    const seconds = Object.values(fill).reduce((sum, took) => sum + took, 0) / 1000
    return [
      figureOf(`${name}: first refresh`, [seconds], 's'),
      figureOf(`${name}: peak memory`, [peak], 'MB'),
      figureOf(
        `${name}: refresh after one article`,
        one.map(({ wall }) => wall),
        'ms',
      ),
      figureOf(
        `${name}: the same, processor`,
        one.map(({ cpu }) => cpu),
        'ms',
        { most: MOST_CPU },
      ),
    ]
  })
  const growth = (of: 'wall' | 'cpu'): number =>
    median(last.one.map((took) => took[of])) / median(first.one.map((took) => took[of]))
  const name = `${store}: one article, ${last.variants.toLocaleString('en')} / ${first.variants.toLocaleString('en')}`
  return rounds.length < 2
    ? each
    : [
        ...each,
        figureOf(name, [growth('wall')], 'times', { most: 1.5 }),
        figureOf(`${name}, processor`, [growth('cpu')], 'times', { most: 1.5 }),
      ]
}
