import pg from 'pg'
import { AppError } from '../../domain/errors.ts'
import { getOrCreate } from '../../memo.ts'
import { chunksOf, type Parameter, type Sql, type Value } from '../sql.ts'
import { arrayOf } from './arrays.ts'

const CONNECT_TIMEOUT_MS = 10_000

/** Creates a pool without connecting. */
export function createPool(address: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: address,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'polyfeed',
    types: { getTypeParser: parserOf },
    // Independent statements are sent without waiting for each other's results.
    pipeline: true,
  })
  // The pool drops an idle connection that breaks. Without a listener the event would end the process.
  pool.on('error', ignore)
  // Compiling one of these short queries takes 250 ms.
  pool.on('connect', (client) => void client.query('SET jit = off').catch(ignore))
  return pool
}

export function sqlOn(connection: pg.Pool | pg.PoolClient): Sql {
  return {
    skipLocked: 'FOR UPDATE SKIP LOCKED',
    async all<R extends object>(text: string, ...values: readonly Parameter[]): Promise<R[]> {
      const isLong = values.some((value) => Array.isArray(value) && value.length > PREPARED_LIST_MAX)
      const statement = isLong ? { text: numbered(text) } : preparedOf(text)
      return (await connection.query<R>({ ...statement, values: values.map(bound) })).rows
    },
    async allUnprepared<R extends object>(text: string, ...values: readonly Parameter[]): Promise<R[]> {
      return (await connection.query<R>(numbered(text), values.map(bound))).rows
    },
    async insert<R extends object>(into: string, rows: readonly (readonly Value[])[], following = ''): Promise<R[]> {
      const results: R[] = []
      // One array for each column: a parameter for each value takes PostgreSQL three times as long.
      for (const chunk of chunksOf(rows)) {
        const columns = (chunk[0] ?? []).map((_, index) => arrayOf(chunk.map((row) => storable(row[index] as Value))))
        const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}`).join(', ')
        const text = `${into} SELECT * FROM unnest(${arrays}) ${following}`
        const values = columns.map(({ bytes }) => bytes)
        results.push(...(await connection.query<R>({ ...preparedOf(text), values })).rows)
      }
      return results
    },
  }
}

/** PostgreSQL rejects NUL in text. Intake removes it from articles, but messages quote their raw text. */
function storable(value: Value): Value {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value
}

function bound(value: Parameter): Value | Buffer {
  return Array.isArray(value) ? arrayOf(value.map(storable), true).bytes : storable(value as Value)
}

/**
 * Statements with longer lists are planned for their values. A plan for any list assumes ten items, and one that was made
 * while a table was small would read the whole table for each part of a first intake.
 */
const PREPARED_LIST_MAX = 32

/** Connections keep the plans of statements by name. The texts are those of the program, so their number is limited. */
const prepared = new Map<string, { readonly name: string; readonly text: string }>()

function preparedOf(text: string): { readonly name: string; readonly text: string } {
  return getOrCreate(prepared, text, () => ({ name: `polyfeed_${prepared.size}`, text: numbered(text) }))
}

/**
 * Converts SQLite's parameters `?` and `?2` to `$1` and `$2`, and lists to arrays. No statement has a question mark in a
 * literal.
 */
function numbered(text: string): string {
  let next = 0
  return text
    .replaceAll('NOT IN (?)', '<> ALL (?)')
    .replaceAll('IN (?)', '= ANY (?)')
    .replace(/\?(\d*)/g, (_, number: string) => `$${number || ++next}`)
}

/** Parses BIGINT as a number: instants and sizes are safe integers. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')
}

/** Runs `work` on a connection of the pool. If it throws, the connection is closed, because its state is unknown. */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // A lost connection makes the query fail and also emits an event.
  client.on('error', ignore)
  let succeeded = false
  try {
    const result = await work(client)
    succeeded = true
    return result
  } finally {
    client.off('error', ignore)
    client.release(!succeeded)
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
      await client.query('ROLLBACK').catch(ignore)
      throw error
    }
  })
}

function ignore(): void {}

/** Classes of server problems, and Node's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNAVAILABLE = /^(?:08|53|57|58|E[A-Z]+$)/

/** Turns errors of an unavailable database, or all if `failure` is given, into an AppError. */
export function toStoreError(address: string, error: unknown, failure?: string): unknown {
  if (error instanceof AppError) return error
  const { code = '', message } = error as { code?: string; message: string }
  const isUnavailable =
    UNAVAILABLE.test(code) ||
    /^(?:Connection terminated|timeout expired|Client has encountered|The server does not)/i.test(message)
  if (!isUnavailable && failure === undefined) return error
  return new AppError(
    'store_unusable',
    `POLYFEED_STORE ${withoutPassword(address)} ${failure ?? 'does not answer'}: ${message || code}`,
    {},
    { cause: error },
  )
}

function withoutPassword(address: string): string {
  const url = URL.parse(address)
  return url ? `${url.protocol}//${url.host}${url.pathname}` : 'postgres://…'
}
