import type { Server } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import { pino } from 'pino'
import { createAlerting } from './alerting.ts'
import { fetchedSources } from './collecting.ts'
import type { Config, Settings } from './config/config.ts'
import { createCounting } from './counting.ts'
import { createResolver } from './documents/resolver.ts'
import type { SourceStatus } from './domain/fetches.ts'
import { createDocuments } from './editions/feed-bodies.ts'
import { createSourceStatus } from './fetching/source-status.ts'
import { createRequestIds, type Handler } from './http/request-log.ts'
import type { TokenGate } from './http/token-gate.ts'
import { currentCatalog } from './i18n/catalog.ts'
import { createIntakePool } from './ingest/pool.ts'
import { createLifetime } from './lifetime.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import type { Overrides } from './overrides.ts'
import { programFingerprint } from './program.ts'
import { createPushing, type Pushing } from './pushing.ts'
import type { ReaderStatistics } from './readers/statistics.ts'
import { createEditionLog, logRefresh } from './refresh/log-lines.ts'
import { createNewsroom, type Newsroom } from './refresh/newsroom.ts'
import { createRefreshing, requestsOf } from './refreshing.ts'
import { createHandler } from './server/handler.ts'
import { type Listening, listen } from './server/listen.ts'
import { apiCheckOf, clientsOf, createRefreshParts, keepsIntake } from './site-parts.ts'
import { openStore } from './store/open.ts'
import type { Store } from './store/port.ts'

export type App = {
  readonly handler: Handler
  readonly newsroom: Newsroom
  readonly store: Store
  readonly metrics: Metrics
  readonly readerStats: ReaderStatistics
  readonly pushing: Pick<Pushing, 'counts' | 'wake'>
  /**
   * Listens, follows the store and refreshes, as far as the role says. The first refresh ends before it returns; an
   * edition that the store already has is served meanwhile. `port` is the actual port.
   * @throws AppError
   */
  start(): Promise<{ readonly server: Server; readonly port: number }>
  /** Fetches a source in a running system once, or every one, for commands that end. */
  fetch(name?: string): Promise<void>
  /** The sources in running systems. */
  sources(): Promise<readonly SourceStatus[]>
  /** The same without listening, for a process whose workers listen. */
  work(): Promise<void>
  /** Reads the settings again; a process that refreshes also refreshes. */
  reload(): Promise<void>
  /** Stops listening, finishes responses in progress, aborts a refresh and releases everything. */
  close(): Promise<void>
}

