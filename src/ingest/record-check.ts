import type { Quarantined } from '../domain/article.ts'
import { recordFile } from '../domain/sources.ts'
import type { StoredRecord } from '../store/records.ts'
import type { SourceReader } from './reader.ts'

/** The problems of records that are not in the store, in their order. Their places are JSON pointers. */
export type RecordCheck = (records: readonly StoredRecord[]) => Promise<readonly (readonly Quarantined[])[]>

/** `open` opens a reader of this source alone. */
export function createRecordCheck(source: string, open: () => Pick<SourceReader, 'ingestFiles'>): RecordCheck {
  return async (records) => {
    const jobs = records.map(({ key, body }) => ({
      ...{ file: recordFile({ source, key }), source: 0, hash: undefined, body },
      stamp: { modified: 0, size: Buffer.byteLength(body ?? '') },
    }))
    const readings = await open().ingestFiles(jobs)
    return readings.map((reading) => (reading && 'quarantined' in reading ? reading.quarantined : []))
  }
}
