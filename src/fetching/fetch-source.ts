import { addAbortListener } from 'node:events'
import type { FetchState } from '../domain/fetches.ts'
import type { FetchedSource } from '../domain/sources.ts'
import type { Outbound } from '../outbound/client.ts'
import type { Store, StoreWriter } from '../store/port.ts'
import { storedKey } from '../store/records.ts'
import { type Connector, type FetchEnd, FetchError, type FetchRequest } from './connector.ts'
import { createKeySet } from './key-set.ts'

const HOUR_MS = 60 * 60 * 1000
const FIRST_RETRY_MS = 60 * 1000
const RETRY_MAX_MS = HOUR_MS
/** A source must not stop its own fetches for longer. */
const WAIT_MAX_MS = 24 * HOUR_MS

/** Between two signs of life of a running fetch; a fetch without one for three of these has ended with its process. */
const ALIVE_MS = 10_000

export const NEVER_FETCHED: FetchState = { failures: 0 }

export type FetchParts = {
  readonly store: Store
  readonly outbound: Outbound
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  readonly signal: AbortSignal
  readonly progress?: ((source: string, done: number, share: number | undefined) => void) | undefined
}

/** `changed` and `dropped` are numbers of records. `resumed`: a fetch that was broken off may have changed others. */
export type FetchOutcome = {
  readonly changed: number
  readonly dropped: number
  readonly resumed: boolean
  readonly error?: Error
}

/** Clocks of processes that share a store differ by less. Instants further ahead are of a clock that was set back. */
const SKEW_MAX_MS = 10 * 60 * 1000

export function isAhead(instant: number | undefined, now: number): boolean {
  return instant !== undefined && instant > now + SKEW_MAX_MS
}

export function isRunning({ aliveAt }: FetchState, now: number): boolean {
  return aliveAt !== undefined && now - aliveAt < 3 * ALIVE_MS && !isAhead(aliveAt, now)
}

/** Another process has begun the fetch again, because this one was suspended for long or did not reach the store. */
class Overtaken extends Error {}

/**
 * Asks one source for what changed, and writes it to the store. Of all processes that share the store, one does it.
 * @returns `undefined` if another process is at it, or `isDue` is false by then
 */
