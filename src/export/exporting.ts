import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { allSettledOrThrow } from '../concurrency.ts'
import { type Document, entityTag, type Resolution } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import { ENCODERS } from '../editions/encodings.ts'
import type { Folder } from './folder.ts'
import type { ManifestEntry } from './manifest.ts'
import { fileOf } from './places.ts'

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

/** More than the threads of Node's pool, which encode and write, so that no thread idles. */
const CONCURRENCY = 8

/** The encodings by which nginx finds files, with their suffixes. It has no module for zstd. */
const SUFFIXES = [
  ['br', '.br'],
  ['gzip', '.gz'],
  // The plain file is last, because the next export reads it.
  ['identity', ''],
] as const

/**
 * Updates a folder: writes documents that changed since the last manifest, deletes those that are gone, touches nothing
 * else. If it is interrupted, all files are complete and the next export continues.
 * @throws Superseded if the store was refreshed meanwhile; errors of the store and of writing files
 */
export async function exportDocuments(
  { authority, paths, resolve, undated }: ExportSource,
  root: string,
  folder: Folder,
  { progress, signal }: ExportObserver = {},
) {
  const { lastManifest, interrupted } = folder
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
    if (last && !interrupted.has(path) && (await isUnchanged(root, document, last))) {
      // The files keep their time, which may be later than the document's.
      documents.set(path, { ...last, ...factsOf(document) })
    } else {
      folder.recordStart(path)
      const entry = await writeDocument(root, folder, file, document, undated)
      documents.set(path, entry)
      counts.written++
      counts.bytes += entry.sizes.identity + entry.sizes.br + entry.sizes.gzip
    }
    progress?.(documents.size)
  }

  // All lanes share the generator. An error in one lane ends it, and the other lanes finish their running work.
  const lane = async (): Promise<void> => {
    for await (const path of paths) await exportOne(path)
  }
  await allSettledOrThrow(Array.from({ length: CONCURRENCY }, lane))
  for (const path of new Set([...lastManifest.documents.keys(), ...interrupted])) {
    if (documents.has(path)) continue
    signal?.throwIfAborted()
    // The file's name comes from its path, not from the manifest, so that a forged manifest cannot delete other files.
    const file = fileOf(path)
    if (file === undefined) continue
    for (const [, suffix] of SUFFIXES) await folder.remove(file + suffix)
    counts.deleted++
  }
  await folder.finish({ authority, documents })
  return { documents: documents.size, ...counts, unnamablePaths: unnamablePaths.sort(), kinds }
}

/** Whether a document has the version of the last export and its files exist. Composes nothing. */
async function isUnchanged(root: string, document: Document, last: ManifestEntry): Promise<boolean> {
  if (last.etag !== entityTag(document.version, 'identity')) return false
  const sameSizes = await Promise.all(
    SUFFIXES.map(async ([encoding, suffix]) => {
      const stats = await stat(path.join(root, last.file + suffix)).catch(() => undefined)
      return stats?.size === last.sizes[encoding]
    }),
  )
  return sameSizes.every((same) => same)
}

/**
 * Writes a document plain and encoded. The files get its `Last-Modified` time, or `undated` without one.
 * @throws Superseded; errors of writing files
 */
async function writeDocument(
  root: string,
  folder: Folder,
  file: string,
  document: Document,
  undated: Instant,
): Promise<ManifestEntry> {
  const identity = await document.body('identity')
  const [br, gzip] = await Promise.all([ENCODERS.br(identity), ENCODERS.gzip(identity)])
  const bodies = { br, gzip, identity }
  const modified = await timeFor(path.join(root, file), identity, document.lastModified ?? undated)
  for (const [encoding, suffix] of SUFFIXES) await folder.put(file + suffix, bodies[encoding], modified)
  return {
    file,
    ...factsOf(document),
    lastModified: modified.toUTCString(),
    sizes: { identity: identity.byteLength, br: br.byteLength, gzip: gzip.byteLength },
  }
}

function factsOf({ mediaType, languages, version, cacheControl }: Document) {
  const contentLanguage = languages.length > 0 ? languages.join(', ') : null
  return { mediaType, contentLanguage, etag: entityTag(version, 'identity'), cacheControl }
}

/**
 * File servers compute entity tags from a file's time, in seconds, and size. Changed bytes therefore need a later time,
 * even if the document's `lastModified` is the same.
 */
async function timeFor(file: string, bytes: Buffer, lastModified: Instant): Promise<Date> {
  const before = await readFile(file).catch(() => undefined)
  if (!before) return new Date(lastModified)
  const { mtimeMs } = await stat(file)
  const second = Math.floor(mtimeMs / 1000) * 1000
  return new Date(Math.max(lastModified, before.equals(bytes) ? second : second + 1000))
}
