import type { Document, Resolution } from '../documents/document.ts'
import { consumeConcurrently } from './consume-concurrently.ts'
import type { Folder } from './folder.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'
import { fileOf } from './places.ts'
import { filesOf, isUnchanged, unchangedEntry, writeDocument } from './write-document.ts'

export type ExportSource = {
  readonly authority: string
  /** Candidates: paths that do not lead to a public document are skipped. */
  readonly paths: AsyncIterable<string>
  readonly resolve: (path: string) => Resolution | undefined | Promise<Resolution | undefined>
  /** The time for documents without `lastModified`, in milliseconds since 1970. */
  readonly undated: number
}

export type ExportResult = {
  readonly documents: number
  readonly written: number
  readonly deleted: number
  /** Bytes written, plain and encoded. */
  readonly bytes: number
  /** Paths that cannot be file names. */
  readonly unnamablePaths: readonly string[]
  /** One document of each kind, by the last segment of its path. */
  readonly kinds: ReadonlyMap<string, Document>
}

export type ExportObserver = {
  /** Called after every document with the number so far. */
  readonly progress?: (documents: number) => void
  readonly signal?: AbortSignal
}

/** More than the threads of Node's pool, which encode and write, so that no thread idles. */
const CONCURRENCY = 8

/**
 * Updates a folder: writes documents that changed since the last manifest, deletes those that are gone, touches nothing
 * else. If it is interrupted, all files are complete and the next export continues.
 * @throws Superseded if the store was refreshed meanwhile; errors of the store and of writing files
 */
export async function exportDocuments(
  source: ExportSource,
  root: string,
  folder: Folder,
  { progress, signal }: ExportObserver = {},
): Promise<ExportResult> {
  const { lastManifest, interrupted } = folder
  const documents = new Map<string, ManifestEntry>()
  const kinds = new Map<string, Document>()
  const unnamablePaths: string[] = []
  const counts = { written: 0, deleted: 0, bytes: 0 }

  const exportOne = async (path: string): Promise<void> => {
    signal?.throwIfAborted()
    const resolution = await source.resolve(path)
    if (resolution?.kind !== 'document' || resolution.token !== null) return
    const { document } = resolution
    const file = fileOf(path)
    if (file === undefined) {
      unnamablePaths.push(path)
      return
    }
    kinds.set(path.slice(path.lastIndexOf('/') + 1), document)
    const previous = lastManifest.documents.get(path)
    if (previous && !interrupted.has(path) && (await isUnchanged(root, document, previous))) {
      documents.set(path, unchangedEntry(document, previous))
    } else {
      folder.recordStart(path)
      const entry = await writeDocument(root, folder, file, document, source.undated)
      documents.set(path, entry)
      counts.written++
      counts.bytes += entry.sizes.identity + entry.sizes.br + entry.sizes.gzip
    }
    progress?.(documents.size)
  }

  await consumeConcurrently(source.paths, CONCURRENCY, exportOne)
  for (const path of new Set([...lastManifest.documents.keys(), ...interrupted])) {
    if (documents.has(path)) continue
    signal?.throwIfAborted()
    // The file's name comes from its path, not from the manifest, so that a forged manifest cannot delete other files.
    const file = fileOf(path)
    if (file === undefined) continue
    for (const encodedFile of filesOf(file)) await folder.remove(encodedFile)
    counts.deleted++
  }
  await folder.finish({ authority: source.authority, documents } satisfies Manifest)
  return { documents: documents.size, ...counts, unnamablePaths: unnamablePaths.sort(), kinds }
}
