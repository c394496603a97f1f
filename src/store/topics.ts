import { createYield } from '../concurrency.ts'
import type { Instant } from '../domain/article.ts'
import { column, listed, query, rowsOf, type Sql } from './sql.ts'

const PUT_SCOPE =
  'INSERT INTO topic_scopes (scope, topic, seen) VALUES (?, ?, ?) ON CONFLICT (scope, topic) DO UPDATE SET seen = excluded.seen'
// Rows in a backoff keep their time: a dead subscriber costs the same, however often its topic changes.
const MARK =
  "UPDATE outbox SET due = coalesce(due, 0), revision = ?, marked = ? WHERE kind = 'subscription' AND topic = ? AND target IN (SELECT target FROM outbox WHERE kind = 'subscription' AND topic = ? AND revision < ? LIMIT ?) RETURNING 1 AS one"
/** In one statement, so that requests are answered between them. */
const MARKED_MAX = 1000
const SCOPES_PER_QUERY = 500

/** Leases end earlier, so no subscription has a topic whose scopes were not written again in this time. */
const SCOPES_LIFETIME_MS = 12 * 24 * 60 * 60 * 1000

/** The topics that have subscriptions, and the scopes that decide which articles they show. */
export function topicsOn(sql: Sql) {
  const topicsOf = async (scopes: readonly string[] | 'all'): Promise<ReadonlySet<string>> => {
    if (scopes === 'all') return new Set(await column<string>(sql, 'SELECT DISTINCT topic FROM topic_scopes'))
    const topics = new Set<string>()
    if ((await sql.all('SELECT topic FROM topic_scopes LIMIT 1')).length === 0) return topics
    for (let start = 0; start < scopes.length; start += SCOPES_PER_QUERY) {
      const some = listed(scopes.slice(start, start + SCOPES_PER_QUERY))
      const topicsOfScopes = query`SELECT topic FROM topic_scopes WHERE scope IN (${some})`
      for (const { topic } of await rowsOf<{ topic: string }>(sql, topicsOfScopes)) topics.add(topic)
    }
    return topics
  }
  return {
    async putScopes(topic: string, scopes: readonly string[], seen: Instant): Promise<void> {
      for (const scope of scopes) await sql.all(PUT_SCOPE, scope, topic, seen)
    },
    async dropOldScopes(now: Instant): Promise<void> {
      await sql.all('DELETE FROM topic_scopes WHERE seen <= ?', now - SCOPES_LIFETIME_MS)
    },
    /** Makes the subscriptions of all topics that depend on one of the scopes due. */
    async markTopics(scopes: readonly string[] | 'all', revision: number, at: Instant): Promise<void> {
      const yieldToRequests = createYield()
      for (const topic of await topicsOf(scopes)) {
        for (let marked = MARKED_MAX; marked === MARKED_MAX; await yieldToRequests()) {
          marked = (await sql.all(MARK, revision, at, topic, topic, revision, MARKED_MAX)).length
        }
      }
    },
    /** The number of subscriptions per topic. */
    subscribedTopics(): Promise<{ readonly topic: string; readonly subscriptions: number }[]> {
      return sql.all(
        "SELECT topic, count(*) AS subscriptions FROM outbox WHERE kind = 'subscription' GROUP BY topic ORDER BY topic",
      )
    },
  }
}
