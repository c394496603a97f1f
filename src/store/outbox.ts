import type { Instant } from '../domain/article.ts'
import { column, inSteps, joined, listed, type Query, query, raw, rowsOf, type Sql } from './sql.ts'

/** A subscriber's callback gets a topic; a callback is asked for its intent; another hub is told of a topic. */
export type OutboxKind = 'subscription' | 'verification' | 'ping'

export type OutboxKey = { readonly kind: OutboxKind; readonly target: string; readonly topic: string }

/** Something to send, now or after the topic's next change. */
export type OutboxRow = OutboxKey & {
  /** Of the target, for limits. */
  readonly host: string
  /** JSON that only `push/` reads. */
  readonly body: string
  readonly created: Instant
  /** The row is deleted after this instant: the end of a lease. */
  readonly ends: Instant
  /** When it may be sent; `null` if nothing is to be sent. */
  readonly due: Instant | null
  /** Until this instant, one process sends it. */
  readonly claimed: Instant
  /** The last edition that changed the topic. */
  readonly revision: number
  /** The instant of that edition. */
  readonly marked: Instant
  /** The version and a hash of what was delivered last. */
  readonly version: string | null
  readonly digest: string | null
  /** Failures since the last success, the first of them, and the reason of the last one. */
  readonly attempts: number
  readonly failing: Instant | null
  readonly problem: string | null
}

export type NewOutboxRow = Pick<
  OutboxRow,
  keyof OutboxKey | 'host' | 'body' | 'created' | 'ends' | 'due' | 'revision'
> &
  Partial<Pick<OutboxRow, 'version'>>

/** The state of a row after it was sent. `retryAt` counts unless the send was final and the topic has not changed meanwhile. */
export type Settled = Pick<OutboxRow, 'version' | 'digest' | 'attempts' | 'failing' | 'problem'> & {
  readonly isFinal: boolean
  readonly retryAt: Instant
}

const COLUMNS =
  'kind, target, topic, host, body, created, ends, due, claimed, revision, marked, version, digest, attempts, failing, problem'
const IS_CLAIMED = 'kind = ? AND target = ? AND topic = ? AND claimed = ?'
const SETTLE = `UPDATE outbox SET claimed = 0, due = CASE WHEN revision = ? THEN NULL ELSE CAST(? AS BIGINT) END, version = ?, digest = ?, attempts = ?, failing = ?, problem = ? WHERE ${IS_CLAIMED}`
const RELEASE = `UPDATE outbox SET claimed = 0, due = ? WHERE ${IS_CLAIMED}`
const NEXT_DUE =
  'SELECT due FROM outbox WHERE kind = ? AND due IS NOT NULL AND claimed <= ? AND ends > ? ORDER BY due LIMIT 1'
const DEPTHS = 'SELECT kind, count(*) AS depth, min(marked) AS oldest FROM outbox WHERE due IS NOT NULL GROUP BY kind'
const ROWS_PER_QUERY = 100
const DROPPED_MAX = 1000

const HOSTS_STEP = 32

