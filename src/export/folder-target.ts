import { closeSync, futimesSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Instant } from '../domain/article.ts'
import { SYNC_ENCODERS } from '../editions/encodings.ts'
import { type Folder, stagingFolder } from './folder.ts'
import { type ManifestEntry, UNKNOWN } from './manifest.ts'
import type { Target, Writer } from './target.ts'

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
  return {
    lastManifest: { authority, documents: new Map<string, ManifestEntry>([...documents, ...interrupted]) },
    writer: folderWriter(root),
    publish: (documents) =>
      folder.publish(
        documents.map(({ path, file, staged }) => ({
          document: path,
          files: SUFFIXES.map(([, suffix]) => [staged + suffix, file + suffix] as const),
        })),
      ),
    remove: async (files) => {
      for (const file of files) for (const [, suffix] of SUFFIXES) await folder.remove(file + suffix)
    },
    finish: folder.finish,
    // The journal has it.
    interrupt: async () => undefined,
  }
}

/** Stages files, for any process. */
export function folderWriter(root: string): Writer {
  let count = 0
  return {
    // Files are written by this thread: more documents at a time would only fill the caches.
    concurrency: 1,
    isUnchanged: async (facts, last) => last.etag === facts.etag && hasFiles(root, last),
    write: async (file, document, _facts, undated) => {
      const identity = await document.body('identity')
      const bodies = { br: SYNC_ENCODERS.br(identity), gzip: SYNC_ENCODERS.gzip(identity), identity }
      const modified = timeFor(path.join(root, file), identity, document.lastModified ?? undated)
      const staged = `${process.pid}-${++count}`
      for (const [encoding, suffix] of SUFFIXES) {
        stage(path.join(stagingFolder(root), staged + suffix), bodies[encoding], modified)
      }
      const sizes = { identity: identity.byteLength, br: bodies.br.byteLength, gzip: bodies.gzip.byteLength }
      return { lastModified: modified.toUTCString(), sizes, staged }
    },
  }
}

function hasFiles(root: string, { file, sizes }: ManifestEntry): boolean {
  return SUFFIXES.every(
    ([encoding, suffix]) => statSync(path.join(root, file + suffix), STATS)?.size === sizes[encoding],
  )
}

const STATS = { throwIfNoEntry: false } as const

function stage(file: string, bytes: Buffer, modified: Date): void {
  const descriptor = openSync(file, 'wx')
  try {
    writeFileSync(descriptor, bytes)
    futimesSync(descriptor, modified, modified)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * File servers compute entity tags from a file's time, in seconds, and size. Changed bytes therefore need a later time,
 * even if the document's `lastModified` is the same.
 */
function timeFor(file: string, bytes: Buffer, lastModified: Instant): Date {
  const before = statSync(file, STATS)
  if (!before) return new Date(lastModified)
  const second = Math.floor(before.mtimeMs / 1000) * 1000
  return new Date(Math.max(lastModified, readFileSync(file).equals(bytes) ? second : second + 1000))
}
