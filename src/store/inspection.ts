import { type Head, headOn } from './head.ts'
import { one, type Sql } from './sql.ts'

/** What is in a store, as far as it can be read. */
export type Inspection = {
  /** What the database says of what is damaged, a line each; none where all of it is whole. */
  readonly problems: readonly string[]
  /** `undefined` where there is no store yet, or where it cannot be read far enough. */
  readonly facts: StoreFacts | undefined
}

export type StoreFacts = {
  /** How many migrations it has been through. */
  readonly schema: number
  readonly head: Head | undefined
  readonly files: number
  readonly variants: number
  readonly feeds: number
  /** Withdrawals that are remembered: most are of what no file tells any more. */
  readonly withdrawals: number
}

export async function factsIn(sql: Sql, schema: number): Promise<StoreFacts> {
  const count = async (table: string): Promise<number> =>
    (await one<{ count: number }>(sql, `SELECT count(*) AS count FROM ${table}`))?.count ?? 0
  return {
    schema,
    head: await headOn(sql).head(),
    files: await count('files'),
    variants: await count('variants'),
    feeds: await count('feeds'),
    // The first schema of a file did not remember them; that of PostgreSQL did.
    withdrawals: await count('withdrawals').catch(() => 0),
  }
}
