import path from 'node:path'
import { type RunningServer, startServer } from './child.ts'
import { labelTags, writeDesk } from './desk.ts'
import { type Figure, figureOf } from './figures.ts'
import { fastest, pace } from './pace.ts'
import { listFor, type ServingParts, warmed } from './served.ts'

/** Milliseconds within which 99 of 100 are answered. */
const MOST_P99 = 20
const TOKEN = 'a-token-of-the-bench-0123'
/** Languages of one article. */
const LANGUAGES = 3
/** Seconds of load before and after a refresh: documents that are others are made when they are first asked for. */
const AROUND = 3

type Parts = ServingParts & {
  /** About as many are placed anew. */
  readonly variants: number
  /** Tags of which feeds are asked for; the newsroom has more of them. */
  readonly tags: number
}

/** All labels are others, so that everything is placed and made anew, while readers go on asking at half of the pace that is possible. */
export async function measureWhileRefreshing(parts: Parts): Promise<Figure[]> {
  const { scratch, program, variants, questions, say } = parts
  const folder = path.join(scratch, 'large')
  const articles = Math.ceil(variants / LANGUAGES)
  const tags = Math.max(parts.tags, Math.round(variants / 100))
  say(`  a newsroom of ${variants} variants, ${tags} tags …`)
  writeDesk(folder, { articles, tags, newest: Date.now() - 60_000 })
  labelTags(folder, tags, 0)
  const store = `sqlite:${path.join(scratch, 'large.db')}`
  const env = { ...parts.env, POLYFEED_DATA: folder, POLYFEED_STORE: store, POLYFEED_ADMIN_TOKEN: TOKEN }
  const started = (role: string) =>
    startServer({ args: [program], env: { ...env, POLYFEED_ROLE: role }, core: 'server' })
  // A first refresh, on all cores.
  await (await startServer({ args: [program], env }))[Symbol.asyncDispose]()

  const measure = async (how: string, serving: RunningServer, refreshing: RunningServer, edit: number) => {
    say(`  it is refreshed ${how} …`)
    const requests = listFor(await warmed(serving, questions), scratch, how, 'mixed')
    const most = await fastest(serving, requests)
    labelTags(folder, tags, edit)
    const refresh = { origin: refreshing.origin, token: TOKEN }
    const order = { origin: serving.origin, file: requests.file, rate: most / 2, seconds: AROUND, refresh }
    const { refresh: took, statuses, rate, lateP99, p50, p99, p999, most: longest } = await pace(order)
    const report = took?.report as { readonly articles?: number } | undefined
    if (report?.articles !== articles) throw new Error(`another refresh: ${JSON.stringify(report)}`)
    const answers = Object.values(statuses).reduce((sum, count) => sum + count, 0)
    const good = (statuses[200] ?? 0) + (statuses[304] ?? 0)
    say(
      `  ${Math.round(rate)} of ${Math.round(most / 2)} requests/s; ${JSON.stringify(statuses)}; load late by ${lateP99} ms`,
    )
    const title = `refresh of ${variants.toLocaleString('en')} variants ${how}`
    return [
      figureOf(`${title}: it takes`, [took?.seconds ?? Number.NaN], 's'),
      figureOf(`${title}: p50 at half rate`, [p50], 'ms'),
      figureOf(`${title}: p99 at half rate`, [p99], 'ms', { most: MOST_P99 }),
      figureOf(`${title}: p99.9 at half rate`, [p999], 'ms'),
      figureOf(`${title}: at most`, [longest], 'ms'),
      figureOf(`${title}: answers but 200 and 304`, [answers - good], '', { most: 0 }),
    ]
  }

  const figures: Figure[] = []
  {
    await using one = await started('all')
    figures.push(...(await measure('in the process that serves', one, one, 1)))
  }
  await using refreshing = await started('refresh')
  await using serving = await started('serve')
  return [...figures, ...(await measure('in a process of its own, on the same core', serving, refreshing, 2))]
}
