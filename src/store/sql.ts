/** What goes into a statement in place of its question marks. */
export type Value = string | number | null

/**
 * A connection that runs statements one after the other. They are written in the SQL that SQLite and PostgreSQL share;
 * `?` stands for the next value, `?2` for the second.
 */
export type Sql = {
  all<R extends object>(text: string, ...values: readonly Value[]): Promise<R[]>
}

/** The one row of a statement that has one at most. */
export async function one<R extends object>(
  sql: Sql,
  text: string,
  ...values: readonly Value[]
): Promise<R | undefined> {
  const [row] = await sql.all<R>(text, ...values)
  return row
}
