import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Document, entityTag } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import { ENCODERS, type Encoding } from '../editions/encodings.ts'
import type { Folder } from './folder.ts'
import type { Entry } from './manifest.ts'

/** The ends of names by which nginx finds what is encoded already; it has no module for zstd. */
const SUFFIXES = { identity: '', br: '.br', gzip: '.gz' } as const satisfies Partial<Record<Encoding, string>>
type Filed = keyof typeof SUFFIXES

/** All files of a document whose plain one is known. */
export function filesOf(file: string): string[] {
  return Object.values(SUFFIXES).map((suffix) => file + suffix)
}

/** Whether what the last export said of a document holds still, and its files are there. Nothing is composed for it. */
export async function isKept(root: string, document: Document, last: Entry | undefined): Promise<boolean> {
  if (last?.etag !== entityTag(document.version, 'identity')) return false
  const sizes = await Promise.all(
    Object.entries(SUFFIXES).map(async ([encoding, suffix]) => {
      const there = await stat(path.join(root, last.file + suffix)).catch(() => undefined)
      return there?.size === last.sizes[encoding as Filed]
    }),
  )
  return sizes.every((same) => same)
}

/** What a manifest says of a document whose files are as they were: their time is theirs, whatever the document's is now. */
export function keptEntry(document: Document, last: Entry): Entry {
  return { ...last, ...factsOf(document) }
}

/**
 * Writes a document plain and encoded, dated with its `Last-Modified`. `undated` is the time of what has none.
 * @throws Superseded, and what writing throws
 */
export async function writeDocument(
  root: string,
  folder: Folder,
  file: string,
  document: Document,
  undated: Instant,
): Promise<Entry> {
  const identity = await document.body('identity')
  const [br, gzip] = await Promise.all([ENCODERS.br(identity), ENCODERS.gzip(identity)])
  const modified = await timeFor(path.join(root, file), identity, document.lastModified ?? undated)
  // The plain one is last: it is what the next export looks at.
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
 * Servers of files make entity tags of a file's time, in seconds, and its size: other bytes get another time, a later one,
 * even where the document's own did not move.
 */
async function timeFor(file: string, bytes: Buffer, lastModified: Instant): Promise<Date> {
  const before = await readFile(file).catch(() => undefined)
  if (!before) return new Date(lastModified)
  const { mtimeMs } = await stat(file)
  const second = Math.floor(mtimeMs / 1000) * 1000
  return new Date(Math.max(lastModified, before.equals(bytes) ? second : second + 1000))
}
