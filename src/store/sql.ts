export type Value = string | number | null

/**
 * Runs statements one after the other, in the SQL that SQLite and PostgreSQL share. The parameter `?` is the next
 * value, `?2` the second.
 */
export type Sql = {
  all<R extends object>(text: string, ...values: readonly Value[]): Promise<R[]>
}

/** The row of a statement that returns at most one. */
export async function firstRow<R extends object>(
  sql: Sql,
  text: string,
  ...values: readonly Value[]
): Promise<R | undefined> {
  const [row] = await sql.all<R>(text, ...values)
  return row
}
