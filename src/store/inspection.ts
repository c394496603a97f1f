import { headOn } from './head.ts'
import { column, type Sql } from './sql.ts'

export type Inspection = {
  /** The database's messages about damage, one a line; empty if there is none. */
  readonly problems: readonly string[]
  /** `undefined` if there is no store yet, or if it is too damaged to read. */
  readonly facts: StoreFacts | undefined
}

export type StoreFacts = Awaited<ReturnType<typeof factsIn>>

/** `schema` is the number of migrations applied. */
export async function factsIn(sql: Sql, schema: number) {
  const count = async (table: string): Promise<number> =>
    (await column<number>(sql, `SELECT count(*) FROM ${table}`))[0] ?? 0
  return {
    schema,
    head: await headOn(sql).head(),
    files: await count('files'),
    variants: await count('variants'),
    feeds: await count('feeds'),
    // The first schema of SQLite has no such table.
    withdrawals: await count('withdrawals').catch(() => 0),
  }
}
