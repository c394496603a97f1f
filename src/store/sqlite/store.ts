import type { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { getOrCreate } from '../../memo.ts'
import { HELD_QUERY, leasesOn } from '../leases.ts'
import { readerThrough, type Store } from '../port.ts'
import { rowsOn } from '../rows.ts'
import { createCheckpoints } from './checkpoint.ts'
import { type Connections, openConnections, type StoreObserver } from './connections.ts'
import { BUSY, codeOf, openDatabase, toStoreError } from './database.ts'
import { fill, fillInThread, THREAD_MIN_ROWS } from './filling.ts'
import { sqlOn } from './sql.ts'

/**
 * A store in a file or in memory, in WAL mode. A file has one connection for the writer and one for readers, which see
 * the last committed transaction while this or another process writes the next.
 * @throws AppError `store_unusable`
 */
export function openSqliteStore(location: string, observe: StoreObserver = () => undefined): Store {
  if (location === ':memory:') return storeOn(openDatabase(location))
  const [readGate, writeGate] = [createGate(), createGate()]
  const connections = openConnections(location, observe, (exchange) => readGate(async () => exchange()))
  return storeThrough(connections, location, readGate, writeGate)
}

/** A store in memory has one connection: its gate keeps readers from seeing an open transaction. */
export function storeOn(database: DatabaseSync): Store {
  const gate = createGate()
  const connections: Connections = {
    reading: () => database,
    writing: async () => database,
    checkFile: async () => undefined,
    close: () => database.close(),
  }
  return storeThrough(connections, ':memory:', gate, gate)
}

function storeThrough(connections: Connections, location: string, readGate: Gate, writeGate: Gate): Store {
  const isInMemory = readGate === writeGate
  const checkpoints = createCheckpoints(location)
  const statementsByDatabase = new WeakMap<DatabaseSync, Statements>()
  const statementsOn = (database: DatabaseSync): Statements =>
    getOrCreate(statementsByDatabase, database, () => createStatements(database))
  const explaining = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw toStoreError(location, error)
    })
  const read = <T>(work: (statements: Statements) => Promise<T>): Promise<T> =>
    explaining(readGate(async () => work(statementsOn(connections.reading()))))
  const write = <T>(work: (statements: Statements) => Promise<T>, signal?: AbortSignal): Promise<T> =>
    explaining(
      writeGate(async () => {
        const statements = statementsOn(await connections.writing())
        const { database, changedRows } = statements
        const rowsBefore = changedRows()
        let rows = 0
        let isDeferred = false
        const workAndCount = async () => {
          const result = await work(statements)
          rows = changedRows() - rowsBefore
          isDeferred = !isInMemory && checkpoints.deferFor(database, rows)
          return result
        }
        try {
          return await inTransaction(database, 'BEGIN IMMEDIATE', workAndCount, signal)
        } finally {
          if (isDeferred) checkpoints.start(database)
          if (rows >= LARGE_TRANSACTION_ROWS) database.exec('PRAGMA shrink_memory')
        }
      }),
    )
  return {
    ...readerThrough((work) => read(({ rows }) => work(rows))),
    snapshot: (work) =>
      read(({ database, rows }) => (isInMemory ? work(rows) : inTransaction(database, 'BEGIN', () => work(rows)))),
    transact: (work, signal) => write(({ rows }) => work(rows), signal),
    // SQLite's plans depend on no statistics.
    analyze: async () => undefined,
    fillPlacements: (collection) =>
      isInMemory || collection.rows < THREAD_MIN_ROWS
        ? write(({ database }) => fill(database, collection))
        : explaining(writeGate(() => fillInThread(location, collection))),
    outbox: (work) => write(({ rows }) => work(rows)),
    // No lock: a refresh notices in its transaction that another process was faster, which is rare on one machine.
    runExclusively: (work) => work(),
    claim: (...lease) => write(({ leases }) => leases.claim(...lease)),
    isHeld: (...lease) => read(({ leases }) => leases.isHeld(...lease)),
    // Reads first, because most often the name is not held, and a read does not wait for a writer.
    release: async (name) =>
      (await read(({ sql }) => sql.all(HELD_QUERY, name))).length > 0 && write(({ leases }) => leases.release(name)),
    follow: async (onChange) =>
      isInMemory
        ? async () => undefined
        : pollFile(() => writeGate(() => connections.checkFile()), connections.reading, onChange),
    close: () =>
      writeGate(async () => {
        await checkpoints.ended()
        await (isInMemory ? connections.close() : readGate(async () => connections.close()))
      }),
  }
}

/** After a transaction that changes as many rows, its cached pages are freed: they take up to 8 MB. */
const LARGE_TRANSACTION_ROWS = 500

type Gate = ReturnType<typeof createGate>

type Statements = ReturnType<typeof createStatements>

function createStatements(database: DatabaseSync) {
  const sql = sqlOn(database)
  const totalChanges = database.prepare('SELECT total_changes() AS rows')
  const changedRows = (): number => Number(totalChanges.get()?.rows)
  return { database, changedRows, sql, rows: rowsOn(sql), leases: leasesOn(sql) }
}

async function inTransaction<T>(
  database: DatabaseSync,
  begin: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await beginTransaction(database, begin, signal)
  try {
    const result = await work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** How long to wait for another process's transaction. */
const BUSY_TIMEOUT_MS = 60_000
const BUSY_RETRY_MS = 25

async function beginTransaction(database: DatabaseSync, begin: string, signal?: AbortSignal): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += BUSY_RETRY_MS) {
    try {
      return database.exec(begin)
    } catch (error) {
      if (codeOf(error) !== BUSY || waitedMs >= BUSY_TIMEOUT_MS) throw error
    }
    await setTimeout(BUSY_RETRY_MS)
    signal?.throwIfAborted()
  }
}

const POLL_MS = 250

/** `look` may replace the connection that `reading` returns. */
function pollFile(look: () => Promise<void>, reading: () => DatabaseSync, onChange: () => void): () => Promise<void> {
  // https://www.sqlite.org/pragma.html#pragma_data_version
  const stateOf = (connection: DatabaseSync) => ({
    connection,
    version: connection.prepare('PRAGMA data_version').get()?.data_version,
  })
  let last = stateOf(reading())
  let isChecking = false
  // Another process may have written between the caller's last read and this call.
  onChange()
  const check = async (): Promise<void> => {
    await look().catch(() => undefined)
    const next = stateOf(reading())
    const isChanged = next.connection !== last.connection || next.version !== last.version
    last = next
    if (isChanged) onChange()
  }
  const timer = setInterval(() => {
    if (isChecking) return
    isChecking = true
    // Errors are ignored: the next reader of the file reports them.
    check()
      .catch(() => undefined)
      .finally(() => {
        isChecking = false
      })
  }, POLL_MS)
  timer.unref()
  return async () => clearInterval(timer)
}

/** Runs one `work` at a time, in the order of the calls. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
