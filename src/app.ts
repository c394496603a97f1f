import type { IncomingMessage, Server } from 'node:http'
import { type Logger, pino } from 'pino'
import type { Config } from './config/config.ts'
import type { Site } from './domain/site.ts'
import { createDocuments } from './editions/feed-bodies.ts'
import { createClientNetwork, createNetworkMatcher } from './http/client-network.ts'
import { createRequestIds } from './http/request-ids.ts'
import { createResponseCounts } from './http/response-counts.ts'
import { createTokenGate } from './http/token-gate.ts'
import { currentCatalog } from './i18n/catalog.ts'
import { createIngest, type Ingest } from './ingest/ingest.ts'
import { createIntakePool, type IntakePool } from './ingest/pool.ts'
import { createRemoteReader } from './ingest/remote-reader.ts'
import type { IntakeContext } from './intake/intake.ts'
import { createLifetime } from './lifetime.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { programFingerprint } from './program.ts'
import { openPurger } from './purge/open.ts'
import type { Purger } from './purge/port.ts'
import { createReaderStatistics, type ReaderStatistics } from './readers/statistics.ts'
import { createEditionLog, logRefresh } from './refresh/log-lines.ts'
import { createNewsroom, type Newsroom } from './refresh/newsroom.ts'
import { type Refresher, requestRefresh, startRefresher } from './scheduling/refresher.ts'
import { createHandler, type Handler } from './server/handler.ts'
import { type Listening, listen } from './server/listen.ts'
import { sourcesOf } from './sources/sources.ts'
import { openStore } from './store/open.ts'
import type { Store } from './store/port.ts'

/** Replaces parts of the program, in tests and commands. */
export type Overrides = {
  readonly store?: Store
  readonly incoming?: Ingest
  /** Ingest processes that several programs share. The program does not close them. */
  readonly intake?: IntakePool
  /** A hash over the program's code. */
  readonly program?: string
  /** Reports the progress of a long refresh. */
  readonly progress?:
    | {
        progress(step: 'files' | 'articles' | 'feeds', done: number, total: number): void
        /** The refresh succeeded or failed. */
        end(): void
      }
    | undefined
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly log?: Logger
  readonly purger?: Purger
  /** Answers a scrape, if one process answers for several. */
  readonly scrape?: ((own: Metrics) => Metrics['scrape']) | undefined
}

export type App = {
  readonly handler: Handler
  readonly newsroom: Newsroom
  readonly store: Store
  readonly metrics: Metrics
  readonly readerStats: ReaderStatistics
  /**
   * Listens, follows the store and refreshes, as far as the role says. The first refresh ends before it returns; an
   * edition that the store already has is served meanwhile. `port` is the actual port.
   * @throws AppError
   */
  start(): Promise<{ readonly server: Server; readonly port: number }>
  /** The same without listening, for a process whose workers listen. */
  work(): Promise<void>
  /** Stops listening, finishes responses in progress, aborts a refresh and releases everything. */
  close(): Promise<void>
}

/** Wires all parts by hand. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const { site, media, adminToken, role } = config
  const log = overrides.log ?? pino({ level: 'silent' })
  const now = overrides.now ?? Date.now
  const monotonic = () => performance.now()
  const lifetime = createLifetime()
  let listening: Listening | undefined
  let purger = overrides.purger
  let refresher: Refresher | undefined

  const store = overrides.store ?? (await openStore(config.store, (event) => log.error(event)))
  await lifetime.add(() => store.close())

  const intakeContext: IntakeContext = { site, servesMedia: media !== null }
  const pool = overrides.intake ?? createIntakePool()
  if (!overrides.intake) await lifetime.add(() => pool.close())
  const incoming = overrides.incoming ?? incomingOf(config, intakeContext, pool, overrides.progress?.progress)
  // Released after the newsroom, whose last refresh may still purge.
  await lifetime.add(async () => {
    await Promise.all([listening?.close(), purger?.close()])
  })

  const catalog = currentCatalog(config.localeFolders)
  const editionLog = createEditionLog(log)
  const newsroom = createNewsroom(
    {
      ...{ site, store, incoming, intakeContext, catalog, headlines: config.headlines, now },
      ...{ program: overrides.program ?? programFingerprint(), progress: overrides.progress?.progress },
    },
    (outcome, problems, skipped) => {
      overrides.progress?.end()
      metrics.recordRefresh(outcome)
      logRefresh(log, newsroom, outcome, problems, skipped)
      if (outcome.ok) purger?.purge(outcome.changedKeys, outcome.revision)
      refresher?.afterRefresh(outcome)
    },
    (edition) => {
      editionLog.followed(edition)
      refresher?.afterRefresh(undefined)
    },
  )

  const documents = createDocuments(store, (cut) => log.info(cut, "a partner's document was cut to size"))
  const responseCounts = createResponseCounts()
  const readerStats = createReaderStatistics({
    clientOf: clientNetworkOf(site),
    isTrusted: createNetworkMatcher(site, site.readers.trusted),
    now,
  })
  const gate = createTokenGate(site, log, now)
  const metrics = createMetrics({ gate, responseCounts, readerStats, documents, newsroom, now })

  const initialCatalog = catalog()
  const handler = createHandler({
    ...{ site, media, adminToken, newsroom, role, documents, store, log, now, responseCounts, readerStats, gate },
    catalog: () => newsroom.current()?.context.catalog ?? initialCatalog,
    refresh: role === 'serve' ? () => requestRefresh(store, now()).then(() => 'asked') : () => newsroom.refresh(),
    scrape: overrides.scrape?.(metrics) ?? metrics.scrape,
    requestIds: createRequestIds(`${now().toString(36)}-${process.pid.toString(36)}`),
  })

  const followStore = async (): Promise<void> => {
    const onChange = async (): Promise<void> => {
      await newsroom.follow()
      await refresher?.checkRequests()
    }
    const ignoreFailure = (err: unknown) => log.warn({ err }, 'the store does not answer')
    await lifetime.add(await store.follow(() => void onChange().catch(ignoreFailure)))
  }

  const startRefreshing = async (): Promise<void> => {
    // Opened late: commands that only look at what a refresh would change must not purge.
    purger ??= openPurger(site.cdn, now, log, metrics.recordPurge)
    const firstRefresh = newsroom.refresh()
    // A failed refresh ends the start, unless there is an edition to serve.
    await (newsroom.current() ? firstRefresh.catch(() => undefined) : firstRefresh)
    if (lifetime.closing()) return
    refresher = startRefresher(site, { newsroom, store, log, now, monotonic })
    await lifetime.add(refresher.stop)
    const outcome = newsroom.lastOutcome()
    if (outcome) refresher.afterRefresh(outcome)
  }

  const work = async (): Promise<void> => {
    await followStore()
    if (!lifetime.closing() && role !== 'serve') await startRefreshing()
  }

  return {
    ...{ handler, newsroom, store, metrics, readerStats },
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

function incomingOf(
  { site, data }: Config,
  context: IntakeContext,
  pool: IntakePool,
  progress?: (step: 'files', done: number, total: number) => void,
): Ingest {
  const reader = createRemoteReader(pool, context, data)
  const onFile = progress && ((done: number, total: number) => progress('files', done, total))
  return createIngest({ sources: sourcesOf(site, data), reader, progress: onFile })
}

/** Statistics count clients that rate limits exempt; only the limits warn of an unknown proxy. */
function clientNetworkOf(site: Site): (request: IncomingMessage) => string {
  const networkOf = createClientNetwork({ proxies: site.proxies, exempt: [] }, () => undefined)
  return (request) => networkOf(request) ?? ''
}
