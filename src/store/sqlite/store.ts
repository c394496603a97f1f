import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { HELD, type Leases, leasesOn } from '../leases.ts'
import type { Store, StoreWriter } from '../port.ts'
import { readerThrough } from '../reader.ts'
import { rowsOn } from '../rows.ts'
import type { Sql, Value } from '../sql.ts'
import { type Connections, openConnections, type StoreObserver } from './connections.ts'
import { BUSY, codeOf, explained, openDatabase } from './database.ts'

/**
 * A store in one file (or in memory), through `node:sqlite` in WAL mode. A file has a connection for the writer and one
 * for readers, who see the last transaction that was committed while the next is written, here or by another process.
 * @throws AppError `store_unusable`
 */
export function openSqliteStore(location: string, observe: StoreObserver = () => undefined): Store {
  if (location === ':memory:') return storeOn(openDatabase(location))
  const [readTurn, writeTurn] = [createGate(), createGate()]
  const connections = openConnections(location, observe, (exchange) => readTurn(async () => exchange()))
  return storeThrough(connections, location, readTurn, writeTurn)
}

/**
 * In memory there is one connection, and a gate keeps readers out while a transaction is open, so that nobody sees half
 * of it. Each call is synchronous inside, which is why a transaction never waits for anything but itself.
 */
export function storeOn(database: DatabaseSync): Store {
  const turn = createGate()
  const connections: Connections = {
    reading: () => database,
    writing: async () => database,
    look: async () => undefined,
    close: () => database.close(),
  }
  return storeThrough(connections, ':memory:', turn, turn)
}

function storeThrough(connections: Connections, location: string, readTurn: Gate, writeTurn: Gate): Store {
  const shared = readTurn === writeTurn
  const statements = new WeakMap<DatabaseSync, Statements>()
  const on = (database: DatabaseSync): Statements => {
    const known = statements.get(database)
    if (known) return known
    const sql = sqlOn(database)
    const prepared = { database, sql, rows: rowsOn(sql), leases: leasesOn(sql) }
    statements.set(database, prepared)
    return prepared
  }
  const explaining = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw explained(location, error)
    })
  const read = <T>(work: (statements: Statements) => Promise<T>): Promise<T> =>
    explaining(readTurn(async () => work(on(connections.reading()))))
  const write = <T>(work: (statements: Statements) => Promise<T>, signal?: AbortSignal): Promise<T> =>
    explaining(
      writeTurn(async () => {
        const writing = on(await connections.writing())
        return within(writing.database, 'BEGIN IMMEDIATE', () => work(writing), signal)
      }),
    )
  return {
    ...readerThrough((work) => read(({ rows }) => work(rows))),
    snapshot: (work) =>
      read(({ database, rows }) => (shared ? work(rows) : within(database, 'BEGIN', () => work(rows)))),
    transact: (work, signal) => write(({ rows }) => work(rows), signal),
    // Its transactions are found out to be overtaken: processes on one machine rarely meet.
    alone: (work) => work(),
    claim: (...lease) => write(({ leases }) => leases.claim(...lease)),
    held: (...lease) => read(({ leases }) => leases.held(...lease)),
    // Most often there is nothing to give back, which a reader can tell without waiting for a writer.
    release: async (name) =>
      (await read(({ sql }) => sql.all(HELD, name))).length > 0 && write(({ leases }) => leases.release(name)),
    follow: async (told) =>
      shared ? async () => undefined : followed(() => writeTurn(() => connections.look()), connections.reading, told),
    close: () => writeTurn(async () => (shared ? connections.close() : readTurn(async () => connections.close()))),
  }
}

type Gate = ReturnType<typeof createGate>

type Statements = {
  readonly database: DatabaseSync
  readonly sql: Sql
  readonly rows: StoreWriter
  readonly leases: Leases
}

async function within<T>(
  database: DatabaseSync,
  begin: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await began(database, begin, signal)
  try {
    const result = await work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
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

/** `look` may exchange the connection that `reading` gives. */
function followed(look: () => Promise<void>, reading: () => DatabaseSync, told: () => void): () => Promise<void> {
  let connection = reading()
  let version = versionReader(connection)
  let last = version()
  let looking = false
  // What was written while this process was on its way here is heard of, too.
  told()
  const check = async (): Promise<void> => {
    await look().catch(() => undefined)
    const isOther = reading() !== connection
    if (isOther) {
      connection = reading()
      version = versionReader(connection)
    }
    const next = version()
    if (next === last && !isOther) return
    last = next
    told()
  }
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    // A file that cannot be read is told by whoever reads of it.
    check()
      .catch(() => undefined)
      .finally(() => {
        looking = false
      })
  }, LOOK)
  timer.unref()
  return async () => clearInterval(timer)
}

/** https://www.sqlite.org/pragma.html#pragma_data_version */
function versionReader(database: DatabaseSync): () => unknown {
  const version = database.prepare('PRAGMA data_version')
  return () => version.get()?.data_version
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