export function outboxOn(sql: Sql) {
  const keyOf = ({ kind, target, topic, claimed }: OutboxRow) => [kind, target, topic, claimed] as const
  const put = async (rows: readonly NewOutboxRow[], marked: Instant, onConflict: string): Promise<void> => {
    for (let start = 0; start < rows.length; start += ROWS_PER_QUERY) {
      const values = rows
        .slice(start, start + ROWS_PER_QUERY)
        .map(
          ({ kind, target, topic, host, body, created, ends, due, revision, version = null }) =>
            query`(${kind}, ${target}, ${topic}, ${host}, ${body}, ${created}, ${ends}, ${due}, 0, ${revision}, ${marked}, ${version}, 0)`,
        )
      await rowsOf(
        sql,
        query`INSERT INTO outbox (kind, target, topic, host, body, created, ends, due, claimed, revision, marked, version, attempts)
          VALUES ${joined(values, ', ')} ON CONFLICT (kind, target, topic) DO UPDATE SET ${raw(onConflict)}`,
      )
    }
  }
  const read = (condition: Query): Promise<OutboxRow[]> =>
    rowsOf<OutboxRow>(sql, query`SELECT ${raw(COLUMNS)} FROM outbox WHERE ${condition}`)

  return {
    /** When the next row that no process has claimed is due. */
    async nextToSend(kind: OutboxKind, now: Instant): Promise<Instant | undefined> {
      return (await column<number>(sql, NEXT_DUE, kind, now, now))[0]
    },
    /** Claims due rows for this process until an instant. Two processes never get the same row. */
    claimDue(
      kind: OutboxKind,
      now: Instant,
      until: Instant,
      { limit, except }: { readonly limit: number; readonly except: readonly string[] },
    ): Promise<OutboxRow[]> {
      const hosts = inSteps(except, HOSTS_STEP, '')
      const exceptHosts = hosts.length > 0 ? query`AND host NOT IN (${listed(hosts)})` : raw('')
      return rowsOf<OutboxRow>(
        sql,
        query`WITH picked AS MATERIALIZED (SELECT target AS picked_target, topic AS picked_topic FROM outbox
          WHERE kind = ${kind} AND due <= ${now} AND claimed <= ${now} AND ends > ${now} ${exceptHosts}
          ORDER BY due LIMIT ${limit} ${raw(sql.skipLocked)})
          UPDATE outbox SET claimed = ${until} FROM picked
          WHERE kind = ${kind} AND target = picked_target AND topic = picked_topic RETURNING ${raw(COLUMNS)}`,
      )
    },
    /** Has no effect if the claim has ended or the row was replaced; like {@link releaseRow} and {@link dropRow}. */
    async settleRow(row: OutboxRow, settled: Settled): Promise<void> {
      const { isFinal, retryAt, version, digest, attempts, failing, problem } = settled
      const state = [version, digest, attempts, failing, problem]
      await sql.all(SETTLE, isFinal ? row.revision : -1, retryAt, ...state, ...keyOf(row))
    },
    async releaseRow(row: OutboxRow, due: Instant | null = row.due): Promise<void> {
      await sql.all(RELEASE, due, ...keyOf(row))
    },
    async dropRow(row: OutboxRow): Promise<void> {
      await sql.all(`DELETE FROM outbox WHERE ${IS_CLAIMED}`, ...keyOf(row))
    },
    async isClaimed(row: OutboxRow): Promise<boolean> {
      return (await sql.all(`SELECT kind FROM outbox WHERE ${IS_CLAIMED}`, ...keyOf(row))).length > 0
    },
    /** A later request replaces an earlier one, also while that is being verified. */
    putVerification(row: NewOutboxRow): Promise<void> {
      return put(
        [row],
        row.created,
        'host = excluded.host, body = excluded.body, created = excluded.created, ends = excluded.ends, due = excluded.due, claimed = 0, revision = excluded.revision, marked = excluded.marked, version = excluded.version, attempts = 0, failing = NULL, problem = NULL',
      )
    },
    /** A renewal replaces secret and lease. It also shows that the subscriber is alive. */
    putSubscription(row: NewOutboxRow): Promise<void> {
      return put(
        [row],
        row.created,
        'body = excluded.body, ends = excluded.ends, due = CASE WHEN outbox.due < excluded.due THEN outbox.due ELSE excluded.due END, attempts = 0, failing = NULL, problem = NULL',
      )
    },
    putPings(rows: readonly NewOutboxRow[], marked: Instant): Promise<void> {
      return put(
        rows,
        marked,
        'ends = excluded.ends, due = coalesce(outbox.due, excluded.due), revision = excluded.revision, marked = excluded.marked',
      )
    },
    /** Deletes rows whose time has ended. */
    async dropEnded(now: Instant): Promise<void> {
      const ended = `SELECT kind, target, topic FROM outbox WHERE ends <= ? LIMIT ${DROPPED_MAX} ${sql.skipLocked}`
      const drop = `DELETE FROM outbox WHERE (kind, target, topic) IN (${ended}) RETURNING 1 AS one`
      for (let dropped = DROPPED_MAX; dropped === DROPPED_MAX; ) dropped = (await sql.all(drop, now)).length
    },
    /** Ends the subscriptions of a callback, to one topic or to all. Returns their number. */
    async dropTarget(target: string, topic?: string): Promise<number> {
      const which = topic === undefined ? raw('') : query`AND topic = ${topic}`
      const drop = query`DELETE FROM outbox WHERE kind IN ('subscription', 'verification') AND target = ${target} ${which} RETURNING kind`
      return (await rowsOf<OutboxKey>(sql, drop)).filter(({ kind }) => kind === 'subscription').length
    },
    /** Counts at most `max` rows of a kind, or of those for a host. */
    async countRows(kind: OutboxKind, max: number, host?: string): Promise<number> {
      const which = host === undefined ? raw('') : query`AND host = ${host}`
      const count = query`SELECT count(*) AS number FROM (SELECT 1 AS one FROM outbox WHERE kind = ${kind} ${which} LIMIT ${max}) AS counted`
      return (await rowsOf<{ number: number }>(sql, count))[0]?.number ?? 0
    },
    /** Subscriptions, in the order of callback and topic, after a key. */
    subscriptions(
      limit: number,
      after: Pick<OutboxKey, 'target' | 'topic'> = { target: '', topic: '' },
    ): Promise<OutboxRow[]> {
      return read(
        query`kind = 'subscription' AND (target, topic) > (${after.target}, ${after.topic}) ORDER BY target, topic LIMIT ${limit}`,
      )
    },
    /** Rows that fail, those that have failed longest first. */
    failingRows(limit: number): Promise<OutboxRow[]> {
      return read(query`failing IS NOT NULL ORDER BY failing LIMIT ${limit}`)
    },
    /** The number of rows that are to be sent, and the instant of the oldest edition among them. */
    outboxDepths(): Promise<{ readonly kind: OutboxKind; readonly depth: number; readonly oldest: Instant }[]> {
      return sql.all(DEPTHS)
    },
  }
}
