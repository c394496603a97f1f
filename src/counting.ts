import { randomInt } from 'node:crypto'
import type { Logger } from 'pino'
import { createResponseCounts } from './http/response-counts.ts'
import type { Pushing } from './pushing.ts'
import { createReaderHistory } from './readers/history.ts'
import { createReaderStatistics } from './readers/statistics.ts'
import type { clientsOf } from './site-parts.ts'
import type { Store } from './store/port.ts'

/** The counts of this process's requests, and the days that the store keeps of them. */
export function createCounting(parts: {
  /** By the settings that are served. */
  readonly clients: () => Pick<ReturnType<typeof clientsOf>, 'clientOf' | 'isTrusted'>
  readonly store: Store
  readonly pushing: Pick<Pushing, 'totals'>
  readonly log: Logger
  readonly now: () => number
}) {
  const { clients, store, pushing, log, now } = parts
  const responseCounts = createResponseCounts()
  const readerStats = createReaderStatistics({
    clientOf: (request) => clients().clientOf(request),
    isTrusted: (request) => clients().isTrusted(request),
    now,
  })
  const history = createReaderHistory({
    ...{ store, readerStats, now, randomSalt: () => randomInt(2 ** 32) },
    totals: () => ({ ...responseCounts.saved, ...pushing.totals() }),
    onError: (err) => log.warn({ err }, 'statistics of readers are saved later'),
  })
  return { responseCounts, readerStats, history }
}
