import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { AppError } from '../../domain/errors.ts'
import { factsIn, type Inspection } from '../inspection.ts'
import { leasesOn } from '../leases.ts'
import type { Store } from '../port.ts'
import { readerThrough } from '../reader.ts'
import { rowsOn } from '../rows.ts'
import { explained, inTransaction, poolTo, sqlOn, withClient } from './connection.ts'
import { CHANNEL, listening } from './listening.ts'
import { MIGRATIONS } from './migrations.ts'

/** Advisory locks of this program: any numbers that nobody else uses in its database. */
const MIGRATING = 7_065_797_301
const WRITING = 7_065_797_302
const REFRESHING = 7_065_797_303

/**
 * A store in a PostgreSQL database (14 or newer), over a pool of connections. Readers see the last edition that was
 * committed; one writer at a time, of however many processes, holds the lock.
 * @throws AppError `store_unusable`
 */
export async function openPostgresStore(address: string): Promise<Store> {
  const { pool } = await connected(address, migrate)
  const leases = leasesOn(sqlOn(pool))
  const notify = async (): Promise<void> => {
    await pool.query(`NOTIFY ${CHANNEL}`)
  }
  const asked = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw explained(address, error)
    })
  return {
    ...readerThrough((read) => asked(() => read(rowsOn(sqlOn(pool))))),
    snapshot: (work) =>
      asked(() =>
        inTransaction(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', (client) => work(rowsOn(sqlOn(client)))),
      ),
    transact: (work) =>
      asked(() =>
        inTransaction(pool, 'BEGIN', async (client) => {
          await client.query('SELECT pg_advisory_xact_lock($1)', [WRITING])
          const result = await work(rowsOn(sqlOn(client)))
          // Sent when, and only when, the transaction is committed.
          await client.query(`NOTIFY ${CHANNEL}`)
          return result
        }),
      ),
    // The lock is the connection's: a process that dies lets go of it.
    alone: (work, signal) =>
      asked(() =>
        withClient(pool, async (client) => {
          while (!(await tryLock(client, REFRESHING))) {
            await setTimeout(BETWEEN_TRIES)
            signal?.throwIfAborted()
          }
          const result = await work()
          await client.query('SELECT pg_advisory_unlock($1)', [REFRESHING])
          return result
        }),
      ),
    claim: (...lease) =>
      asked(async () => {
        const claimed = await leases.claim(...lease)
        if (claimed) await notify()
        return claimed
      }),
    held: (...lease) => asked(() => leases.held(...lease)),
    release: (name) => asked(() => leases.release(name)),
    follow: (told) => listening(address, told),
    close: () => pool.end(),
  }
}

/** Milliseconds between two tries for the lock of another process: who is told to stop does not wait longer. */
const BETWEEN_TRIES = 100

async function tryLock(client: pg.PoolClient, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [lock])
  return rows[0]?.locked === true
}

/** Every row of every table, as of one moment; none where no Polyfeed has been here. Writes nothing. @throws AppError */
export async function postgresTables(address: string, tables: readonly string[]): Promise<Map<string, object[]>> {
  const { pool, first } = await connected(address, async (client) => {
    const { rows } = await client.query("SELECT to_regclass('polyfeed_schema') IS NOT NULL AS there")
    const found = new Map<string, object[]>()
    if (!rows[0].there) return found
    await versionIn(client)
    for (const table of tables) {
      const known = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [table])
      if (known.rows[0].there) found.set(table, (await client.query(`SELECT * FROM ${table}`)).rows)
    }
    return found
  })
  await pool.end()
  return first
}

/** Its pages are checked by PostgreSQL's own tools (pg_amcheck): here it is read. @throws AppError where it is away */
export async function inspectPostgres(address: string): Promise<Inspection> {
  const { pool, first } = await connected(address, async (client): Promise<Inspection> => {
    const { rows } = await client.query("SELECT to_regclass('polyfeed_schema') IS NOT NULL AS there")
    if (!rows[0].there) return { problems: [], facts: undefined }
    return { problems: [], facts: await factsIn(sqlOn(client), await versionIn(client)) }
  })
  await pool.end()
  return first
}

/** A pool of connections, and what the first thing that was done over it came to. */
async function connected<T>(
  address: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<{ readonly pool: pg.Pool; readonly first: T }> {
  const pool = poolTo(address)
  try {
    return { pool, first: await inTransaction(pool, 'BEGIN', work) }
  } catch (error) {
    await pool.end()
    throw explained(address, error, 'cannot be used')
  }
}

/** Once, however many processes start at the same time. */
async function migrate(client: pg.PoolClient): Promise<void> {
  // A database that is full or read-only for now is not asked to write.
  const { rows } = await client.query("SELECT to_regclass('polyfeed_schema') IS NOT NULL AS there")
  if (rows[0].there && (await versionIn(client)) === MIGRATIONS.length) return
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
