import { createHash } from 'node:crypto'
import { createYield } from '../concurrency.ts'
import { column, joined, listed, type Query, query, rowsOf, type Sql } from './sql.ts'

/** An article as a running system gave it: JSON, or `null` if the system deleted it. */
export type StoredRecord = { readonly key: string; readonly body: string | null }

/** Tells whether a record has changed, like the time and the size of a file. */
export type RecordStamp = { readonly key: string; readonly modified: number; readonly size: number }

/** Rows of one statement. */
const BATCH = 50
const PAGE = 500

const STAMPS = 'SELECT key, stamp AS modified, size FROM records WHERE source = ? AND key > ? ORDER BY key LIMIT ?'
const NEXT_KEYS = 'SELECT key FROM records WHERE source = ? AND key > ? ORDER BY key LIMIT ?'
/** Drops have numbers, too: of each source, this row has that of the last one. Else a number would be given twice. */
const DROPS = ''
const PUT_DROP =
  'INSERT INTO records (source, key, stamp, size, run, sequence) VALUES (?, ?, 0, -1, 0, ?) ON CONFLICT (source, key) DO UPDATE SET sequence = excluded.sequence'
const PUT_STATE =
  'INSERT INTO fetches (source, body) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET body = excluded.body'

/** Records of sources in running systems, and the states of their fetches. */
export function recordsOn(sql: Sql) {
  const keysIn = (source: string, keys: readonly string[]): Query =>
    query`WHERE source = ${source} AND key IN (${listed(keys)})`
  const recordSequence = async (): Promise<number> =>
    (await column<number>(sql, 'SELECT coalesce(max(sequence), 0) FROM records'))[0] ?? 0
  return {
    /** The number of the last write of records. */
    recordSequence,
    /** The records that were written after a sequence number, the oldest first; for drops, the source is empty and the key names it. */
    recordsSince(sequence: number, limit: number): Promise<{ readonly source: string; readonly key: string }[]> {
      return sql.all('SELECT source, key FROM records WHERE sequence > ? ORDER BY sequence LIMIT ?', sequence, limit)
    },
    /** The stamps of some records, or of the next ones after a key. */
    recordStamps(
      source: string,
      which: readonly string[] | { readonly after: string; readonly limit: number },
    ): Promise<RecordStamp[]> {
      if ('after' in which) return sql.all(STAMPS, source, which.after, which.limit)
      return which.length === 0
        ? Promise.resolve([])
        : rowsOf(sql, query`SELECT key, stamp AS modified, size FROM records ${keysIn(source, which)}`)
    },
    async recordBodies(source: string, keys: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
      const rows = await rowsOf<StoredRecord>(sql, query`SELECT key, body FROM records ${keysIn(source, keys)}`)
      return new Map(rows.map(({ key, body }) => [key, body]))
    },
    /**
     * Writes records that are new or that have changed, with a number for {@link dropOlderRecords}.
     * @returns the keys of these
     */
    async putRecords(source: string, records: readonly StoredRecord[], run = 0): Promise<string[]> {
      const sequence = (await recordSequence()) + 1
      const latest = [...new Map(records.map(storable).map((record) => [record.key, record])).values()]
      const changed: string[] = []
      const yieldToRequests = createYield()
      for (let start = 0; start < latest.length; start += BATCH) {
        const batch = latest.slice(start, start + BATCH)
        const rows = batch.map(({ key, body }) => {
          const { modified, size } = stampOf(body)
          return query`(${source}, ${key}, ${modified}, ${size}, ${run}, ${sequence}, ${body})`
        })
        const writtenRows = await rowsOf<{ key: string }>(
          sql,
          query`INSERT INTO records (source, key, stamp, size, run, sequence, body) VALUES ${joined(rows, ', ')}
            ON CONFLICT (source, key) DO UPDATE SET stamp = excluded.stamp, size = excluded.size, run = excluded.run,
            sequence = excluded.sequence, body = excluded.body
            WHERE records.stamp <> excluded.stamp OR records.size <> excluded.size RETURNING key`,
        )
        changed.push(...writtenRows.map(({ key }) => key))
        await yieldToRequests()
      }
      return changed
    },
    /**
     * Deletes the records with other keys. Those of articles that the system deleted stay.
     * @returns the keys of these
     */
    async dropOtherRecords(source: string, keys: { has(key: string): boolean }): Promise<string[]> {
      const sequence = (await recordSequence()) + 1
      const dropped: string[] = []
      const yieldToRequests = createYield()
      for (let after: string | undefined = ''; after !== undefined; await yieldToRequests()) {
        const page: string[] = await column(sql, NEXT_KEYS, source, after, PAGE)
        const droppedKeys = page.filter((key) => !keys.has(key))
        if (droppedKeys.length > 0) {
          const deleted = query`DELETE FROM records ${keysIn(source, droppedKeys)} AND body IS NOT NULL RETURNING key`
          dropped.push(...(await rowsOf<{ key: string }>(sql, deleted)).map(({ key }) => key))
        }
        after = page.length < PAGE ? undefined : page.at(-1)
      }
      if (dropped.length > 0) await sql.all(PUT_DROP, DROPS, source, sequence)
      return dropped
    },
    /** Deletes all records of a source, and the state of its fetches. */
    async dropSource(source: string): Promise<void> {
      const sequence = (await recordSequence()) + 1
      await sql.all('DELETE FROM records WHERE source = ?', source)
      await sql.all('DELETE FROM fetches WHERE source = ?', source)
      await sql.all(PUT_DROP, DROPS, source, sequence)
    },
    /** Deletes the records that were last written with a smaller number. */
    async dropOlderRecords(source: string, run: number): Promise<void> {
      const sequence = (await recordSequence()) + 1
      await sql.all('DELETE FROM records WHERE source = ? AND run < ?', source, run)
      await sql.all(PUT_DROP, DROPS, source, sequence)
    },
    /** The states of fetches by the names of their sources. */
    async fetchStates<T>(): Promise<ReadonlyMap<string, T>> {
      const rows = await sql.all<{ source: string; body: string }>('SELECT source, body FROM fetches ORDER BY source')
      return new Map(rows.map(({ source, body }) => [source, JSON.parse(body) as T]))
    },
    async fetchState<T>(source: string): Promise<T | undefined> {
      const [body] = await column<string>(sql, 'SELECT body FROM fetches WHERE source = ?', source)
      return body === undefined ? undefined : JSON.parse(body)
    },
    async putFetchState(source: string, state: object): Promise<void> {
      await sql.all(PUT_STATE, source, JSON.stringify(state))
    },
  }
}

const KEY_CHARACTERS_MAX = 500

/** The key under which a record is stored. PostgreSQL stores no NUL, and long keys do not fit in its index. */
export function storedKey(key: string): string {
  const short = key.length > KEY_CHARACTERS_MAX ? createHash('sha256').update(key).digest('hex') : key
  return short.replaceAll('\0', '')
}

function storable({ key, body }: StoredRecord): StoredRecord {
  return { key: storedKey(key), body: body?.replaceAll('\0', '') ?? null }
}

/** The first 48 bits of a hash stand for the time of a file: records with other bytes have another one. */
function stampOf(body: string | null): Omit<RecordStamp, 'key'> {
  const modified = createHash('sha256')
    .update(body ?? '')
    .digest()
    .readUIntBE(0, 6)
  return { modified, size: body === null ? -1 : Buffer.byteLength(body) }
}
