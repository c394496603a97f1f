import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import type { Role } from './config/environment.ts'
import type { Site } from './domain/site.ts'
import { requestFetch } from './fetching/request-fetch.ts'
import type { Lifetime } from './lifetime.ts'
import type { Metrics } from './metrics/metrics.ts'
import { openPurger } from './purge/open.ts'
import type { Purger } from './purge/port.ts'
import type { Newsroom } from './refresh/newsroom.ts'
import type { RefreshOutcome } from './refresh/outcome.ts'
import { type Refresher, requestRefresh, startRefresher } from './scheduling/refresher.ts'
import { createSaveQueue } from './scheduling/saves.ts'
import { startWatch } from './scheduling/watch.ts'
import { watchedOf } from './site-parts.ts'
import type { Store } from './store/port.ts'

/** Schedule, watch and purges of a process that refreshes. */
export type Refreshing = {
  /** Returns after the first refresh. */
  start(parts: RefreshingParts): Promise<void>
  /** Begins again with other settings, if it has started. */
  restart(site: Site): void
  /** Call after each refresh; `undefined` if another process committed the edition. */
  afterRefresh(outcome: RefreshOutcome | undefined): void
  checkRequests(): Promise<void>
  closePurger(): Promise<void>
}

export type RefreshingParts = {
  readonly site: Site
  readonly newsroom: Newsroom
  readonly store: Store
  readonly metrics: Metrics
  readonly now: () => number
}

export function createRefreshing(
  config: Config,
  {
    log,
    lifetime,
    watches,
    ...given
  }: {
    readonly log: Logger
    readonly lifetime: Lifetime
    /** Whether saves are watched if site.yaml does not say. */
    readonly watches: boolean
    readonly purger: Purger | undefined
  },
): Refreshing {
  let purger = given.purger
  let parts: RefreshingParts | undefined
  let refresher: Refresher | undefined
  let stopWatch: (() => Promise<void>) | undefined

  const schedule = ({ site, newsroom, store, now }: RefreshingParts): void => {
    refresher = startRefresher(site, { newsroom, store, log, now, monotonic: () => performance.now() })
  }
  const purgeBy = ({ site, now, metrics }: RefreshingParts) => openPurger(site.cdn, now, log, metrics.recordPurge)
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

  return {
    start: async (started) => {
      parts = started
      const { newsroom } = parts
      // Opened late: commands that only look at what a refresh would change must not purge.
      purger ??= purgeBy(parts)
      await watch(parts)
      await lifetime.add(async () => stopWatch?.())
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
      if (!given.purger && !isDeepStrictEqual(site.cdn, last.site.cdn)) {
        void purger?.close()
        purger = purgeBy(parts)
      }
      if (refresher) {
        void refresher.stop()
        schedule(parts)
      }
      if (!isDeepStrictEqual([site.sources, site.watch], [last.site.sources, last.site.watch])) void watch(parts)
    },
    afterRefresh: (outcome) => {
      if (outcome?.ok) purger?.purge(outcome.changedKeys, outcome.revision)
      refresher?.afterRefresh(outcome)
    },
    checkRequests: async () => refresher?.checkRequests(),
    closePurger: async () => purger?.close(),
  }
}

/** Refreshes and fetches that requests ask for, in this process or in the one that refreshes. */
export function requestsOf(role: Role, newsroom: Newsroom, store: Store, now: () => number) {
  const serves = role === 'serve'
  const refreshNext = async (): Promise<void> => {
    // A refresh that runs may have begun before the records were written.
    await newsroom.whenSettled()
    await newsroom.refresh(false, [])
  }
  return {
    refresh: serves ? () => requestRefresh(store, now()).then(() => 'asked' as const) : () => newsroom.refresh(),
    refreshRecords: serves ? () => requestRefresh(store, now()) : refreshNext,
    fetchNow: (source: string) => requestFetch(store, source, now()),
  }
}
