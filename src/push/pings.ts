import type { Site } from '../domain/site.ts'
import type { Outbound } from '../outbound/client.ts'
import type { OutboxRow } from '../store/outbox.ts'
import { backoffMs } from './backoff.ts'
import type { Lane } from './sender.ts'

const TIMEOUT_MS = 10_000
const URLS_PER_REQUEST = 10

export type PingParts = {
  readonly site: Pick<Site, 'feedUrl' | 'hub'>
  readonly outbound: Pick<Outbound, 'request'>
  readonly now: () => number
  readonly random: () => number
  readonly observe: (result: 'pinged' | 'ping_failed', row: OutboxRow, problem: string | null) => void
}

/** Tells other hubs which topics have changed (WebSub §6, and the form that public hubs ask for). */
export function pingLane({ site, outbound, now, random, observe }: PingParts): Lane {
  /** The problem, or `null`. */
  const ping = async (hub: string, topics: readonly string[], signal: AbortSignal): Promise<string | null> => {
    const form = new URLSearchParams({ 'hub.mode': 'publish' })
    for (const topic of topics) form.append('hub.url', site.feedUrl + topic)
    const body = form.toString()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const limits = { signal, timeoutMs: TIMEOUT_MS, redirects: 0, ignoresBody: true }
    try {
      const { status } = await outbound.request(hub, { method: 'POST', headers, body, ...limits })
      return status >= 200 && status < 300 ? null : `answered ${status}`
    } catch (error) {
      signal.throwIfAborted()
      return (error as Error).message
    }
  }

  return {
    ...{ kind: 'ping', concurrency: 10, perHost: 2, rowsPerRequest: URLS_PER_REQUEST },
    send: async (rows, signal) => {
      const [{ target }] = rows as readonly [OutboxRow]
      const isConfigured = site.hub.external.includes(target)
      const topics = rows.map(({ topic }) => topic)
      const problem = isConfigured ? await ping(target, topics, signal) : null
      for (const row of rows) if (isConfigured) observe(problem === null ? 'pinged' : 'ping_failed', row, problem)
      return {
        isOk: problem === null,
        settle: async (outbox) => {
          for (const row of rows) {
            const { version, digest } = row
            const attempts = problem === null ? 0 : row.attempts + 1
            const failing = problem === null ? null : (row.failing ?? now())
            const retryAt = now() + (problem === null ? 0 : backoffMs(attempts, random))
            const settled = { version, digest, attempts, failing, problem, retryAt, isFinal: problem === null }
            await outbox.settleRow(row, settled)
          }
        },
      }
    },
  }
}
