import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { articleCountFor, tagFeeds, writeDesk } from './desk.ts'
import type { Exchanges } from './exchange.ts'
import { type Figure, median } from './figures.ts'
import { measureLatency } from './latency.ts'
import { measurePeers } from './peers/measure.ts'
import { questionsOf } from './questions.ts'
import { type ServingParts, startProgram } from './served.ts'
import { measureWhileRefreshing } from './while-refreshing.ts'
import { measureWorkers } from './workers.ts'

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** 1,008 feeds in three languages and three formats. */
const TAGS = 112
/** Five servers take turns in each round. */
const ROUNDS_MAX = 5

type Parts = Pick<ServingParts, 'scratch' | 'encodings' | 'rounds' | 'seconds' | 'say'> & {
  /** Size of the newsroom that is refreshed under load. */
  readonly variants: number
}

/** Compares the program with other servers on 1,000 feeds in mixed encodings, then measures latency. */
export async function measureServing({ variants, ...options }: Parts): Promise<Figure[]> {
  const { scratch, encodings, say } = options
  const folder = path.join(scratch, 'desk')
  // Recent articles keep the export small: it has every month since the oldest article.
  writeDesk(folder, { articles: articleCountFor(TAGS), tags: TAGS, newest: Date.now() - 60_000 })
  const store = `sqlite:${path.join(scratch, 'desk.db')}`
  const paths = tagFeeds(TAGS)
  const parts: ServingParts = {
    ...options,
    program: PROGRAM,
    env: { POLYFEED_DATA: folder, POLYFEED_STORE: store, PORT: '0', LOG_LEVEL: 'warn' },
    questions: questionsOf(paths, encodings),
    rounds: Math.min(options.rounds, ROUNDS_MAX),
  }
  const figures: Figure[] = []
  {
    const ours = await startProgram(parts)
    await using _ = ours.server
    say(`  ${paths.length} feeds: ${sizesOf(ours.exchanges, encodings)}`)
    figures.push(...(await measurePeers(parts, ours)))
    figures.push(...(await measureLatency(parts, ours)))
    figures.push(...(await measureWorkers(parts, ours)))
  }
  return [...figures, ...(await measureWhileRefreshing({ ...parts, variants, tags: TAGS }))]
}

/** Median size of the documents per encoding. */
function sizesOf(exchanges: Exchanges, encodings: readonly string[]): string {
  return encodings
    .map((encoding) => {
      const bodies = [...exchanges].filter(([key]) => key.startsWith(`${encoding} `)).map(([, { body }]) => body)
      return `${(median(bodies.map(({ byteLength }) => byteLength)) / 1000).toFixed(1)} kB ${encoding}`
    })
    .join(', ')
}
