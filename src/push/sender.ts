import { setTimeout as pause } from 'node:timers/promises'
import { createYield } from '../concurrency.ts'
import type { OutboxKind, OutboxRow } from '../store/outbox.ts'
import type { Outbox, Store } from '../store/port.ts'

/** The result of a request. `settle` writes it. */
export type Sent = { readonly isOk: boolean; settle(outbox: Outbox): Promise<void> }

/** How the rows of a kind are sent. */
export type Lane = {
  readonly kind: OutboxKind
  /** Requests at a time that have not become slow. */
  readonly concurrency: number
  /** Requests at a time to one host. */
  readonly perHost: number
  /** Rows with the same target that one request sends. */
  readonly rowsPerRequest: number
  /** Rejects if nothing is known; the rows are then due again later. */
  send(rows: readonly OutboxRow[], signal: AbortSignal): Promise<Sent>
}

export type SenderParts = {
  readonly store: Pick<Store, 'outbox' | 'nextToSend'>
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

export type Sender = ReturnType<typeof startSender>

/** Longer than a request and what precedes it. The rows of a killed process are sent by others after this time. */
const CLAIM_MS = 30_000

/** A request that takes longer no longer counts for `concurrency`: slow subscribers must not delay the others. */
const SLOW_MS = 250
const SLOW_MAX = 1000

/** Results are written together, and so are claims. */
const BATCH_MS = 5

/** Other processes write rows, too. */
const POLL_MS = 5000
const RETRY_MS = 5000

/** At shutdown, requests in progress get this time. */
const GRACE_MS = 3000

const FAILING_HOSTS_MAX = 10_000
const EXCEPTIONS_MAX = 256

/** Sends due rows until it is closed. Any number of processes may send the same rows. */
export function startSender(lane: Lane, { store, now, onError }: SenderParts) {
  const stop = new AbortController()
  const requestsByHost = new Map<string, number>()
  /** A host whose last request failed gets one request at a time. */
  const failingHosts = new Set<string>()
  let settlements: Sent['settle'][] = []
  let fast = 0
  let slow = 0
  let closing = false
  let changed = Promise.withResolvers<void>()

  const roomAt = (host: string): number => (failingHosts.has(host) ? 1 : lane.perHost) - (requestsByHost.get(host) ?? 0)
  const signal = (): void => changed.resolve()

  const request = async (rows: readonly OutboxRow[], host: string): Promise<void> => {
    let isSlow = false
    fast++
    requestsByHost.set(host, (requestsByHost.get(host) ?? 0) + 1)
    const timer = setTimeout(() => {
      isSlow = true
      fast--
      slow++
      signal()
    }, SLOW_MS)
    try {
      const { isOk, settle } = await lane.send(rows, stop.signal)
      settlements.push(settle)
      if (isOk) failingHosts.delete(host)
      else if (failingHosts.size < FAILING_HOSTS_MAX) failingHosts.add(host)
    } catch (error) {
      if (!stop.signal.aborted) onError(error)
      release(rows, stop.signal.aborted ? 0 : now() + RETRY_MS)
    }
    clearTimeout(timer)
    if (isSlow) slow--
    else fast--
    const openRequests = (requestsByHost.get(host) ?? 1) - 1
    if (openRequests > 0) requestsByHost.set(host, openRequests)
    else requestsByHost.delete(host)
    signal()
  }

  const release = (rows: readonly OutboxRow[], due?: number): void => {
    settlements.push(async (outbox) => {
      for (const row of rows) await outbox.releaseRow(row, due)
    })
  }

  /** Starts requests. Rows above a host's limit are released, and the next claim leaves that host out. */
  const start = async (rows: readonly OutboxRow[]): Promise<void> => {
    const yieldToRequests = createYield()
    for (const sameTarget of Map.groupBy(rows, ({ target }) => target).values()) {
      for (let offset = 0; offset < sameTarget.length; offset += lane.rowsPerRequest) {
        const some = sameTarget.slice(offset, offset + lane.rowsPerRequest)
        const { host } = some[0] as OutboxRow
        if (roomAt(host) > 0) void request(some, host)
        else release(some)
        await yieldToRequests()
      }
    }
  }

  const step = async (): Promise<void> => {
    const settling = settlements
    const room = closing ? 0 : Math.min(lane.concurrency - fast, SLOW_MAX - slow)
    const due = room > 0 ? await store.nextToSend(lane.kind, now()) : undefined
    const isDue = due !== undefined && due <= now()
    if (settling.length === 0 && !isDue) return
    const except = [...requestsByHost.keys()].filter((host) => roomAt(host) <= 0).slice(0, EXCEPTIONS_MAX)
    const rows = await store.outbox(async (outbox) => {
      for (const settle of settling) await settle(outbox)
      const limit = room * lane.rowsPerRequest
      return isDue ? outbox.claimDue(lane.kind, now(), now() + CLAIM_MS, { limit, except }) : []
    })
    settlements = settlements.slice(settling.length)
    await start(rows)
  }

  const run = async (): Promise<void> => {
    for (;;) {
      const { promise } = changed
      try {
        await step()
      } catch (error) {
        onError(error)
        if (closing) return
        await pause(RETRY_MS, undefined, { signal: stop.signal }).catch(() => undefined)
      }
      if (closing && fast + slow === 0 && settlements.length === 0) return
      const next =
        fast + slow > 0 || closing ? undefined : await store.nextToSend(lane.kind, now()).catch(() => undefined)
      const waitMs = Math.min(POLL_MS, Math.max(0, (next ?? Number.POSITIVE_INFINITY) - now()))
      const timer = setTimeout(signal, waitMs)
      await promise
      clearTimeout(timer)
      changed = Promise.withResolvers<void>()
      await pause(BATCH_MS)
    }
  }
  const running = run()

  return {
    /** Call after rows were written. */
    wake: signal,
    /** Requests in progress get a few seconds; those that were aborted are due again. */
    close: async (): Promise<void> => {
      closing = true
      signal()
      const timer = setTimeout(() => stop.abort(), GRACE_MS)
      await running
      clearTimeout(timer)
    },
  }
}
