import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import { getOrCreate } from '../../memo.ts'
import { listed, type Sql, type Value } from '../sql.ts'

/** Bounded, because every combination of feeds has its own statement. */
const PREPARED_STATEMENTS_MAX = 300

export function sqlOn(database: DatabaseSync): Sql {
  const prepared = new LRUCache<string, Run>({ max: PREPARED_STATEMENTS_MAX })
  const runOf = (text: string): Run => getOrCreate(prepared, text, () => rowsOf(database.prepare(text)))
  return {
    skipLocked: '',
    async all<R extends object>(text: string, ...values: readonly Value[]): Promise<R[]> {
      return runOf(text)(values) as R[]
    },
    // A prepared statement for one row takes less time than one for many rows.
    async insert<R extends object>(into: string, rows: readonly (readonly Value[])[], following = ''): Promise<R[]> {
      if (rows.length === 0) return []
      const run = runOf(`${into} VALUES (${listed(rows[0] as readonly Value[]).text}) ${following}`)
      return rows.flatMap((values) => run(values) as R[])
    },
  }
}

type Run = (values: readonly Value[]) => object[]

/** Reads rows as arrays: the objects that node:sqlite makes of rows are slow, in its own code and in what uses them. */
function rowsOf(statement: StatementSync): Run {
  statement.setReturnArrays(true)
  const names = statement.columns().map(({ name }) => name)
  return (values) =>
    (statement.all(...values) as unknown as Value[][]).map((cells) => {
      const row: Record<string, Value> = {}
      for (let index = 0; index < names.length; index++) row[names[index] as string] = cells[index] as Value
      return row
    })
}
