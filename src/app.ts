import type { Server } from 'node:http'
import { type Logger, pino } from 'pino'
import type { Config } from './config/config.ts'
import { createDocuments } from './editions/feed-bodies.ts'
import { createClientNetwork, createNetworkMatcher } from './http/client-network.ts'
import { createRequestIds } from './http/request-ids.ts'
import { createResponseCounts } from './http/response-counts.ts'
import { createTokenGate } from './http/token-gate.ts'
import { currentCatalog } from './i18n/catalog.ts'
import { type Incoming, incomingFrom } from './ingest/incoming.ts'
import { createIntakePool, type IntakePool } from './ingest/pool.ts'
import { readRemotely } from './ingest/remote-reader.ts'
import type { IntakeContext } from './intake/intake.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { programFingerprint } from './program.ts'
import { openPurger } from './purge/open.ts'
import type { Purger } from './purge/port.ts'
import { createReaderStatistics, type ReaderStatistics } from './readers/statistics.ts'
import { BEHIND, logRefresh } from './refresh/log-lines.ts'
import { createNewsroom, type Newsroom } from './refresh/newsroom.ts'
import { askForRefresh, type Refresher, startRefresher } from './scheduling/refresher.ts'
import { createHandler, type Handler } from './server/handler.ts'
import { type Listening, listen } from './server/listen.ts'
import { sourcesOf } from './sources/sources.ts'
import { openStore } from './store/open.ts'
import type { Store } from './store/port.ts'

/** What a test, or another way to run the program, may put in place of the real thing. */
export type Overrides = {
  readonly store?: Store
  readonly incoming?: Incoming
  /** The processes that read sources, where several programs share them; they are left open. */
  readonly intake?: IntakePool
  /** A hash over the program: another one is another program. */
  readonly program?: string
  /** Hears how far a long refresh has come. */
  readonly progress?:
    | {
        progress(step: 'files' | 'articles' | 'feeds', done: number, total: number): void
        /** However it ended. */
        end(): void
      }
    | undefined
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly log?: Logger
  readonly purger?: Purger
  /** What answers a scrape, where one process answers for several. */
  readonly scrape?: ((own: Metrics) => Metrics['scrape']) | undefined
}

export type App = {
  readonly handler: Handler
  readonly newsroom: Newsroom
  readonly store: Store
  readonly metrics: Metrics
  /** Who reads the feeds, as far as this process has heard. */
  readonly readerStats: ReaderStatistics
  /**
   * Begins what the process is there for: to serve (at once, where the store has an edition), to refresh (a first time
   * before it returns), or both. `port` is where it listens.
   * @throws AppError
   */
  start(): Promise<{ readonly server: Server; readonly port: number }>
  /** The same without listening: what a process does whose children listen. */
  work(): Promise<void>
  /** Stops listening, lets answers under way finish, breaks off a refresh, and lets go of everything. */
  close(): Promise<void>
}

