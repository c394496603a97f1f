import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import { fetchedSources, startCollector } from './collecting.ts'
import type { Config } from './config/config.ts'
import type { Role } from './config/environment.ts'
import type { Site } from './domain/site.ts'
import { type Collector, requestFetch } from './fetching/collector.ts'
import { forgetSources } from './fetching/fetch-source.ts'
import type { Lifetime } from './lifetime.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Purger } from './purge/purger.ts'
import { openPurger } from './purge/webhook.ts'
import type { Newsroom } from './refresh/newsroom.ts'
import type { RefreshOutcome } from './refresh/outcome.ts'
import { type Refresher, requestRefresh, startRefresher } from './scheduling/refresher.ts'
import { createRecordRefresh, createSaveQueue } from './scheduling/saves.ts'
import { startWatch } from './scheduling/watch.ts'
import { watchedOf } from './site-parts.ts'
import type { Store } from './store/port.ts'

/** Before the first edition, fetches are waited for while records come in. */
const FIRST_FETCH_PATIENCE_MS = 5000

/** Schedule, watch and purges of a process that refreshes. */
export type Refreshing = {
  /** Returns after the first refresh. */
  start(parts: RefreshingParts): Promise<void>
  /** Begins again with other settings, if it has started. */
  restart(site: Site): void
  /** Call after each refresh; `undefined` if another process committed the edition. */
  afterRefresh(outcome: RefreshOutcome | undefined): void
  checkRequests(): Promise<void>
  /** Fetches a source once, or every one, for commands that end. */
  fetch(parts: RefreshingParts, name?: string): Promise<void>
  closePurger(): Promise<void>
}

export type RefreshingParts = {
  readonly site: Site
  readonly newsroom: Newsroom
  readonly store: Store
  readonly metrics: Metrics
  readonly now: () => number
  /** Checks the conditions that alerts report. */
  readonly checkConditions?: () => void
}

