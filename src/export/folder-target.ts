import { statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Instant } from '../domain/article.ts'
import type { EncodingThreads } from './encoding-threads.ts'
import type { Folder, StagedDocument } from './folder.ts'
import { type ManifestEntry, UNKNOWN } from './manifest.ts'
import type { Target } from './target.ts'

/** Documents that are composed or wait for each thread, so that no thread idles. */
const DOCUMENTS_PER_THREAD = 4

/** Documents that are made durable and published together. */
const BATCH_DOCUMENTS = 1000

/** The encodings by which nginx finds files, with their suffixes. It has no module for zstd. */
const SUFFIXES = [
  ['br', '.br'],
  ['gzip', '.gz'],
  // The plain file is last, because the next export reads it.
  ['identity', ''],
] as const

/** Documents as files, plain and encoded. */
export function folderTarget(root: string, folder: Folder, threads: EncodingThreads): Target {
  const { authority, documents } = folder.lastManifest
  const interrupted = [...folder.interrupted].map((path) => [path, UNKNOWN] as const)
  let staged: StagedDocument[] = []
  let published = Promise.resolve()
  const publishStaged = (): Promise<void> => {
    const batch = staged
    staged = []
    published = published.then(() => folder.publish(batch))
    return published
  }
  return {
    lastManifest: { authority, documents: new Map<string, ManifestEntry>([...documents, ...interrupted]) },
    concurrency: threads.count * DOCUMENTS_PER_THREAD,
    isUnchanged: async (facts, last) => last.etag === facts.etag && (await hasFiles(root, last)),
    write: async (documentPath, file, document, _facts, undated) => {
      const body = await document.body('identity')
      const modified = await timeFor(path.join(root, file), body, document.lastModified ?? undated)
      const newNames = SUFFIXES.map(([encoding, suffix]) => [encoding, folder.newName(), file + suffix] as const)
      const files = newNames.map(([, name, file]) => [name, file] as const)
      const sizes = await threads.write({ body, files: newNames.map(([encoding, name]) => [encoding, name]), modified })
      if (staged.push({ path: documentPath, files }) >= BATCH_DOCUMENTS) await publishStaged()
      return { lastModified: modified.toUTCString(), sizes }
    },
    publish: publishStaged,
    remove: async (files) => {
      for (const file of files) for (const [, suffix] of SUFFIXES) await folder.remove(file + suffix)
    },
    finish: folder.finish,
    // The journal has it.
    interrupt: async () => undefined,
  }
}

async function hasFiles(root: string, { file, sizes }: ManifestEntry): Promise<boolean> {
  const sameSizes = await Promise.all(
    SUFFIXES.map(async ([encoding, suffix]) => {
      const stats = await stat(path.join(root, file + suffix)).catch(() => undefined)
      return stats?.size === sizes[encoding]
    }),
  )
  return sameSizes.every((same) => same)
}

/**
 * File servers compute entity tags from a file's time, in seconds, and size. Changed bytes therefore need a later time,
 * even if the document's `lastModified` is the same.
 */
async function timeFor(file: string, bytes: Buffer, lastModified: Instant): Promise<Date> {
  // Most files of a first export are new, and a failed call costs as much as a short read.
  const stats = statSync(file, { throwIfNoEntry: false })
  const before = stats && (await readFile(file).catch(() => undefined))
  if (!before) return new Date(lastModified)
  const { mtimeMs } = stats
  const second = Math.floor(mtimeMs / 1000) * 1000
  return new Date(Math.max(lastModified, before.equals(bytes) ? second : second + 1000))
}
