import { allSettledOrThrow } from '../concurrency.ts'
import { type Document, entityTag, type Resolution } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import type { ManifestEntry } from './manifest.ts'
import { fileOf } from './places.ts'
import type { Facts, Target } from './target.ts'

export type ExportSource = {
  readonly authority: string
  /** Candidates: paths that do not lead to a public document are skipped. */
  readonly paths: AsyncGenerator<string>
  readonly resolve: (path: string) => Resolution | undefined | Promise<Resolution | undefined>
  /** The time for documents without `lastModified`. */
  readonly undated: Instant
}

export type ExportObserver = {
  /** Called after every document with the number so far. */
  readonly progress?: (documents: number) => void
  readonly signal?: AbortSignal
}

/**
 * Updates a target: writes documents that changed since the last manifest, then removes those that are gone, touches
 * nothing else. If it is interrupted, all documents are complete and the next export continues.
 * @throws Superseded if the store was refreshed meanwhile; errors of the store and of the target
 */
export async function exportDocuments(
  { authority, paths, resolve, undated }: ExportSource,
  target: Target,
  { progress, signal }: ExportObserver = {},
) {
  const { lastManifest } = target
  const documents = new Map<string, ManifestEntry>()
  /** One document of each kind, by the last segment of its path. */
  const kinds = new Map<string, Document>()
  /** Paths that cannot be file names. */
  const unnamablePaths: string[] = []
  /** `bytes` are written, plain and encoded. */
  const counts = { written: 0, deleted: 0, bytes: 0 }

  const exportOne = async (path: string): Promise<void> => {
    signal?.throwIfAborted()
    const resolution = await resolve(path)
    if (resolution?.kind !== 'document' || resolution.token !== null) return
    const { document } = resolution
    const file = fileOf(path)
    if (file === undefined) {
      unnamablePaths.push(path)
      return
    }
    kinds.set(path.slice(path.lastIndexOf('/') + 1), document)
    const last = lastManifest.documents.get(path)
    const facts = factsOf(document)
    if (last && (await target.isUnchanged(facts, last))) {
      // The files keep their time, which may be later than the document's.
      documents.set(path, { ...last, ...facts })
    } else {
      const output = await target.write(path, file, document, facts, undated)
      documents.set(path, { file, ...facts, ...output })
      counts.written++
      counts.bytes += Object.values<number | undefined>(output.sizes).reduce<number>((sum, size = 0) => sum + size, 0)
    }
    progress?.(documents.size)
  }

  // All lanes share the iterator. An error in one lane ends it, and the other lanes finish their running work.
  const exportAll = async (remaining: AsyncIterable<string> | Iterable<string>): Promise<void> => {
    const lane = async (): Promise<void> => {
      for await (const path of remaining) await exportOne(path)
    }
    await allSettledOrThrow(Array.from({ length: target.concurrency }, lane))
    await target.publish()
  }
  /** Pages and lists link to feeds, which are written before them. */
  const linking: string[] = []
  const otherPaths = async function* (): AsyncGenerator<string> {
    for await (const path of paths) {
      if (/\/$|\.opml$/.test(path)) linking.push(path)
      else yield path
    }
  }
  try {
    await exportAll(otherPaths())
    await exportAll(linking.values())
    signal?.throwIfAborted()
    // A file's name comes from its path, not from the manifest, so that a forged manifest cannot delete other files.
    const removedPaths = [...lastManifest.documents.keys()].filter((path) => !documents.has(path))
    const files = removedPaths.map(fileOf).filter((file) => file !== undefined)
    await target.remove(files)
    counts.deleted = files.length
  } catch (error) {
    await target.interrupt(documents)
    throw error
  }
  await target.finish({ authority, documents })
  return { documents: documents.size, ...counts, unnamablePaths: unnamablePaths.sort(), kinds }
}

function factsOf({ mediaType, languages, version, cacheControl }: Document): Facts {
  const contentLanguage = languages.length > 0 ? languages.join(', ') : null
  return { mediaType, contentLanguage, etag: entityTag(version, 'identity'), cacheControl }
}
