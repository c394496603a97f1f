import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { createYield } from '../concurrency.ts'
import type { SqlSource } from '../domain/sources.ts'
import { listenForChanges } from '../store/postgres/listening.ts'
import type { StoredRecord } from '../store/records.ts'
import { type Connector, FetchError, type FetchRequest } from './connector.ts'
import { inParts, recordOf } from './rows.ts'

/** The greatest value of the `changed` column so far, with the settings that it is of. */
type State = { readonly changed?: string | number | undefined; readonly settings?: string }

/** A row as JSON, and as text. */
type Row = { readonly body: string }

/** The rows of a query, as JSON. */
export function sqlConnector(source: SqlSource, dataFolder: string): Connector {
  const { database, query, key, changed, listen } = source.fetch
  const settings = createHash('sha256')
    .update(JSON.stringify([database, query, key, changed]))
    .digest('base64url')
  const file = /^sqlite:(.*)/.exec(database)?.[1]
  const rows =
    file === undefined ? postgresRows : (...query: Query) => sqliteRows(path.resolve(dataFolder, file), ...query)
  return {
    isAlwaysFull: changed === undefined,
    async *fetch(request) {
      const { mode, signal } = request
      const state = request.state as State | undefined
      let greatest = state?.settings === settings ? state.changed : undefined
      const since = mode === 'changes' && changed ? greatest : undefined
      const records = async function* (): AsyncGenerator<StoredRecord> {
        let number = 0
        for await (const { body } of rows(source, since, request)) {
          const row = JSON.parse(body)
          const isNested = withParsed(row)
          const value = changed === undefined ? undefined : row[changed]
          // A date in the future would hide the changes until then.
          const isFuture = typeof value === 'string' && Date.parse(value) > request.now()
          const isGreater = value !== undefined && value !== null && (greatest === undefined || value > greatest)
          if (isGreater && !isFuture) greatest = value
          yield recordOf(row, isNested ? JSON.stringify(row) : body, key, `row-${++number}`)
        }
      }
      try {
        for await (const part of inParts(records())) yield { records: part }
      } catch (error) {
        signal.throwIfAborted()
        throw error instanceof FetchError ? error : new FetchError(`the query failed: ${(error as Error).message}`)
      }
      return { state: { changed: greatest, settings } satisfies State, isComplete: since === undefined }
    },
    ...(listen && {
      listen: (onChange: () => void) => listenForChanges(database, onChange, { channel: listen, polls: false }),
    }),
  }
}

/** The properties of an article that are no texts. Databases without a type for JSON have them as text. */
const NESTED =
  'variants tags authors image attachments source correction series place comments related contributors'.split(' ')

/** Parses the JSON in these columns. Returns whether there was any. */
function withParsed(row: Record<string, unknown>): boolean {
  let hasNested = false
  for (const name of NESTED) {
    const value = row[name]
    if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) continue
    try {
      row[name] = JSON.parse(value)
      hasNested = true
    } catch {
      // Intake says what is wrong with it.
    }
  }
  return hasNested
}

type Query = [source: SqlSource, since: State['changed'], request: FetchRequest]

/** A table's name or a query, with the rows since a value. Rows with the same value may have been written after the last fetch. */
function statementOf(
  { fetch: { query, changed } }: SqlSource,
  select: string,
  since: unknown,
  parameter: string,
): string {
  const from = /^[\w."]+$/.test(query) ? query : `(${query.replace(/;\s*$/, '')})`
  const where = since === undefined ? '' : ` WHERE q.${quoted(changed as string)} >= ${parameter}`
  return `SELECT ${select} FROM ${from} AS q${where}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

async function* sqliteRows(
  file: string,
  source: SqlSource,
  since: unknown,
  { signal }: FetchRequest,
): AsyncGenerator<Row> {
  if (!existsSync(file)) throw new FetchError(`the database ${path.basename(file)} does not exist`)
  const database = new DatabaseSync(file, { readOnly: true })
  const pause = createYield(signal)
  try {
    const values = since === undefined ? [] : [since as string | number]
    for (const row of database.prepare(statementOf(source, '*', since, '?')).iterate(...values)) {
      await pause()
      yield { body: JSON.stringify(row, (_key, value) => (value instanceof Uint8Array ? undefined : value)) }
    }
  } finally {
    database.close()
  }
}

const FETCH_ROWS = 500

async function* postgresRows(source: SqlSource, since: unknown, { signal }: FetchRequest): AsyncGenerator<Row> {
  const client = new pg.Client({
    ...{
      connectionString: source.fetch.database,
      application_name: `polyfeed ${source.name}`,
      connectionTimeoutMillis: 10_000,
    },
  })
  // A lost connection makes the query fail and also emits an event.
  client.on('error', () => undefined)
  const end = (): void => void client.end().catch(() => undefined)
  signal.addEventListener('abort', end, { once: true })
  try {
    await client.connect()
    await client.query('BEGIN READ ONLY')
    // PostgreSQL itself writes the JSON: dates with their offset, columns of type json as they are.
    const select = statementOf(source, 'to_json(q)::text AS body', since, '$1')
    await client.query(`DECLARE records NO SCROLL CURSOR FOR ${select}`, since === undefined ? [] : [since])
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${FETCH_ROWS} FROM records`)
      yield* rows
      if (rows.length < FETCH_ROWS) return
    }
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}
