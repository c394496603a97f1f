import type { Document, Resolution } from '../documents/document.ts'
import type { Folder } from './folder.ts'
import { inLanes } from './in-lanes.ts'
import type { Entry, Manifest } from './manifest.ts'
import { fileOf } from './places.ts'
import { filesOf, isKept, keptEntry, writeDocument } from './write-document.ts'

/** What is exported, as a server would have it. */
export type Exhibits = {
  readonly authority: string
  /** Any that may lead to a document; those that lead elsewhere are passed over. */
  readonly paths: AsyncIterable<string>
  readonly resolve: (path: string) => Resolution | undefined | Promise<Resolution | undefined>
  /** The time of what has none: milliseconds since 1970. */
  readonly undated: number
}

/** What an export did, in numbers. */
export type Exported = {
  readonly documents: number
  readonly written: number
  readonly deleted: number
  /** Of what was written, plain and encoded. */
  readonly bytes: number
  /** Paths that no file can be named after. */
  readonly nameless: readonly string[]
  /** By the last segment of their paths, which decides: what kind of document it is. */
  readonly kinds: ReadonlyMap<string, Document>
}

export type ExportObserver = {
  /** After every document: how many there were so far. */
  readonly progress?: (documents: number) => void
  /** Where it says so, nothing more is begun. */
  readonly signal?: AbortSignal
}

/** Documents under way at once: more than Node has threads that encode and write, so that none waits for us. */
const LANES = 8

/**
 * Brings a folder up to date: writes what is not as the last manifest says, deletes what only that one names, touches
 * nothing else. Stopped at any moment, it leaves whole files, and the next export goes on from there.
 * @throws Superseded where a refresh came in between; what reading the store and writing files throws
 */
export async function exportDocuments(
  exhibits: Exhibits,
  root: string,
  folder: Folder,
  { progress, signal }: ExportObserver = {},
): Promise<Exported> {
  const { last, begun } = folder
  const documents = new Map<string, Entry>()
  const kinds = new Map<string, Document>()
  const nameless: string[] = []
  const counts = { written: 0, deleted: 0, bytes: 0 }

  const exportOne = async (path: string): Promise<void> => {
    signal?.throwIfAborted()
    const resolution = await exhibits.resolve(path)
    if (resolution?.kind !== 'document' || resolution.token !== null) return
    const { document } = resolution
    const file = fileOf(path)
    if (file === undefined) {
      nameless.push(path)
      return
    }
    kinds.set(path.slice(path.lastIndexOf('/') + 1), document)
    const before = last.documents.get(path)
    if (before && !begun.has(path) && (await isKept(root, document, before))) {
      documents.set(path, keptEntry(document, before))
    } else {
      folder.begin(path)
      const entry = await writeDocument(root, folder, file, document, exhibits.undated)
      documents.set(path, entry)
      counts.written++
      counts.bytes += entry.sizes.identity + entry.sizes.br + entry.sizes.gzip
    }
    progress?.(documents.size)
  }

  await inLanes(exhibits.paths, LANES, exportOne)
  for (const path of new Set([...last.documents.keys(), ...begun])) {
    if (documents.has(path)) continue
    signal?.throwIfAborted()
    // Its name is made of its path, as it was when it was written: no manifest leads us anywhere else.
    const file = fileOf(path)
    if (file === undefined) continue
    for (const one of filesOf(file)) await folder.remove(one)
    counts.deleted++
  }
  await folder.finish({ authority: exhibits.authority, documents } satisfies Manifest)
  return { documents: documents.size, ...counts, nameless: nameless.sort(), kinds }
}
