import { allSettledOrThrow } from '../concurrency.ts'
import { createBatchExport, type Documents, type ExportBatch, type Exported } from './batch.ts'
import type { ManifestEntry } from './manifest.ts'
import { fileOf } from './places.ts'
import type { Staged, Target } from './target.ts'

export type ExportSource = Documents & {
  readonly authority: string
  /** Candidates: paths that do not lead to a public document are skipped. */
  readonly paths: AsyncGenerator<string>
}

export type ExportObserver = {
  /** Called after every document with the number so far. */
  readonly progress?: (documents: number) => void
  readonly signal?: AbortSignal
  /** Starts other processes that export batches, if many documents are to be written. */
  readonly startWorkers?: () => readonly ExportBatch[]
}

/** Paths in a batch. Neighbours in the inventory show the same entries. */
const BATCH_PATHS = 200

/** Each process works on one batch while another is published. */
const BATCHES_PER_PROCESS = 2

/** A worker starts in the time that this process needs for about as many documents. */
const WRITTEN_BEFORE_WORKERS = 200

/**
 * Updates a target: writes documents that changed since the last manifest, then removes those that are gone, touches
 * nothing else. If it is interrupted, all documents are complete and the next export continues.
 * @throws Superseded if the store was refreshed meanwhile; errors of the store, the target and workers
 */
export async function exportDocuments(
  { authority, paths, ...source }: ExportSource,
  target: Target,
  { progress, signal, startWorkers }: ExportObserver = {},
) {
  const { lastManifest } = target
  const documents = new Map<string, ManifestEntry>()
  /** Paths that a process exports now. */
  const pending = new Set<string>()
  /** Paths that cannot be file names. */
  const unnamablePaths: string[] = []
  /** `bytes` are written, plain and encoded. */
  const counts = { written: 0, deleted: 0, bytes: 0 }
  const processes = [createBatchExport(source, target.writer, signal)]

  const record = ({ path, entry, isWritten }: Exported): void => {
    pending.delete(path)
    if (!entry) {
      unnamablePaths.push(path)
      return
    }
    documents.set(path, entry)
    progress?.(documents.size)
    if (!isWritten) return
    counts.written++
    counts.bytes += Object.values<number | undefined>(entry.sizes).reduce<number>((sum, size = 0) => sum + size, 0)
  }
  const exportBatch = async (batch: readonly string[], exportIn: ExportBatch): Promise<void> => {
    signal?.throwIfAborted()
    for (const path of batch) pending.add(path)
    const { exported, error } = await exportIn(batch.map((path) => [path, lastManifest.documents.get(path)]))
    exported.forEach(record)
    if (error) throw error
    for (const path of batch) pending.delete(path)
    await target.publish(exported.flatMap(stagedOf))
  }

  // All lanes share the iterator. An error in one lane ends it, and the other lanes finish their running work.
  const exportAll = async (remaining: AsyncIterable<string> | Iterable<string>): Promise<void> => {
    const batches = batchesOf(remaining)
    const lanes: Promise<void>[] = []
    const lane = async (exportIn: ExportBatch): Promise<void> => {
      for await (const batch of batches) {
        await exportBatch(batch, exportIn)
        if (counts.written < WRITTEN_BEFORE_WORKERS || processes.length > 1) continue
        const workers = startWorkers?.() ?? []
        processes.push(...workers)
        workers.forEach(addLanes)
      }
    }
    const addLanes = (exportIn: ExportBatch): void => {
      lanes.push(...Array.from({ length: BATCHES_PER_PROCESS }, () => lane(exportIn)))
    }
    processes.forEach(addLanes)
    for (let count = 0; count < lanes.length; ) {
      count = lanes.length
      await Promise.allSettled(lanes)
    }
    await allSettledOrThrow(lanes)
  }
  /** Pages and lists link to feeds, which are written before them. */
  const linking: string[] = []
  const others = async function* (): AsyncGenerator<string> {
    for await (const path of paths) {
      if (/\/$|\.opml$/.test(path)) linking.push(path)
      else yield path
    }
  }
  try {
    await exportAll(others())
    await exportAll(linking.values())
    signal?.throwIfAborted()
    // A file's name comes from its path, not from the manifest, so that a forged manifest cannot delete other files.
    const gone = [...lastManifest.documents.keys()].filter((path) => !documents.has(path))
    const files = gone.map(fileOf).filter((file) => file !== undefined)
    await target.remove(files)
    counts.deleted = files.length
  } catch (error) {
    await target.interrupt(documents, pending)
    throw error
  }
  await target.finish({ authority, documents })
  return { documents: documents.size, paths: documents.keys(), ...counts, unnamablePaths: unnamablePaths.sort() }
}

async function* batchesOf(paths: AsyncIterable<string> | Iterable<string>): AsyncGenerator<readonly string[]> {
  let batch: string[] = []
  for await (const path of paths) {
    if (batch.push(path) < BATCH_PATHS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function stagedOf({ path, entry, staged }: Exported): Staged[] {
  return entry && staged !== undefined ? [{ path, file: entry.file, staged }] : []
}
