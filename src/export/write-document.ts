import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Document, entityTag } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import { ENCODERS, type Encoding } from '../editions/encodings.ts'
import type { Folder } from './folder.ts'
import type { ManifestEntry } from './manifest.ts'

/** The suffixes by which nginx finds encoded files. It has no module for zstd. */
const SUFFIXES = { identity: '', br: '.br', gzip: '.gz' } as const satisfies Partial<Record<Encoding, string>>
type FileEncoding = keyof typeof SUFFIXES

/** The names of a document's plain and encoded files. */
export function filesOf(file: string): string[] {
  return Object.values(SUFFIXES).map((suffix) => file + suffix)
}

/** Whether a document has the version of the last export and its files exist. Composes nothing. */
export async function isUnchanged(root: string, document: Document, last: ManifestEntry | undefined): Promise<boolean> {
  if (last?.etag !== entityTag(document.version, 'identity')) return false
  const sameSizes = await Promise.all(
    Object.entries(SUFFIXES).map(async ([encoding, suffix]) => {
      const stats = await stat(path.join(root, last.file + suffix)).catch(() => undefined)
      return stats?.size === last.sizes[encoding as FileEncoding]
    }),
  )
  return sameSizes.every((same) => same)
}

/** The manifest entry of an unchanged document. It keeps the files' time, which may be later than the document's. */
export function unchangedEntry(document: Document, last: ManifestEntry): ManifestEntry {
  return { ...last, ...factsOf(document) }
}

/**
 * Writes a document plain and encoded. The files get its `Last-Modified` time, or `undated` without one.
 * @throws Superseded; errors of writing files
 */
export async function writeDocument(
  root: string,
  folder: Folder,
  file: string,
  document: Document,
  undated: Instant,
): Promise<ManifestEntry> {
  const identity = await document.body('identity')
  const [br, gzip] = await Promise.all([ENCODERS.br(identity), ENCODERS.gzip(identity)])
  const modified = await timeFor(path.join(root, file), identity, document.lastModified ?? undated)
  // The plain file is last, because the next export reads it.
  for (const [encoding, bytes] of [['br', br] as const, ['gzip', gzip] as const, ['identity', identity] as const]) {
    await folder.put(file + SUFFIXES[encoding], bytes, modified)
  }
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
