import path from 'node:path'
import { type RunningServer, startServer } from './child.ts'
import { labelTags, writeDesk } from './desk.ts'
import { type Figure, figureOf } from './figures.ts'
import { loadAtRate, measureMaxRate } from './pace.ts'
import { listFor, type ServingParts, warmUp } from './served.ts'

const MAX_P99_MS = 20
const MAX_MS = 200
const TOKEN = 'a-token-of-the-bench-0123'
const LANGUAGES = 3
/** Load before and after a refresh, because changed documents are composed at their first request. */
const MARGIN_SECONDS = 3

type Parts = ServingParts & {
  /** Approximate number of variants, all of which are placed again. */
  readonly variants: number
  /** Number of tags whose feeds are requested; the newsroom has more tags. */
  readonly tags: number
}

/** Changes all labels, so that a refresh places all articles again, while readers request half of the maximum rate. */
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
  const startServerAs = (role: string) =>
    startServer({ args: [program], env: { ...env, POLYFEED_ROLE: role }, core: 'server' })
  // The first refresh uses all cores.
  await (await startServer({ args: [program], env }))[Symbol.asyncDispose]()

  const measure = async (how: string, serving: RunningServer, refreshing: RunningServer, edit: number) => {
    say(`  refreshing ${how} …`)
    const requests = listFor(await warmUp(serving, questions), scratch, how, 'mixed')
    const maxRate = await measureMaxRate(serving, requests)
    labelTags(folder, tags, edit)
    const refresh = { origin: refreshing.origin, token: TOKEN }
    const order = { origin: serving.origin, file: requests.file, rate: maxRate / 2, seconds: MARGIN_SECONDS, refresh }
    const { refresh: refreshResult, statuses, rate, lateP99, p50, p99, p999, maxMs: longest } = await loadAtRate(order)
    const report = refreshResult?.report as { readonly articles?: number } | undefined
    if (report?.articles !== articles)
      throw new Error(`the refresh changed an unexpected number of articles: ${JSON.stringify(report)}`)
    const answerCount = Object.values(statuses).reduce((sum, count) => sum + count, 0)
    const expectedCount = (statuses[200] ?? 0) + (statuses[304] ?? 0)
    say(
      `  ${Math.round(rate)} of ${Math.round(maxRate / 2)} requests/s; ${JSON.stringify(statuses)}; p99 of the load's lateness ${lateP99} ms`,
    )
    const title = `refresh of ${variants.toLocaleString('en')} variants ${how}`
    return [
      figureOf(`${title}: duration`, [refreshResult?.seconds ?? Number.NaN], 's'),
      figureOf(`${title}: p50 at half rate`, [p50], 'ms'),
      figureOf(`${title}: p99 at half rate`, [p99], 'ms', { max: MAX_P99_MS }),
      figureOf(`${title}: p99.9 at half rate`, [p999], 'ms'),
      figureOf(`${title}: maximum`, [longest], 'ms', { max: MAX_MS }),
      figureOf(`${title}: answers other than 200 and 304`, [answerCount - expectedCount], '', { max: 0 }),
    ]
  }

  const figures: Figure[] = []
  {
    await using server = await startServerAs('all')
    figures.push(...(await measure('in the process that serves', server, server, 1)))
  }
  await using refreshing = await startServerAs('refresh')
  await using serving = await startServerAs('serve')
  return [...figures, ...(await measure('in a process of its own, on the same core', serving, refreshing, 2))]
}
