import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { articlesFor, tagFeeds, writeDesk } from './desk.ts'
import type { Exchanges } from './exchange.ts'
import { type Figure, median } from './figures.ts'
import { measureLatency } from './latency.ts'
import { measurePeers } from './peers/measure.ts'
import { questionsOf } from './questions.ts'
import { type ServingParts, startOurs } from './served.ts'
import { measureWhileRefreshing } from './while-refreshing.ts'
import { measureWorkers } from './workers.ts'

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** In three languages and three formats, 1,008 feeds. */
const TAGS = 112
/** Five servers in turns. */
const MOST_ROUNDS = 5

type Parts = Pick<ServingParts, 'scratch' | 'encodings' | 'rounds' | 'seconds' | 'say'> & {
  /** Of the newsroom that is refreshed under load. */
  readonly variants: number
}

/** The whole program against others with the same documents: 1,000 feeds in mixed encodings; then what its readers wait. */
export async function measureServing({ variants, ...given }: Parts): Promise<Figure[]> {
  const { scratch, encodings, say } = given
  const folder = path.join(scratch, 'desk')
  // An export has every month since the oldest article: there are to be few of them.
  writeDesk(folder, { articles: articlesFor(TAGS), tags: TAGS, newest: Date.now() - 60_000 })
  const store = `sqlite:${path.join(scratch, 'desk.db')}`
  const paths = tagFeeds(TAGS)
  const parts: ServingParts = {
    ...given,
    program: PROGRAM,
    env: { POLYFEED_DATA: folder, POLYFEED_STORE: store, PORT: '0', LOG_LEVEL: 'warn' },
    questions: questionsOf(paths, encodings),
    rounds: Math.min(given.rounds, MOST_ROUNDS),
  }
  const figures: Figure[] = []
  {
    const ours = await startOurs(parts)
    await using _ = ours.server
    say(`  ${paths.length} feeds: ${sizesOf(ours.exchanges, encodings)}`)
    figures.push(...(await measurePeers(parts, ours)))
    figures.push(...(await measureLatency(parts, ours)))
    figures.push(...(await measureWorkers(parts, ours)))
  }
  return [...figures, ...(await measureWhileRefreshing({ ...parts, variants, tags: TAGS }))]
}

/** The median of documents, in each encoding. */
function sizesOf(exchanges: Exchanges, encodings: readonly string[]): string {
  return encodings
    .map((encoding) => {
      const bodies = [...exchanges].filter(([key]) => key.startsWith(`${encoding} `)).map(([, { body }]) => body)
      return `${(median(bodies.map(({ byteLength }) => byteLength)) / 1000).toFixed(1)} kB ${encoding}`
    })
    .join(', ')
}
