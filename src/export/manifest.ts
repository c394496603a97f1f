import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../domain/errors.ts'

/** The folder of files that are not served: manifest, journal, lock, unfinished files, nginx configuration. */
export const PRIVATE_FOLDER = '.polyfeed'

export const MANIFEST_FILE = path.join(PRIVATE_FOLDER, 'manifest.json')

const entry = z.object({
  /** Relative to the export's folder or prefix. Encoded files are beside it, with `.br` and `.gz` appended. */
  file: z.string(),
  mediaType: z.string(),
  contentLanguage: z.string().nullable(),
  /** The entity tag that Polyfeed's server sends with the plain bytes. */
  etag: z.string(),
  /** An HTTP date: the modification time of the files. */
  lastModified: z.string(),
  cacheControl: z.string(),
  /** In bytes. A bucket has no encoded files. */
  sizes: z.object({ identity: z.number(), br: z.number().optional(), gzip: z.number().optional() }),
})

export type ManifestEntry = Readonly<z.infer<typeof entry>>

/** Of a document whose content at the target is unknown: the next export writes or removes it. */
export const UNKNOWN: ManifestEntry = {
  ...{ file: '', mediaType: '', contentLanguage: null, etag: '', lastModified: '', cacheControl: '' },
  sizes: { identity: 0 },
}

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
  if (existsSync(file)) return parseManifest(readFileSync(file, 'utf8'), file, authority)
  // A first export that was stopped early leaves only this folder.
  if (stats && readdirSync(root).some((name) => name !== PRIVATE_FOLDER)) {
    throw new AppError('config_invalid', `${root} is not empty and contains no export; choose another folder`)
  }
  return { authority, documents: new Map() }
}

/** @throws AppError `config_invalid` if the text is no manifest, or another newsroom's */
export function parseManifest(text: string, file: string, authority: string): Manifest {
  const manifest = contentOf(text, file)
  if (manifest.authority === authority) return { authority, documents: new Map(Object.entries(manifest.documents)) }
  throw new AppError('config_invalid', `${path.dirname(file)} has the export of ${manifest.authority}; choose another`)
}

function contentOf(text: string, file: string): z.infer<typeof content> {
  try {
    return content.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('config_invalid', `${file} is not an export manifest; choose another place`, {}, { cause })
  }
}
