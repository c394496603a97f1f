import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import { getOrCreate } from '../../memo.ts'
import type { Parameter, Sql, Value } from '../sql.ts'

/** Bounded, because every combination of feeds has its own statement. */
const PREPARED_STATEMENTS_MAX = 300

export function sqlOn(database: DatabaseSync): Sql {
  const prepared = new LRUCache<string, Run>({ max: PREPARED_STATEMENTS_MAX })
  const runOf = (text: string): Run => getOrCreate(prepared, text, () => rowsOf(database.prepare(text)))
  const all = async <R extends object>(text: string, ...values: readonly Parameter[]): Promise<R[]> =>
    values.some(Array.isArray)
      ? (runOf(withLists(text, values))(values.flat()) as R[])
      : (runOf(text)(values as Value[]) as R[])
  return {
    skipLocked: '',
    all,
    allUnprepared: all,
    // A prepared statement for one row takes less time than one for many rows.
    async insert<R extends object>(into: string, rows: readonly (readonly Value[])[], following = ''): Promise<R[]> {
      if (rows.length === 0) return []
      const run = runOf(`${into} VALUES (${marks(rows[0] as readonly Value[])}) ${following}`)
      return rows.flatMap((values) => run(values) as R[])
    },
  }
}

/** Gives each value of a list its own parameter. */
function withLists(text: string, values: readonly Parameter[]): string {
  let next = 0
  return text.replaceAll('?', () => {
    const value = values[next++]
    return Array.isArray(value) ? marks(value) || 'NULL' : '?'
  })
}

function marks(values: readonly Value[]): string {
  return values.map(() => '?').join(', ')
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
