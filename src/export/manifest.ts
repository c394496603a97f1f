import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../domain/errors.ts'

/** The folder of files that are not served: manifest, journal, lock, unfinished files, nginx configuration. */
export const PRIVATE_FOLDER = '.polyfeed'

export const MANIFEST_FILE = path.join(PRIVATE_FOLDER, 'manifest.json')

const entry = z.object({
  /** Relative to the export's folder. The encoded files are beside it, with `.br` and `.gz` appended. */
  file: z.string(),
  mediaType: z.string(),
  contentLanguage: z.string().nullable(),
  /** The entity tag that Polyfeed's server sends with the plain bytes. */
  etag: z.string(),
  /** An HTTP date: the modification time of the files. */
  lastModified: z.string(),
  cacheControl: z.string(),
  /** In bytes. */
  sizes: z.object({ identity: z.number(), br: z.number(), gzip: z.number() }),
})

export type ManifestEntry = Readonly<z.infer<typeof entry>>

export type Manifest = {
  /** The newsroom's tag authority (RFC 4151 §2.1). */
  readonly authority: string
  /** By path. */
  readonly documents: ReadonlyMap<string, ManifestEntry>
}

const FORMAT = 1

const content = z.object({ polyfeed: z.literal(FORMAT), authority: z.string(), documents: z.record(z.string(), entry) })

/** One document per line, in code unit order, so that equal manifests have equal bytes. */
export function manifestText({ authority, documents }: Manifest): string {
  const lines = [...documents]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, document]) => `    ${JSON.stringify(path)}: ${JSON.stringify(document)}`)
  const object = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`
  return `{\n  "polyfeed": ${FORMAT},\n  "authority": ${JSON.stringify(authority)},\n  "documents": ${object}\n}\n`
}

/**
 * Reads the manifest of the last export; returns an empty one if the folder is new or empty. Writes nothing.
 * @throws AppError `config_invalid` if the folder has other content, or another newsroom's export
 */
export function readLastManifest(root: string, authority: string): Manifest {
  const stats = statSync(root, { throwIfNoEntry: false })
  if (stats && !stats.isDirectory()) throw new AppError('config_invalid', `${root} is not a folder; choose another`)
  const file = path.join(root, MANIFEST_FILE)
  if (existsSync(file)) {
    const manifest = parseManifest(readFileSync(file, 'utf8'), file)
    if (manifest.authority === authority) return manifest
    throw new AppError('config_invalid', `${root} has the export of ${manifest.authority}; choose another folder`)
  }
  // A first export that was stopped early leaves only this folder.
  if (stats && readdirSync(root).some((name) => name !== PRIVATE_FOLDER)) {
    throw new AppError('config_invalid', `${root} is not empty and contains no export; choose another folder`)
  }
  return { authority, documents: new Map() }
}

function parseManifest(text: string, file: string): Manifest {
  try {
    const { authority, documents } = content.parse(JSON.parse(text))
    return { authority, documents: new Map(Object.entries(documents)) }
  } catch (cause) {
    throw new AppError('config_invalid', `${file} is not an export manifest; choose another folder`, {}, { cause })
  }
}