export async function fetchSource(
  { name, fetch: settings }: FetchedSource,
  connector: Connector,
  parts: FetchParts,
  isDue: (state: FetchState) => boolean,
): Promise<FetchOutcome | undefined> {
  const { store, outbound, now } = parts
  const isFull = ({ fullAt }: FetchState): boolean =>
    connector.isAlwaysFull || Math.abs(now() - (fullAt ?? 0)) >= settings.fullEvery * HOUR_MS
  let [isAll, resumed] = [false, false]
  const before = await store.transact(async (writer) => {
    const state = (await writer.fetchState<FetchState>(name)) ?? NEVER_FETCHED
    if (isRunning(state, now()) || !isDue(state)) return undefined
    isAll = isFull(state)
    const { wantedAt, ...others } = state
    resumed = state.aliveAt !== undefined
    const startedState = { ...others, startedAt: now(), aliveAt: now() }
    await writer.putFetchState(name, startedState)
    return startedState
  })
  if (!before) return undefined
  /** Writes what came, and the state, as long as the fetch is of this process. @throws Overtaken */
  const write = <T>(work: (writer: StoreWriter, state: FetchState) => Promise<T>): Promise<T> =>
    store.transact(async (writer) => {
      const state = await writer.fetchState<FetchState>(name)
      if (state?.aliveAt === undefined || state.startedAt !== before.startedAt) throw new Overtaken()
      return work(writer, state)
    })
  const setAlive = (aliveAt: number): Promise<void> =>
    write((writer, state) => writer.putFetchState(name, { ...state, aliveAt })).catch(() => undefined)
  const beat = setInterval(() => void setAlive(now()), ALIVE_MS)
  const deadline = AbortSignal.timeout(settings.deadline * 1000)
  const request: FetchRequest = {
    ...{ state: before.state, mode: isAll ? 'all' : 'changes', outbound, now },
    signal: AbortSignal.any([parts.signal, deadline]),
    known: async (which) => {
      const keys = 'after' in which ? (await store.recordStamps(name, which)).map(({ key }) => key) : which
      const bodies = await store.recordBodies(name, keys)
      return keys.flatMap((key) => (bodies.has(key) ? { key, body: bodies.get(key) ?? null } : []))
    },
  }
  let [changed, dropped, done] = [0, 0, 0]
  // Marks in the store would write every record again, with its body.
  const fetchedKeys = createKeySet()
  try {
    const end = await eachPart(connector, request, async ({ records, share }) => {
      const keys = await write((writer) => writer.putRecords(name, records))
      if (isAll) for (const { key } of records) fetchedKeys.add(storedKey(key))
      changed += keys.length
      done += records.length
      parts.progress?.(name, done, share)
    })
    await write(async (writer, { failures, failedAt, error, aliveAt, notBefore, ...state }) => {
      if (isAll && end.isComplete) dropped = (await writer.dropOtherRecords(name, fetchedKeys.finish())).length
      const wait = Math.min(end.waitMs ?? 0, WAIT_MAX_MS)
      await writer.putFetchState(name, {
        ...{ ...state, state: end.state, changed: changed + dropped, failures: 0, fetchedAt: now() },
        ...(isAll && !end.isUnsure && { fullAt: now() }),
        ...(wait > 0 && { notBefore: now() + wait }),
        ...(end.problem && { failedAt: now(), error: end.problem }),
      } satisfies FetchState)
    })
    return { changed, dropped, resumed, ...(end.problem && { error: new FetchError(end.problem) }) }
  } catch (thrown) {
    clearInterval(beat)
    if (thrown instanceof Overtaken) return undefined
    // The next process continues at once.
    if (parts.signal.aborted) await setAlive(0)
    parts.signal.throwIfAborted()
    const error = deadline.aborted ? new FetchError(`no end within ${settings.deadline} seconds`) : (thrown as Error)
    const retryMs = (failures: number): number => {
      const backoff = Math.min(FIRST_RETRY_MS * 2 ** failures, RETRY_MAX_MS) * (0.75 + parts.random() / 2)
      return Math.max(backoff, Math.min(error instanceof FetchError ? (error.waitMs ?? 0) : 0, WAIT_MAX_MS))
    }
    await write((writer, { aliveAt, ...state }) =>
      writer.putFetchState(name, {
        ...{ ...state, failures: state.failures + 1, failedAt: now(), error: error.message },
        notBefore: now() + retryMs(state.failures),
      } satisfies FetchState),
    )
    return { changed, dropped, resumed, error }
  } finally {
    clearInterval(beat)
  }
}

/** Does not wait for a connector that ignores the abort. */
async function eachPart(
  connector: Connector,
  request: FetchRequest,
  take: (
    part: Exclude<Awaited<ReturnType<ReturnType<Connector['fetch']>['next']>>['value'], FetchEnd>,
  ) => Promise<void>,
): Promise<FetchEnd> {
  const parts = connector.fetch(request)
  try {
    for (;;) {
      const part = await unlessAborted(parts.next(), request.signal)
      if (part.done) return part.value
      await take(part.value)
    }
  } finally {
    void parts.return?.(undefined as never).catch(() => undefined)
  }
}

/** `Promise.race` with one promise of the abort would keep every part in memory until the end. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const listening = addAbortListener(signal, () => reject(signal.reason))
    promise.then(resolve, reject).finally(() => listening[Symbol.dispose]())
  })
}

/** Nothing is kept of a source that site.yaml has not named for this time: it may come back. */
const FORGET_MS = 60 * 24 * HOUR_MS

/** Deletes records of sources that site.yaml no longer names. Their articles were withdrawn at once. */
export async function forgetSources(store: Store, sources: readonly FetchedSource[], now: number): Promise<void> {
  for (const [name, { startedAt = 0 }] of await store.fetchStates<FetchState>()) {
    const isNamed = sources.some((source) => source.name === name)
    if (!isNamed && now - startedAt > FORGET_MS) await store.transact((writer) => writer.dropSource(name))
  }
}