export function createRefreshing(
  config: Config,
  {
    log,
    lifetime,
    watches,
    progress,
    ...given
  }: {
    readonly log: Logger
    readonly lifetime: Lifetime
    /** Whether saves are watched if site.yaml does not say. */
    readonly watches: boolean
    readonly progress: ((step: 'records', done: number, total: number) => void) | undefined
    readonly purger: Purger | undefined
  },
): Refreshing {
  let purger = given.purger
  let parts: RefreshingParts | undefined
  let refresher: Refresher | undefined
  let stopWatch: (() => Promise<void>) | undefined
  let collector: Collector | undefined
  let awaitsFetches = false

  const schedule = ({ site, newsroom, store, now, checkConditions }: RefreshingParts): void => {
    refresher = startRefresher(site, { newsroom, store, log, now, checkConditions, monotonic: () => performance.now() })
  }
  const purgeBy = ({ site, now, metrics }: RefreshingParts) =>
    openPurger(site, config.proxy, now, log, metrics.recordPurge)
  /** Without a watch, saves wait for the schedule. */
  const watch = async ({ site, newsroom }: RefreshingParts): Promise<void> => {
    const onProblem = (err: unknown): void => log.warn({ err }, 'saves are not watched, and wait for the schedule')
    await stopWatch?.()
    stopWatch = undefined
    if (!(site.watch ?? watches)) return
    const options = { ...watchedOf(site, config), onSave: createSaveQueue(newsroom), onProblem }
    stopWatch = await startWatch(options).catch((error) => void onProblem(error))
    if (lifetime.closing()) await stopWatch?.()
  }

  const collect = ({ site, store, now }: RefreshingParts, onFetched: () => unknown = () => undefined): Collector =>
    startCollector(site, config, log, {
      ...{ store, now, random: Math.random, onFetched },
      progress: (_source, done, share) =>
        share === undefined ? undefined : progress?.('records', done, Math.ceil(done / Math.max(share, 0.001))),
    })
  const collectAndRefresh = (collectorParts: RefreshingParts): Collector => {
    const { newsroom, store, now } = collectorParts
    const refreshRecords = createRecordRefresh(newsroom, () => requestRefresh(store, now(), 'records'))
    void forgetSources(store, fetchedSources(collectorParts.site), now()).catch(() => undefined)
    return collect(collectorParts, () => (awaitsFetches ? undefined : refreshRecords().catch(() => undefined)))
  }

  return {
    fetch: async ({ site, ...given }, name) => {
      const sources = site.sources.filter((source) => name === undefined || ('name' in source && source.name === name))
      const once = collect({ ...given, site: { ...site, sources } })
      await once.fetchAll().finally(() => once.stop())
    },
    start: async (started) => {
      parts = started
      const { newsroom } = parts
      // Opened late: commands that only checkConditions at what a refresh would change must not purge.
      purger ??= purgeBy(parts)
      await watch(parts)
      await lifetime.add(async () => stopWatch?.())
      collector = collectAndRefresh(parts)
      await lifetime.add(async () => collector?.stop())
      // The first edition should have the articles of all sources. A source that gives nothing does not hold it up.
      awaitsFetches = !newsroom.current()
      if (awaitsFetches) await collector.fetchDue(FIRST_FETCH_PATIENCE_MS)
      awaitsFetches = false
      const firstRefresh = newsroom.refresh()
      // A failed refresh ends the start, unless there is an edition to serve.
      await (newsroom.current() ? firstRefresh.catch(() => undefined) : firstRefresh)
      if (lifetime.closing()) return
      schedule(parts)
      await lifetime.add(async () => refresher?.stop())
      const outcome = newsroom.lastOutcome()
      if (outcome) refresher?.afterRefresh(outcome)
    },
    restart: (site) => {
      if (!parts || lifetime.closing()) return
      const last = parts
      parts = { ...parts, site }
      const purging = ({ cdn, outbound, feedUrl }: Site) => ({ cdn, outbound, feedUrl })
      if (!given.purger && !isDeepStrictEqual(purging(site), purging(last.site))) {
        void purger?.close()
        purger = purgeBy(parts)
      }
      if (refresher) {
        void refresher.stop()
        schedule(parts)
      }
      const fetching = ({ sources, outbound, schedule, scheduleTimeZone, feedUrl }: Site) => [
        ...[sources.filter((source) => 'fetch' in source), outbound, schedule, scheduleTimeZone, feedUrl],
      ]
      if (collector && !isDeepStrictEqual(fetching(site), fetching(last.site))) {
        void collector.stop()
        collector = collectAndRefresh(parts)
      }
      if (!isDeepStrictEqual([site.sources, site.watch], [last.site.sources, last.site.watch])) void watch(parts)
    },
    afterRefresh: (outcome) => {
      if (outcome?.ok) purger?.purge(outcome.changedKeys, outcome.revision)
      refresher?.afterRefresh(outcome)
    },
    checkRequests: async () => {
      await refresher?.checkRequests()
      await collector?.checkRequests()
    },
    closePurger: async () => purger?.close(),
  }
}

/** Refreshes and fetches that requests ask for, in this process or in the one that refreshes. */
export function requestsOf(
  role: Role,
  { newsroom, store, now }: Pick<RefreshingParts, 'newsroom' | 'store' | 'now'>,
  { checkRequests }: Pick<Refreshing, 'checkRequests'>,
) {
  const serves = role === 'serve'
  const requestRecords = () => requestRefresh(store, now(), 'records')
  return {
    refresh: serves ? () => requestRefresh(store, now()).then(() => 'asked' as const) : () => newsroom.refresh(),
    refreshRecords: serves ? requestRecords : createRecordRefresh(newsroom, requestRecords),
    fetchNow: async (source: string): Promise<void> => {
      await requestFetch(store, source, now())
      // This process may be the one that fetches. A store in memory does not tell it.
      void checkRequests().catch(() => undefined)
    },
  }
}
