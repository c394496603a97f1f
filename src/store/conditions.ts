import type { Instant } from '../domain/article.ts'
import type { Sql } from './sql.ts'

/** A condition from its beginning to its end; `ended` is `null` while it lasts. */
export type Occurrence<C> = { readonly condition: C; readonly began: Instant; readonly ended: Instant | null }

/** Occurrences that have ended. */
const ENDED_MAX = 100

const ALL = 'SELECT body, began, ended FROM conditions ORDER BY coalesce(ended, began) DESC, id'
const BEGIN = 'INSERT INTO conditions (id, began, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING id'
const END = 'UPDATE conditions SET ended = ? WHERE id = ? AND ended IS NULL RETURNING id'
const FORGET =
  'DELETE FROM conditions WHERE ended < (SELECT ended FROM conditions WHERE ended IS NOT NULL ORDER BY ended DESC LIMIT 1 OFFSET ?)'

export function conditionsOn(sql: Sql) {
  return {
    /** Those that last, and the latest that have ended, the last change first. */
    async conditions<C>(): Promise<readonly Occurrence<C>[]> {
      const rows = await sql.all<Omit<Occurrence<C>, 'condition'> & { readonly body: string }>(ALL)
      return rows.map(({ body, ...times }) => ({ ...times, condition: JSON.parse(body) }))
    },
    /** Returns whether the condition did not last already. */
    async beginCondition(condition: { readonly id: string }, at: Instant): Promise<boolean> {
      return (await sql.all(BEGIN, condition.id, at, JSON.stringify(condition))).length > 0
    },
    /** Returns whether the condition lasted. */
    async endCondition(id: string, at: Instant): Promise<boolean> {
      const ended = await sql.all(END, at, id)
      await sql.all(FORGET, ENDED_MAX - 1)
      return ended.length > 0
    },
  }
}
