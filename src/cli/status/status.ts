import { type Condition, conditionsIn, type State, sentenceOf } from '../../admin/conditions.ts'
import { readiness } from '../../admin/status.ts'
import { createApp } from '../../app.ts'
import { type Config, readConfig } from '../../config/config.ts'
import { AppError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { currentCatalog } from '../../i18n/catalog.ts'
import { trustedAddresses } from '../../outbound/addresses.ts'
import { createOutbound } from '../../outbound/client.ts'
import { headIn } from '../../store/open.ts'

/** The answer of `/readyz` to an operator, and the text of `/metrics`, if it may be read. */
type ServerState = Pick<State, 'ready' | 'occurrences'> & { readonly metrics: string }

/** Prints the state of a server at an address, or of the store. Exit codes: 0 fine, 2 something is wrong. @throws AppError */
export async function status(address: string | undefined, isJson: boolean): Promise<number> {
  const config = readConfig()
  const { ready, metrics, occurrences } = await (address === undefined
    ? stateFromStore(config)
    : stateFromServer(address, config))
  const conditions = conditionsIn({ ready, interval: config.site.interval, occurrences })
  const texts = { site: config.site, catalog: currentCatalog(config.localeFolders)(), language: 'en' as Language }
  const wrong = [...new Set(conditions.map((condition) => sentenceOf(texts, condition)))]
  const figures = {
    subscriptions: sumOf(metrics, 'hub_subscriptions'),
    notModifiedRatio: sumOf(metrics, 'not_modified_ratio'),
  }
  process.stdout.write(
    isJson
      ? `${JSON.stringify({ ...ready, ...figures, wrong }, null, 2)}\n`
      : `${linesOf(ready, figures, wrong).join('\n')}\n`,
  )
  return wrong.length > 0 ? 2 : 0
}

async function stateFromStore(config: Config): Promise<ServerState> {
  if (!(await headIn(config.store))) throw new AppError('not_ready', 'The store has no edition yet: start the server')
  const app = await createApp({ ...config, role: 'serve' })
  try {
    await app.newsroom.follow()
    const isOther = 'The edition is of another program or other settings: run this with the environment of the server'
    if (app.newsroom.outdated()) throw new AppError('not_ready', isOther)
    const [last] = await app.store.refreshes(1)
    const { text } = await app.metrics.scrape()
    const ready = readiness({ newsroom: app.newsroom, now: Date.now }, true, await app.sources(), last)
    const occurrences = await app.store.conditions<Condition>()
    return { ready, metrics: text.replaceAll(/^polyfeed_not_modified_ratio.*$/gm, ''), occurrences }
  } finally {
    await app.close()
  }
}

async function stateFromServer(address: string, { site, proxy, adminToken }: Config): Promise<ServerState> {
  const allow = [...site.outbound.allow, ...trustedAddresses(address)]
  const outbound = createOutbound({ allow, feedUrl: site.feedUrl, proxy })
  const headers = { accept: 'application/json', ...(adminToken && { authorization: `Bearer ${adminToken}` }) }
  const ask = (path: string) =>
    outbound.request(address.replace(/\/+$/, '') + path, { headers, redirects: 0 }).catch(({ message }: Error) => {
      throw new AppError('not_ready', message)
    })
  try {
    const [ready, metrics] = [await ask('/readyz'), await ask('/metrics')]
    const text = Buffer.from(ready.body).toString()
    if (!text.startsWith('{"status"')) throw new AppError('not_ready', `${address}/readyz answered ${ready.status}`)
    return { ready: JSON.parse(text), metrics: metrics.status === 200 ? Buffer.from(metrics.body).toString() : '' }
  } finally {
    await outbound.close()
  }
}

/** The sum of a metric's samples; `null` without one. */
function sumOf(metrics: string, name: string): number | null {
  const samples = [...metrics.matchAll(new RegExp(`^polyfeed_${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))]
  return samples.length > 0 ? samples.reduce((sum, [, value]) => sum + Number(value), 0) : null
}

function linesOf(ready: ServerState['ready'], figures: object, wrong: readonly string[]): string[] {
  const { revision, instant, feeds } =
    'edition' in ready && ready.edition ? ready.edition : { revision: 0, instant: '-', feeds: 0 }
  const known = Object.entries(figures).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  return [
    `edition ${revision} of ${instant}, ${feeds} feeds`,
    ...known,
    ...wrong.map((text) => `wrong: ${text}`),
    wrong.length > 0 ? '' : 'fine',
  ].filter(Boolean)
}
