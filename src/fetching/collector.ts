import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { FetchState } from '../domain/fetches.ts'
import type { FetchedSource } from '../domain/sources.ts'
import type { Outbound } from '../outbound/client.ts'
import type { Connector } from './connector.ts'
import { type FetchOutcome, type FetchParts, fetchSource, isAhead, isRunning, NEVER_FETCHED } from './fetch-source.ts'

/** Asks each source for changes, in its own time. A source that is slow or fails delays no other. */
export type Collector = {
  /** Fetches the sources that somebody asked for since. Call it after writes of other processes. */
  checkRequests(): Promise<void>
  /** Fetches every source once, due or not. */
  fetchAll(): Promise<void>
  /** Returns when the sources that are due are fetched, or none made progress for a time. */
  fetchDue(patienceMs: number): Promise<void>
  stop(): Promise<void>
}

export type CollectedSource = {
  readonly source: FetchedSource
  readonly connector: Promise<Connector>
  readonly outbound: Outbound
  /** The first slot of the source's schedule after an instant. */
  readonly slotAfter: (instant: number) => number | undefined
}

export type CollectorParts = Omit<FetchParts, 'signal' | 'outbound'> & {
  readonly log: Logger
  /** Called after a fetch that changed records. */
  readonly onFetched: () => unknown
}

/** Several webhooks in a row lead to one fetch. */
const SETTLE_MS = 500

/** The clock may be set, and other processes may fetch, so the time of the next fetch is computed again after this time. */
const CHECK_MS = 60_000

/** When somebody asks another process, and nobody tells this one. */
const RECHECK_MS = 1000

/** Asks one process of all that share the store to fetch a source soon. */
export async function requestFetch(store: FetchParts['store'], source: string, now: number): Promise<void> {
  await store.transact(async (writer) => {
    const state = (await writer.fetchState<FetchState>(source)) ?? NEVER_FETCHED
    await writer.putFetchState(source, { ...state, wantedAt: now })
  })
}

export function createCollector(sources: readonly CollectedSource[], parts: CollectorParts): Collector {
  const { store, now, log, onFetched } = parts
  const stopping = new AbortController()
  const running = new Map<string, Promise<unknown>>()
  const timers = new Map<string, NodeJS.Timeout>()
  const endings: (() => Promise<void>)[] = []
  /** Whether a record came since {@link Collector.fetchDue} last looked. */
  let progressed = false
  const progress: FetchParts['progress'] = (...step) => {
    progressed = true
    parts.progress?.(...step)
  }

  /** Milliseconds since 1970. */
  const dueAt = ({ slotAfter }: CollectedSource, state: FetchState): number => {
    const { startedAt, aliveAt, fetchedAt, notBefore = 0, failures, wantedAt } = state
    // A fetch that has not ended is done again, if its process died.
    if (aliveAt !== undefined || isAhead(startedAt, now()) || isAhead(wantedAt, now())) return 0
    if (failures > 0) return notBefore
    if (wantedAt !== undefined) return wantedAt + SETTLE_MS
    if (fetchedAt === undefined) return 0
    return Math.max(slotAfter(fetchedAt) ?? Number.POSITIVE_INFINITY, notBefore)
  }

  const run = async (
    one: CollectedSource,
    isDue: (state: FetchState) => boolean,
  ): Promise<FetchOutcome | undefined> => {
    const { name } = one.source
    const fetchParts = { ...parts, progress, outbound: one.outbound, signal: stopping.signal }
    const fetching = one.connector.then((connector) => fetchSource(one.source, connector, fetchParts, isDue))
    running.set(name, fetching)
    const startMs = performance.now()
    try {
      const outcome = await fetching
      if (!outcome) return undefined
      const { changed, dropped, resumed, error } = outcome
      const facts = { source: name, changed, dropped, milliseconds: Math.round(performance.now() - startMs) }
      if (error) log.warn({ ...facts, error: error.message }, 'a source could not be fetched; its articles stay')
      else if (changed + dropped > 0) log.info(facts, 'a source was fetched')
      if (changed + dropped > 0 || resumed) onFetched()
      return outcome
    } finally {
      running.delete(name)
    }
  }

  const runDue = (one: CollectedSource) => run(one, (state) => dueAt(one, state) <= now())
  /** A source that is fetched now was not armed. */
  const runAll = async (runOne: (one: CollectedSource) => Promise<unknown>): Promise<true> => {
    await Promise.allSettled(sources.map((one) => running.get(one.source.name) ?? runOne(one).finally(() => arm(one))))
    return true
  }

  /** Waits for the source's time, fetches it, and goes on. */
  const arm = async (one: CollectedSource): Promise<void> => {
    const { name } = one.source
    clearTimeout(timers.get(name))
    if (stopping.signal.aborted || running.has(name)) return
    const state = (await store.fetchState<FetchState>(name)) ?? NEVER_FETCHED
    if (stopping.signal.aborted || running.has(name)) return
    const waitMs = Math.max(isRunning(state, now()) ? RECHECK_MS : 0, dueAt(one, state) - now())
    const isNow = waitMs <= CHECK_MS
    const fire = async (): Promise<void> => {
      if (isNow) await runDue(one)
      await arm(one)
    }
    clearTimeout(timers.get(name))
    timers.set(name, setTimeout(() => void fire().catch(onProblem(one)), Math.min(waitMs, CHECK_MS)).unref())
  }
  /** The store does not answer: the next try is at the next check. */
  const onProblem =
    (one: CollectedSource) =>
    (err: unknown): void => {
      if (stopping.signal.aborted) return
      log.warn({ err, source: one.source.name }, 'a source could not be fetched')
      timers.set(one.source.name, setTimeout(() => void arm(one).catch(onProblem(one)), CHECK_MS).unref())
    }

  const start = async (one: CollectedSource): Promise<void> => {
    const { name } = one.source
    const problem = (err: unknown): void => log.warn({ err, source: name }, 'the source is not listened to')
    const onChange = (): void =>
      void requestFetch(store, name, now())
        .then(() => arm(one))
        .catch(onProblem(one))
    await arm(one)
    const end = await (await one.connector).listen?.(onChange).catch(problem)
    if (end && stopping.signal.aborted) await end()
    else if (end) endings.push(end)
  }
  for (const one of sources) void start(one).catch(onProblem(one))

  return {
    checkRequests: async () => {
      if (sources.length === 0) return
      const states = await store.fetchStates<FetchState>()
      for (const one of sources) if (states.get(one.source.name)?.wantedAt !== undefined) await arm(one)
    },
    fetchAll: async () => {
      await runAll((one) => run(one, () => true))
    },
    fetchDue: async (patienceMs) => {
      const ended = runAll(runDue)
      do progressed = false
      while (
        !(await Promise.race([ended, pause(patienceMs, false, { ref: false })])) &&
        progressed &&
        !stopping.signal.aborted
      )
    },
    stop: async () => {
      stopping.abort(new Error('the program is stopping'))
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(endings.map((end) => end().catch(() => undefined)))
      await Promise.allSettled(running.values())
      await Promise.all(sources.map(({ outbound }) => outbound.close()))
    },
  }
}
