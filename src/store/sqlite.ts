import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { rowsOn } from './content-rows.ts'
import { HELD, leasesOn } from './leases.ts'
import type { Store } from './port.ts'
import { readerThrough } from './reader.ts'
import type { Sql, Value } from './sql.ts'
import { BUSY, codeOf, explained, openDatabase, openReading } from './sqlite-database.ts'

/**
 * A store in one file (or in memory), through `node:sqlite` in WAL mode. A file has a connection for the writer and one
 * for readers, who see the last transaction that was committed while the next is written, here or by another process.
 * @throws AppError `store_unusable`
 */
export function openSqliteStore(location: string): Store {
  const database = openDatabase(location)
  return location === ':memory:' ? storeOn(database) : storeOn(database, location)
}

/**
 * In memory there is one connection, and a gate keeps readers out while a transaction is open, so that nobody sees half
 * of it. Each call is synchronous inside, which is why a transaction never waits for anything but itself.
 */
export function storeOn(database: DatabaseSync, location = ':memory:'): Store {
  const shared = location === ':memory:'
  const writing = connectionOn(database, location)
  const reading = shared ? writing : connectionOn(openReading(location), location)
  // Who waits for another process's transaction must not keep the whole program waiting.
  database.exec('PRAGMA busy_timeout = 0')
  const leases = leasesOn(writing.sql)
  return {
    ...readerThrough((read) => reading.gate(() => read(reading.rows))),
    snapshot: (work) => reading.gate(() => (shared ? work(reading.rows) : reading.within('BEGIN', work))),
    transact: (work, signal) => writing.gate(() => writing.within('BEGIN IMMEDIATE', work, signal)),
    // Its transactions are found out to be overtaken: processes on one machine rarely meet.
    alone: (work) => work(),
    claim: (...lease) => writing.gate(() => writing.within('BEGIN IMMEDIATE', () => leases.claim(...lease))),
    held: (...lease) => reading.gate(() => leasesOn(reading.sql).held(...lease)),
    // Most often there is nothing to give back, which a reader can tell without waiting for a writer.
    release: async (name) =>
      (await reading.gate(() => reading.sql.all(HELD, name))).length > 0 &&
      writing.gate(() => writing.within('BEGIN IMMEDIATE', () => leases.release(name))),
    follow: async (told) => (shared ? async () => undefined : followed(reading.database, told)),
    close: async () => {
      if (!shared) await reading.close()
      await writing.close()
    },
  }
}

type Connection = ReturnType<typeof connectionOn>

function connectionOn(database: DatabaseSync, location: string) {
  const sql = sqlOn(database)
  const rows = rowsOn(sql)
  const turn = createGate()
  const gate = <T>(work: () => Promise<T>): Promise<T> =>
    turn(work).catch((error: unknown) => {
      throw explained(location, error)
    })
  return {
    database,
    sql,
    rows,
    gate,
    within: async <T>(begin: string, work: (store: typeof rows) => Promise<T>, signal?: AbortSignal): Promise<T> => {
      await began(database, begin, signal)
      try {
        const result = await work(rows)
        database.exec('COMMIT')
        return result
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    },
    close: () => gate(async () => database.close()),
  }
}

/** Milliseconds in which another process's transaction is waited for, and between two tries. */
const LONGEST_WAIT = 60_000
const BETWEEN_TRIES = 25

async function began(database: DatabaseSync, begin: string, signal?: AbortSignal): Promise<void> {
  for (let waited = 0; ; waited += BETWEEN_TRIES) {
    try {
      return database.exec(begin)
    } catch (error) {
      if (codeOf(error) !== BUSY || waited >= LONGEST_WAIT) throw error
    }
    await setTimeout(BETWEEN_TRIES)
    signal?.throwIfAborted()
  }
}

/** Milliseconds between two looks at whether somebody else has written. */
const LOOK = 250

function followed(database: Connection['database'], told: () => void): () => Promise<void> {
  const version = database.prepare('PRAGMA data_version')
  const now = (): unknown => version.get()?.data_version
  let last = now()
  // What was written while this process was on its way here is heard of, too.
  told()
  const timer = setInterval(() => {
    const next = now()
    if (next === last) return
    last = next
    told()
  }, LOOK)
  timer.unref()
  return async () => clearInterval(timer)
}

/** Statements are prepared when they are first run, and kept: those of unions are as many as anybody asks for. */
const STATEMENTS = 300

export function sqlOn(database: DatabaseSync): Sql {
  const prepared = new LRUCache<string, StatementSync>({ max: STATEMENTS })
  return {
    async all<R extends object>(text: string, ...values: readonly Value[]): Promise<R[]> {
      let statement = prepared.get(text)
      if (!statement) {
        statement = database.prepare(text)
        prepared.set(text, statement)
      }
      return statement.all(...values) as R[]
    },
  }
}

/** One at a time, in the order of asking. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
