import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Document } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import { ENCODERS } from '../editions/encodings.ts'
import type { Folder, StagedDocument } from './folder.ts'
import { type ManifestEntry, UNKNOWN } from './manifest.ts'
import type { Target } from './target.ts'

/** More than the threads of Node's pool, which encode and write, so that no thread idles. */
const CONCURRENCY = 8

/** Documents that are made durable and published together. */
const BATCH_DOCUMENTS = 200

/** The encodings by which nginx finds files, with their suffixes. It has no module for zstd. */
const SUFFIXES = [
  ['br', '.br'],
  ['gzip', '.gz'],
  // The plain file is last, because the next export reads it.
  ['identity', ''],
] as const

/** Documents as files, plain and encoded. */
export function folderTarget(root: string, folder: Folder): Target {
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
    concurrency: CONCURRENCY,
    isUnchanged: async (facts, last) => last.etag === facts.etag && (await hasFiles(root, last)),
    write: async (path, file, document, _facts, undated) => {
      const { files, ...written } = await stageFiles(root, folder, file, document, undated)
      if (staged.push({ path, files }) >= BATCH_DOCUMENTS) await publishStaged()
      return written
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

async function stageFiles(root: string, folder: Folder, file: string, document: Document, undated: Instant) {
  const identity = await document.body('identity')
  const [br, gzip] = await Promise.all([ENCODERS.br(identity), ENCODERS.gzip(identity)])
  const bodies = { br, gzip, identity }
  const modified = await timeFor(path.join(root, file), identity, document.lastModified ?? undated)
  const files = SUFFIXES.map(([encoding, suffix]) => [folder.stage(bodies[encoding], modified), file + suffix] as const)
  const sizes = { identity: identity.byteLength, br: br.byteLength, gzip: gzip.byteLength }
  return { files, lastModified: modified.toUTCString(), sizes }
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