/** Wires everything by hand, once. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const { site, media, adminToken, role } = config
  const log = overrides.log ?? pino({ level: 'silent' })
  const now = overrides.now ?? Date.now
  const monotonic = () => performance.now()
  const catalog = currentCatalog(config.localeFolders)
  const intakeContext: IntakeContext = { site, servesMedia: media !== null }
  const store = overrides.store ?? (await openStore(config.store, (event) => log.error(event)))
  const releases: (() => Promise<void>)[] = [() => store.close()]
  const pool = overrides.intake ?? createIntakePool()
  if (!overrides.intake) releases.push(() => pool.close())
  const progress = overrides.progress?.progress
  const files = progress && ((done: number, total: number) => progress('files', done, total))
  const sources = sourcesOf(site, config.data)
  const reader = readRemotely(pool, intakeContext, config.data)
  const incoming = overrides.incoming ?? incomingFrom({ sources, reader, progress: files })
  const { headlines } = config
  const program = overrides.program ?? programFingerprint()
  const parts = { site, store, incoming, intakeContext, catalog, headlines, program, now, progress }
  let purger = overrides.purger
  let listening: Listening | undefined
  // After the newsroom: its last refresh has something to tell, too.
  releases.push(async () => {
    await Promise.all([listening?.close(), purger?.close()])
  })
  let refresher: Refresher | undefined
  let logged: number | undefined
  const newsroom = createNewsroom(
    parts,
    (outcome, problems) => {
      overrides.progress?.end()
      metrics.refreshed(outcome)
      logRefresh(log, newsroom.unpublishedFiles(), outcome, problems)
      if (outcome.ok) purger?.purge(outcome.changedKeys, outcome.revision)
      refresher?.refreshed(outcome)
    },
    (edition) => {
      if (edition === 'behind') log.warn(BEHIND)
      else if (edition.revision !== logged) log.info({ revision: edition.revision }, 'serving the edition in the store')
      if (edition !== 'behind') logged = edition.revision
      refresher?.refreshed(undefined)
    },
  )
  const documents = createDocuments(store, (cut) => log.info(cut, "a partner's document was cut to size"))
  const responseCounts = createResponseCounts()
  // Clients that are exempt from limits read feeds all the same; the limits warn of an unnamed proxy.
  const networkOf = createClientNetwork({ proxies: site.proxies, exempt: [] }, () => undefined)
  const refused = (status: number): void => responseCounts.count('other', status, 'none', 0)
  const isTrusted = createNetworkMatcher(site, site.readers.trusted)
  const readerStats = createReaderStatistics({ clientOf: (request) => networkOf(request) ?? '', isTrusted, now })
  const gate = createTokenGate(site, log, now)
  const metrics = createMetrics({ gate, responseCounts, readerStats, documents, newsroom, now })
  const scrape = overrides.scrape?.(metrics) ?? metrics.scrape
  const requestIds = createRequestIds(`${now().toString(36)}-${process.pid.toString(36)}`)
  const first = catalog()
  const texts = () => newsroom.current()?.context.catalog ?? first
  const refresh =
    role === 'serve' ? () => askForRefresh(store, now()).then(() => 'asked' as const) : () => newsroom.refresh()
  const handler = createHandler({
    ...{ site, media, adminToken, newsroom, role, refresh, documents, store, catalog: texts, log, now },
    ...{ responseCounts, readerStats, scrape, requestIds, gate },
  })
  let closing = false
  let begun: Promise<unknown> | undefined
  /** Lets go of it at the end, or at once where that has come. */
  const add = async (release: () => Promise<void>): Promise<void> => {
    if (closing) await release()
    else releases.push(release)
  }

  const work = async (): Promise<void> => {
    const told = async (): Promise<void> => {
      await newsroom.follow()
      await refresher?.checkRequests()
    }
    await add(await store.follow(() => void told().catch((err) => log.warn({ err }, 'the store does not answer'))))
    if (closing || role === 'serve') return
    // Who only looks at what a refresh would do tells nobody.
    purger ??= openPurger(site.cdn, now, log, metrics.purged)
    // Without an edition to go on with, a refresh that fails is the end of the start.
    const first = newsroom.refresh()
    await (newsroom.current() ? first.catch(() => undefined) : first)
    if (closing) return
    refresher = startRefresher(site, { newsroom, store, log, now, monotonic })
    await add(refresher.stop)
    const last = newsroom.last()
    if (last) refresher.refreshed(last)
  }

  return {
    ...{ handler, newsroom, store, metrics, readerStats },
    work: () => {
      const working = newsroom.follow().then(work)
      begun = working
      return working
    },
    start: () => {
      const starting = (async () => {
        await newsroom.follow()
        listening = await listen(handler, { ...config, now, refused })
        if (closing) await listening.close()
        else await work()
        return listening
      })()
      begun = starting
      return starting
    },
    close: async () => {
      closing = true
      // Nobody new is let in from now on; answers are finished while the refresh is broken off.
      void listening?.close()
      await newsroom.stop()
      await begun?.catch(() => undefined)
      overrides.progress?.end()
      while (releases.length > 0) await releases.pop()?.()
    },
  }
}
