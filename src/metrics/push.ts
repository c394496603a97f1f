import type { PushResult } from '../push/push.ts'
import type { PushStatus } from '../push/status.ts'
import { COUNTER, MAXIMUM, type Metric, metric, type Sample } from './exposition.ts'

export type PushParts = {
  readonly push: {
    /** What this process has sent, by result. */
    readonly counts: Readonly<Record<PushResult, number>>
    /** Of the store; `read` is called before each scrape. */
    readonly status: { latest(): PushStatus; read(): Promise<unknown> }
  }
  readonly now: () => number
}

/** The store is the same for all processes; each counts what it sends itself. */
export function pushMetrics({ push: { counts, status }, now }: PushParts): Metric[] {
  const results = (names: readonly PushResult[]) => (): Sample[] => names.map((result) => [{ result }, counts[result]])
  const subscriptions = (): Sample[] => [...status.latest().subscriptions].map(([kind, count]) => [{ kind }, count])
  const depth = (): Sample[] => status.latest().depths.map(({ kind, depth }) => [{ kind }, depth])
  const age = (): Sample[] =>
    status.latest().depths.map(({ kind, oldest }) => [{ kind }, Math.max(0, now() - oldest) / 1000])
  const help = {
    subscriptions: 'Subscriptions to feeds of a kind; `all` is the feed of a language',
    deliveries: 'Deliveries to subscribers; `unchanged`: the subscriber has the document; `gone`: answered 410',
    verifications: 'Requests to subscribe or unsubscribe that the callback has confirmed, or not',
    pings: 'Changed feeds that an external hub was told of, or not',
    rows: 'Deliveries, verifications and pings that wait, also those that are repeated later',
    age: 'Time since the oldest change that was not delivered',
  }
  const outbox = 'hub_outbox'
  return [
    metric(MAXIMUM, 'hub_subscriptions', ['kind'], help.subscriptions, subscriptions),
    metric(MAXIMUM, `${outbox}_rows`, ['kind'], help.rows, depth),
    metric(MAXIMUM, `${outbox}_age_seconds`, ['kind'], help.age, age),
    metric(
      COUNTER,
      'hub_deliveries_total',
      ['result'],
      help.deliveries,
      results(['delivered', 'unchanged', 'failed', 'gone']),
    ),
    metric(COUNTER, 'hub_verifications_total', ['result'], help.verifications, results(['verified', 'unverified'])),
    metric(COUNTER, 'hub_pings_total', ['result'], help.pings, results(['pinged', 'ping_failed'])),
  ]
}
