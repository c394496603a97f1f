import type { Source } from '../sources/record.ts'
import type { StoreReader } from '../store/port.ts'
import type { Found } from './jobs.ts'
import { PART_FILES } from './parts.ts'
import type { SourceReader } from './reader.ts'
import type { Job } from './readings.ts'

export type KnownRecords = Pick<StoreReader, 'recordStamps' | 'recordBodies'>

/** Scans the sources whose articles are records in the store, and adds the records to the jobs. Others go to `reader`. */
export function withRecords(
  reader: SourceReader,
  sources: readonly Pick<Source, 'name' | 'prefix' | 'parseRecord'>[],
  known: KnownRecords,
): Pick<SourceReader, 'scan' | 'ingestFiles'> {
  return {
    scan: (index, saved) => {
      const source = sources[index]
      return source?.parseRecord ? scanRecords(known, source, saved) : reader.scan(index, saved)
    },
    ingestFiles: async (jobs) => reader.ingestFiles(await withBodies(jobs, sources, known)),
  }
}

async function* scanRecords(
  known: KnownRecords,
  { name, prefix }: Pick<Source, 'name' | 'prefix'>,
  saved: readonly string[] | undefined,
): AsyncGenerator<Found[]> {
  const keys = saved?.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length))
  let after = ''
  for (let start = 0; !keys || start < keys.length; start += PART_FILES) {
    const which = keys ? keys.slice(start, start + PART_FILES) : { after, limit: PART_FILES }
    const stamps = await known.recordStamps(name, which)
    if (stamps.length > 0) yield stamps.map(({ key, ...stamp }) => ({ file: prefix + key, stamp }))
    if (!keys && stamps.length < PART_FILES) return
    after = stamps.at(-1)?.key ?? after
  }
}

async function withBodies(
  jobs: readonly Job[],
  sources: readonly Pick<Source, 'name' | 'prefix' | 'parseRecord'>[],
  known: KnownRecords,
): Promise<readonly Job[]> {
  const [first] = jobs
  const source = first && sources[first.source]
  // The jobs of a part are of one source.
  if (!source?.parseRecord) return jobs
  const keyOf = ({ file }: Job): string => file.slice(source.prefix.length)
  const bodies = await known.recordBodies(source.name, jobs.map(keyOf))
  return jobs.map((job) => ({ ...job, body: bodies.get(keyOf(job)) ?? null }))
}
