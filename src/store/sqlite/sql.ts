import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import { getOrCreate } from '../../memo.ts'
import { listed, type Sql, type Value } from '../sql.ts'

/** Bounded, because every combination of feeds has its own statement. */
const PREPARED_STATEMENTS_MAX = 300

export function sqlOn(database: DatabaseSync): Sql {
  const prepared = new LRUCache<string, StatementSync>({ max: PREPARED_STATEMENTS_MAX })
  const statement = (text: string): StatementSync => getOrCreate(prepared, text, () => database.prepare(text))
  return {
    skipLocked: '',
    async all<R extends object>(text: string, ...values: readonly Value[]): Promise<R[]> {
      return statement(text).all(...values) as R[]
    },
    // A prepared statement for one row takes less time than one for many rows.
    async insert<R extends object>(into: string, rows: readonly (readonly Value[])[], following = ''): Promise<R[]> {
      if (rows.length === 0) return []
      const row = statement(`${into} VALUES (${listed(rows[0] as readonly Value[]).text}) ${following}`)
      return rows.flatMap((values) => row.all(...values) as R[])
    },
  }
}
