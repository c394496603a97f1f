import { setImmediate } from 'node:timers/promises'
import { allSettledOrThrow } from '../concurrency.ts'
import { type Document, entityTag, type Resolution } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import type { ManifestEntry } from './manifest.ts'
import { fileOf } from './places.ts'
import type { Facts, Writer } from './target.ts'

/** Finds the documents of an edition. */
export type Documents = {
  readonly resolve: (path: string) => Resolution | undefined | Promise<Resolution | undefined>
  /** The time for documents without `lastModified`. */
  readonly undated: Instant
}

/** A path, and what the last export wrote for it. */
export type Job = readonly [path: string, last?: ManifestEntry | undefined]

/** `entry` is absent if the path cannot be a file's name, `isWritten` false if the document is unchanged. */
export type Exported = {
  readonly path: string
  readonly entry?: ManifestEntry
  readonly isWritten?: boolean
  readonly staged?: string | undefined
}

/** What was done before the error, if there is one. */
export type BatchResult = { readonly exported: readonly Exported[]; readonly error?: Error }

/** Exports paths; those that do not lead to a public document are skipped. Never rejects. */
export type ExportBatch = (jobs: readonly Job[]) => Promise<BatchResult>

export function createBatchExport({ resolve, undated }: Documents, writer: Writer, signal?: AbortSignal): ExportBatch {
  const exportOne = async ([path, last]: Job): Promise<Exported | undefined> => {
    // Otherwise a fast database lets all documents be exported in one turn, and no signal arrives.
    await setImmediate()
    signal?.throwIfAborted()
    const resolution = await resolve(path)
    if (resolution?.kind !== 'document' || resolution.token !== null) return undefined
    const { document } = resolution
    const file = fileOf(path)
    if (file === undefined) return { path }
    const facts = factsOf(document)
    // The files keep their time, which may be later than the document's.
    if (last && (await writer.isUnchanged(facts, last))) return { path, entry: { ...last, ...facts } }
    const { staged, ...written } = await writer.write(file, document, facts, undated)
    return { path, entry: { file, ...facts, ...written }, isWritten: true, staged }
  }
  return async (jobs) => {
    const exported: Exported[] = []
    const remaining = jobs.values()
    // All lanes share the iterator. An error in one lane ends it, and the other lanes finish their running work.
    const lane = async (): Promise<void> => {
      for (const job of remaining) exported.push(...[(await exportOne(job)) ?? []].flat())
    }
    try {
      await allSettledOrThrow(Array.from({ length: writer.concurrency }, lane))
      return { exported }
    } catch (error) {
      return { exported, error: error as Error }
    }
  }
}

function factsOf({ mediaType, languages, version, cacheControl }: Document): Facts {
  const contentLanguage = languages.length > 0 ? languages.join(', ') : null
  return { mediaType, contentLanguage, etag: entityTag(version, 'identity'), cacheControl }
}
