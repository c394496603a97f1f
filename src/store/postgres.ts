import pg from 'pg'
import { AppError } from '../domain/errors.ts'
import { rowsOn } from './content-rows.ts'
import { MIGRATIONS } from './migrations/postgres.ts'
import type { Store, StoreReader } from './port.ts'
import { readerThrough } from './reader.ts'
import type { Sql, Value } from './sql.ts'

/** Advisory locks of this program: any two numbers that nobody else uses in its database. */
const MIGRATING = 7_065_797_301
const WRITING = 7_065_797_302

/** Milliseconds after which a database that does not answer is taken for one that is not there. */
const PATIENCE = 10_000

/**
 * A store in a PostgreSQL database (14 or newer), over a pool of connections. Readers see the last edition that was
 * committed; one writer at a time, of however many processes, holds the lock.
 * @throws AppError `store_unusable`
 */
export async function openPostgresStore(address: string): Promise<Store> {
  const { pool } = await connected(address, migrate)
  const reading = <T>(work: (reader: StoreReader) => Promise<T>): Promise<T> =>
    inTransaction(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', (client) => work(rowsOn(sqlOn(client))))
  return {
    ...readerThrough((read) => read(rowsOn(sqlOn(pool)))),
    snapshot: reading,
    transact: (work) =>
      inTransaction(pool, 'BEGIN', async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [WRITING])
        return work(rowsOn(sqlOn(client)))
      }),
    close: () => pool.end(),
  }
}

/** Every row of every table, as of one moment; none where no Polyfeed has been here. Writes nothing. @throws AppError */
export async function postgresTables(address: string, tables: readonly string[]): Promise<Map<string, object[]>> {
  const { pool, first } = await connected(address, async (client) => {
    const { rows } = await client.query("SELECT to_regclass('polyfeed_schema') IS NOT NULL AS there")
    const found = new Map<string, object[]>()
    if (!rows[0].there) return found
    await versionIn(client)
    for (const table of tables) found.set(table, (await client.query(`SELECT * FROM ${table}`)).rows)
    return found
  })
  await pool.end()
  return first
}

/** A pool of connections, and what the first thing that was done over it came to. */
async function connected<T>(
  address: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<{ readonly pool: pg.Pool; readonly first: T }> {
  const pool = new pg.Pool({
    connectionString: address,
    connectionTimeoutMillis: PATIENCE,
    application_name: 'polyfeed',
    types: { getTypeParser: parserOf },
  })
  // A connection that breaks while nobody uses it is thrown away by the pool; without a listener it would end the process.
  pool.on('error', ignored)
  try {
    return { pool, first: await inTransaction(pool, 'BEGIN', work) }
  } catch (error) {
    await pool.end()
    if (error instanceof AppError) throw error
    const why = (error as Error).message || (error as NodeJS.ErrnoException).code
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE ${named(address)} cannot be used: ${why}`,
      {},
      { cause: error },
    )
  }
}

function sqlOn(connection: pg.Pool | pg.PoolClient): Sql {
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

async function inTransaction<T>(pool: pg.Pool, begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // The server going away is told by the query that fails, and once more by an event.
  client.on('error', ignored)
  let broken = false
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.off('error', ignored)
    client.release(broken)
  }
}

function ignored(): void {}

/** Once, however many processes start at the same time. */
async function migrate(client: pg.PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATING])
  await client.query('CREATE TABLE IF NOT EXISTS polyfeed_schema (version INTEGER NOT NULL)')
  const version = await versionIn(client)
  if (version === MIGRATIONS.length) return
  for (const statements of MIGRATIONS.slice(version)) await client.query(statements)
  await client.query('DELETE FROM polyfeed_schema')
  await client.query('INSERT INTO polyfeed_schema (version) VALUES ($1)', [MIGRATIONS.length])
}

async function versionIn(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ version: number }>('SELECT version FROM polyfeed_schema')
  const version = rows[0]?.version ?? 0
  if (version > MIGRATIONS.length) {
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE was written by a newer Polyfeed (schema ${version}, this one knows ${MIGRATIONS.length}): run that version, or name another store`,
    )
  }
  return version
}

/** The address without the password in it. */
function named(address: string): string {
  const url = URL.parse(address)
  return url ? `${url.protocol}//${url.host}${url.pathname}` : 'postgres://…'
}
