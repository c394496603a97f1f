import pg from 'pg'
import { AppError } from '../../domain/errors.ts'
import type { Sql, Value } from '../sql.ts'

/** Milliseconds after which a database that does not answer is taken for one that is not there. */
const PATIENCE = 10_000

/** A pool of connections; nothing is asked over it yet. */
export function poolTo(address: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: address,
    connectionTimeoutMillis: PATIENCE,
    application_name: 'polyfeed',
    types: { getTypeParser: parserOf },
    // Statements that do not wait for each other do not wait for the network either.
    pipeline: true,
  })
  // A connection that breaks while nobody uses it is thrown away by the pool; without a listener it would end the process.
  pool.on('error', ignored)
  return pool
}

export function sqlOn(connection: pg.Pool | pg.PoolClient): Sql {
  return {
    async all<R extends object>(text: string, ...values: readonly Value[]): Promise<R[]> {
      return (await connection.query<R>(numbered(text), values.map(storable))).rows
    },
  }
}

/** PostgreSQL has no text with a NUL in it. Intake lets none through, but messages quote what was written. */
function storable(value: Value): Value {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value
}

/** `?` and `?2`, as SQLite has them → `$1` and `$2`. No statement has one in a text. */
function numbered(text: string): string {
  let next = 0
  return text.replace(/\?(\d*)/g, (_, number: string) => `$${number || ++next}`)
}

/** Instants and sizes are whole numbers that JavaScript can say. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')
}

/** A connection of the pool for as long as the work takes; one that broke, or was left in any other state, is thrown away. */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // The server going away is told by the query that fails, and once more by an event.
  client.on('error', ignored)
  let whole = false
  try {
    const result = await work(client)
    whole = true
    return result
  } finally {
    client.off('error', ignored)
    client.release(!whole)
  }
}

export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query(begin)
    try {
      const result = await work(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(ignored)
      throw error
    }
  })
}

function ignored(): void {}

/** What the database says of itself, not of a statement: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const AWAY = /^(?:08|53|57|58|E[A-Z]+$)/

/** A database that is away, full or going down, as somebody can act on it; what is of no such kind stays as it is. */
export function explained(address: string, error: unknown, otherwise?: string): unknown {
  if (error instanceof AppError) return error
  const { code = '', message } = error as { code?: string; message: string }
  const away =
    AWAY.test(code) ||
    /^(?:Connection terminated|timeout expired|Client has encountered|The server does not)/i.test(message)
  if (!away && otherwise === undefined) return error
  return new AppError(
    'store_unusable',
    `POLYFEED_STORE ${named(address)} ${otherwise ?? 'does not answer'}: ${message || code}`,
    {},
    { cause: error },
  )
}

/** The address without the password in it. */
function named(address: string): string {
  const url = URL.parse(address)
  return url ? `${url.protocol}//${url.host}${url.pathname}` : 'postgres://…'
}