/** Wires all parts by hand. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const { adminToken, role } = config
  const log = overrides.log ?? pino({ level: 'silent' })
  const now = overrides.now ?? Date.now
  const lifetime = createLifetime()
  let listening: Listening | undefined

  const settings = config.reread()
  /** The settings that the served edition was made with, and its clients by them. */
  let served = { settings, clients: clientsOf(settings.site, log, now) }

  const store = overrides.store ?? (await openStore(config.store, (event) => log.error(event)))
  await lifetime.add(() => store.close())

  const { watches = false } = overrides
  const refreshing = createRefreshing(config, {
    ...{ log, lifetime, watches, purger: overrides.purger, progress: overrides.progress?.progress },
  })
  const pool = overrides.intake ?? createIntakePool({}, () => keepsIntake(served.settings.site, watches))
  if (!overrides.intake) await lifetime.add(() => pool.close())
  // Released after the newsroom, whose last refresh may still purge.
  await lifetime.add(async () => {
    await Promise.all([listening?.close(), refreshing.closePurger()])
  })

  const catalog = currentCatalog(config.localeFolders)
  const editionLog = createEditionLog(log)
  const { progress } = overrides.progress ?? {}
  const program = overrides.program ?? programFingerprint()
  const newsroom = createNewsroom(
    createRefreshParts(config, pool, overrides.incoming, { store, catalog, program, now, progress }, (next) =>
      serveWith(next),
    ),
    (outcome, problems, skipped) => {
      overrides.progress?.end()
      metrics.recordRefresh(outcome)
      logRefresh(log, newsroom, outcome, problems, skipped)
      refreshing.afterRefresh(outcome)
      pushing.wake()
    },
    (edition) => {
      editionLog(edition)
      refreshing.afterRefresh(undefined)
    },
  )

  const documents = createDocuments(store, (cut) => log.info(cut, 'a document was cut to size'))
  const resolve = createResolver({ documents, store, hasQueryUrls: true, now })
  const pushing = createPushing(config, { newsroom, store, documents, log, now })
  await lifetime.add(pushing.close)
  const clients = () => served.clients
  const { responseCounts, readerStats, history } = createCounting({ clients, store, pushing, log, now })
  const gate: Pick<TokenGate, 'counts'> = {
    get counts() {
      return served.clients.gate.counts
    },
  }
  const sources = createSourceStatus(store, () => fetchedSources(served.settings.site), now)
  const metrics = createMetrics({ sources, push: pushing, gate, responseCounts, readerStats, documents, newsroom, now })

  const site = () => served.settings.site
  const alerting = createAlerting(config, {
    ...{ ...overrides, site, newsroom, store, sources, push: pushing.status, catalog, log, now },
  })
  await lifetime.add(alerting.close)

  const initialCatalog = catalog()
  const handlerParts = {
    sources: sources.read,
    readPush: pushing.status.read,
    history,
    ...{ adminToken, newsroom, role, documents, resolve, store, log, now, responseCounts, readerStats },
    ...requestsOf(role, { newsroom, store, now }, refreshing),
    ...{ topics: pushing.topics, onHubRequest: pushing.wake },
    catalog: () => newsroom.current()?.context.catalog ?? initialCatalog,
    scrape: overrides.scrape?.(metrics) ?? metrics.scrape,
    requestIds: createRequestIds(`${now().toString(36)}-${process.pid.toString(36)}`),
  }
  const handlerFor = ({ settings, clients }: typeof served): Handler =>
    createHandler({
      ...{ ...handlerParts, site: settings.site, media: settings.media, gate: clients.gate },
      check: apiCheckOf(settings, config.data, pool),
    })
  let currentHandler = handlerFor(served)
  const handler: Handler = (request, response) => currentHandler(request, response)

  /** Replaces everything that was made with other settings. Requests in progress end as they began. */
  const serveWith = (next: Settings): void => {
    const { settings: last, clients } = served
    if (next.site === last.site && next.media === last.media) return
    log.info('the settings of site.yaml have changed')
    const networks = ({ site: { proxies, readers } }: Settings) => ({ proxies, readers })
    const isSameNetworks = isDeepStrictEqual(networks(next), networks(last))
    served = { settings: next, clients: isSameNetworks ? clients : clientsOf(next.site, log, now) }
    currentHandler = handlerFor(served)
    refreshing.restart(next.site)
    pushing.restart(next.site)
  }

  const followStore = async (): Promise<void> => {
    const onChange = async (): Promise<void> => {
      await newsroom.follow()
      pushing.wake()
      await refreshing.checkRequests()
    }
    // At the end the store is closed while a change is followed.
    const ignoreFailure = (err: unknown) => lifetime.closing() || log.warn({ err }, 'the store does not answer')
    await lifetime.add(await store.follow(() => void onChange().catch(ignoreFailure)))
  }

  const work = async (): Promise<void> => {
    await followStore()
    if (lifetime.closing()) return
    await lifetime.add(history.start())
    if (role === 'serve') return
    pushing.start(served.settings.site)
    await refreshing.start({ site: site(), newsroom, store, metrics, now, checkConditions: alerting.checkConditions })
  }

  return {
    ...{ handler, newsroom, store, metrics, readerStats, pushing },
    reload: () => (role === 'serve' ? newsroom.follow() : newsroom.refresh().then(() => undefined)),
    fetch: (name) => refreshing.fetch({ site: site(), newsroom, store, metrics, now }, name),
    sources: sources.read,
    work: () => lifetime.run(() => newsroom.follow().then(work)),
    start: () =>
      lifetime.run(async () => {
        await newsroom.follow()
        const onRefused = (status: number): void => responseCounts.count('other', status, 'none', 0)
        listening = await listen(handler, { ...config, now, onRefused })
        if (lifetime.closing()) await listening.close()
        else await work()
        return listening
      }),
    close: () =>
      lifetime.close(async () => {
        // Connections are refused at once; responses in progress finish while the refresh is aborted.
        void listening?.close()
        await newsroom.stop()
        overrides.progress?.end()
      }),
  }
}
