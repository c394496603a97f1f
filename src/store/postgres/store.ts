import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { AppError } from '../../domain/errors.ts'
import { fillingStatements, isComplete } from '../first-placements.ts'
import { factsIn, type Inspection } from '../inspection.ts'
import { leasesOn } from '../leases.ts'
import { POSTGRES_MIGRATIONS } from '../migrations.ts'
import { readerThrough, type Store } from '../port.ts'
import { rowsOn } from '../rows.ts'
import { createPool, inTransaction, sqlOn, toStoreError, withClient } from './connection.ts'
import { CHANNEL, listenForChanges } from './listening.ts'

/** Keys of advisory locks. Arbitrary numbers, which no other program in the database should use. */
const MIGRATION_LOCK = 7_065_797_301
const WRITE_LOCK = 7_065_797_302
const REFRESH_LOCK = 7_065_797_303

/**
 * A store in a PostgreSQL database (14 or newer). Readers see the last committed edition; a lock allows one writer at a
 * time among all processes.
 * @throws AppError `store_unusable`
 */
export async function openPostgresStore(address: string): Promise<Store> {
  const { pool } = await openPool(address, migrate)
  const leases = leasesOn(sqlOn(pool))
  const notify = async (): Promise<void> => {
    await pool.query(`NOTIFY ${CHANNEL}`)
  }
  const explaining = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw toStoreError(address, error)
    })
  return {
    ...readerThrough((read) => explaining(() => read(rowsOn(sqlOn(pool))))),
    snapshot: (work) =>
      explaining(() =>
        inTransaction(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', (client) => work(rowsOn(sqlOn(client)))),
      ),
    transact: (work) =>
      explaining(() =>
        inTransaction(pool, 'BEGIN', async (client) => {
          await client.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK])
          const result = await work(rowsOn(sqlOn(client)))
          // PostgreSQL sends it when the transaction commits.
          await client.query(`NOTIFY ${CHANNEL}`)
          return result
        }),
      ),
    analyze: () =>
      explaining(async () => {
        await pool.query('ANALYZE files (file), variants (article, language, file, guid)')
      }),
    fillPlacements: (collection) =>
      explaining(() =>
        inTransaction(pool, 'BEGIN', async (client) => {
          const filled = await isComplete(sqlOn(client), collection)
          if (filled) await client.query(`${ROOM_TO_SORT}; ${fillingStatements(collection, FILLING)}; ${ANALYZE}`)
          return filled
        }),
      ),
    outbox: (work) => explaining(() => work(rowsOn(sqlOn(pool)))),
    // The lock belongs to the connection: PostgreSQL releases it if the process dies.
    runExclusively: (work, signal) =>
      explaining(() =>
        withClient(pool, async (client) => {
          while (!(await tryLock(client, REFRESH_LOCK))) {
            await setTimeout(LOCK_RETRY_MS)
            signal?.throwIfAborted()
          }
          const result = await work()
          await client.query('SELECT pg_advisory_unlock($1)', [REFRESH_LOCK])
          return result
        }),
      ),
    claim: (...lease) =>
      explaining(async () => {
        const claimed = await leases.claim(...lease)
        if (claimed) await notify()
        return claimed
      }),
    isHeld: (...lease) => explaining(() => leases.isHeld(...lease)),
    release: (name) => explaining(() => leases.release(name)),
    follow: (onChange) => listenForChanges(address, onChange),
    close: () => pool.end(),
  }
}

// PostgreSQL's own limits are for many small queries.
const ROOM_TO_SORT = "SET LOCAL work_mem = '64MB'; SET LOCAL maintenance_work_mem = '256MB'"
const FILLING = {
  empty: 'TRUNCATE',
  dropKey: 'ALTER TABLE placements DROP CONSTRAINT placements_pkey;',
  addKey: 'ALTER TABLE placements ADD PRIMARY KEY (scope, published, article);',
}
/**
 * Without statistics, queries of the first edition would scan whole tables. Only columns that conditions name: sorting a
 * sample of long texts takes most of the time.
 */
const ANALYZE =
  'ANALYZE files (file), variants (article, language, file, status, published, updated, corrected, expires, guid, headline, recording), placements (scope, published, article, language, added), months (scope, month, items)'

/** Also the longest time until an abort takes effect. */
const LOCK_RETRY_MS = 100

async function tryLock(client: pg.PoolClient, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [lock])
  return rows[0]?.locked === true
}

/** The rows of all tables, in one transaction; empty if there is no store yet. Writes nothing. @throws AppError */
export async function postgresTables(address: string, tables: readonly string[]): Promise<Map<string, object[]>> {
  const { pool, result } = await openPool(address, async (client) => {
    const rowsByTable = new Map<string, object[]>()
    if (!(await hasTable(client, 'polyfeed_schema'))) return rowsByTable
    await versionIn(client)
    for (const table of tables) {
      if (await hasTable(client, table)) rowsByTable.set(table, (await client.query(`SELECT * FROM ${table}`)).rows)
    }
    return rowsByTable
  })
  await pool.end()
  return result
}

/** Does not look for damage: pg_amcheck does. @throws AppError if the database is unavailable */
export async function inspectPostgres(address: string): Promise<Inspection> {
  const { pool, result } = await openPool(address, async (client): Promise<Inspection> => {
    if (!(await hasTable(client, 'polyfeed_schema'))) return { problems: [], facts: undefined }
    return { problems: [], facts: await factsIn(sqlOn(client), await versionIn(client)) }
  })
  await pool.end()
  return result
}

async function hasTable(client: pg.PoolClient, table: string): Promise<boolean> {
  const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS present', [table])
  return rows[0].present
}

/** Opens a pool and runs `work` in its first transaction. */
async function openPool<T>(
  address: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<{ readonly pool: pg.Pool; readonly result: T }> {
  const pool = createPool(address)
  try {
    return { pool, result: await inTransaction(pool, 'BEGIN', work) }
  } catch (error) {
    await pool.end()
    throw toStoreError(address, error, 'cannot be used')
  }
}

async function migrate(client: pg.PoolClient): Promise<void> {
  // Writes nothing if the schema is current: the database may be full or read-only.
  if ((await hasTable(client, 'polyfeed_schema')) && (await versionIn(client)) === POSTGRES_MIGRATIONS.length) return
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
  await client.query('CREATE TABLE IF NOT EXISTS polyfeed_schema (version INTEGER NOT NULL)')
  const version = await versionIn(client)
  if (version === POSTGRES_MIGRATIONS.length) return
  for (const statements of POSTGRES_MIGRATIONS.slice(version)) await client.query(statements)
  await client.query('DELETE FROM polyfeed_schema')
  await client.query('INSERT INTO polyfeed_schema (version) VALUES ($1)', [POSTGRES_MIGRATIONS.length])
}

async function versionIn(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ version: number }>('SELECT version FROM polyfeed_schema')
  const version = rows[0]?.version ?? 0
  if (version > POSTGRES_MIGRATIONS.length) {
    throw new AppError(
      'store_unusable',
      `POLYFEED_STORE was written by a newer Polyfeed (schema ${version}; this version supports up to ${POSTGRES_MIGRATIONS.length}): run the newer version or set another store`,
    )
  }
  return version
}
