export type Value = string | number | null

/** A value, or the list of an `IN (?)`. */
export type Parameter = Value | readonly string[]

/**
 * Runs statements one after the other, in the SQL that SQLite and PostgreSQL share. The parameter `?` is the next
 * value, `?2` the second.
 */
export type Sql = {
  /** Added to a SELECT of rows to claim: SQLite has one writer at a time and needs nothing. */
  readonly skipLocked: '' | 'FOR UPDATE SKIP LOCKED'
  /** The database keeps the plan of the statement for the next call. */
  all<R extends object>(text: string, ...values: readonly Parameter[]): Promise<R[]>
  /** The same for a text that has many variants: PostgreSQL plans it for its values at each call. */
  allUnprepared<R extends object>(text: string, ...values: readonly Parameter[]): Promise<R[]>
  /** Runs an `INSERT INTO … (…)` with many rows and what follows its VALUES, in the way that is fastest for the database. */
  insert<R extends object>(into: string, rows: readonly (readonly Value[])[], following?: string): Promise<R[]>
}

/** Databases limit the parameters of a statement. */
const ITEMS_PER_STATEMENT = 500

export function chunksOf<T>(items: readonly T[], size = ITEMS_PER_STATEMENT): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** The first column of the rows of a statement. */
export async function column<T extends Value>(sql: Sql, text: string, ...values: readonly Parameter[]): Promise<T[]> {
  return (await sql.all<Record<string, T>>(text, ...values)).map((row) => Object.values(row)[0] as T)
}

/** SQL and the values of its parameters, in order. `varies` if its text does, as a union of any number of scopes. */
export type Query = { readonly text: string; readonly values: readonly Parameter[]; readonly varies?: boolean }

/** Takes other queries in with their values; every other value becomes a parameter. */
export function query(strings: TemplateStringsArray, ...parts: readonly (Query | Value)[]): Query {
  const queries = parts.map((part) =>
    typeof part === 'object' && part !== null ? part : { text: '?', values: [part] },
  )
  return {
    text: strings.reduce((text, string, index) => text + queries[index - 1]?.text + string),
    values: queries.flatMap(({ values }) => values),
    varies: queries.some(({ varies }) => varies),
  }
}

/** Names and other text without values. */
export function raw(text: string): Query {
  return { text, values: [] }
}

export function joined(queries: readonly Query[], separator: string): Query {
  return {
    text: queries.map(({ text }) => text).join(separator),
    values: queries.flatMap(({ values }) => values),
    varies: true,
  }
}

/** The list of an `IN (…)`. */
export function listed(values: readonly string[]): Query {
  return { text: '?', values: [values] }
}

/** A list of few lengths, because each length is another prepared statement: `filler` is added up to a multiple of `step`. */
export function inSteps(values: readonly string[], step: number, filler: string): string[] {
  return [...values, ...Array<string>((step - (values.length % step)) % step).fill(filler)]
}

export function rowsOf<R extends object>(sql: Sql, { text, values, varies }: Query): Promise<R[]> {
  return varies ? sql.allUnprepared<R>(text, ...values) : sql.all<R>(text, ...values)
}
