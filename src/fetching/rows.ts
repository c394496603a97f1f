import type { StoredRecord } from '../store/records.ts'

/** Records that are written to the store in one transaction. */
const PART_RECORDS = 500
const PART_CHARACTERS = 4_000_000

/** The record of a row; `fallback` is its key if it lacks the properties of a key. */
export function recordOf(row: unknown, body: string, key: readonly string[], fallback: string): StoredRecord {
  const values = key.map((name) => (row as Record<string, unknown> | null)?.[name])
  const isWhole = values.every((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
  return { key: isWhole ? values.join('/') : fallback, body }
}

/** Parts of bounded size. */
export async function* inParts(
  records: AsyncIterable<StoredRecord> | Iterable<StoredRecord>,
): AsyncGenerator<StoredRecord[]> {
  let part: StoredRecord[] = []
  let characters = 0
  for await (const record of records) {
    part.push(record)
    characters += record.body?.length ?? 0
    if (part.length < PART_RECORDS && characters < PART_CHARACTERS) continue
    yield part
    part = []
    characters = 0
  }
  if (part.length > 0) yield part
}
