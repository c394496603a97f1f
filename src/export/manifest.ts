import { z } from 'zod'
import { AppError } from '../domain/errors.ts'

/** What an export says of one document. */
const entry = z.object({
  /** Below the export's folder; the encoded ones are beside it, with `.br` and `.gz` after its name. */
  file: z.string(),
  mediaType: z.string(),
  contentLanguage: z.string().nullable(),
  /** The entity tag that Polyfeed's server would send with the plain bytes. */
  etag: z.string(),
  /** An HTTP date, which is the time of its files. */
  lastModified: z.string(),
  cacheControl: z.string(),
  /** Bytes. */
  sizes: z.object({ identity: z.number(), br: z.number(), gzip: z.number() }),
})

export type Entry = Readonly<z.infer<typeof entry>>

/** Documents by their paths. */
export type Manifest = {
  /** RFC 4151 §2.1: whose export it is. */
  readonly authority: string
  readonly documents: ReadonlyMap<string, Entry>
}

const FORMAT = 1

const written = z.object({ polyfeed: z.literal(FORMAT), authority: z.string(), documents: z.record(z.string(), entry) })

/** The documents in the order of code units, a line each: the same documents, the same bytes. */
export function manifestText({ authority, documents }: Manifest): string {
  const lines = [...documents]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, one]) => `    ${JSON.stringify(path)}: ${JSON.stringify(one)}`)
  const all = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`
  return `{\n  "polyfeed": ${FORMAT},\n  "authority": ${JSON.stringify(authority)},\n  "documents": ${all}\n}\n`
}

/** @throws AppError `config_invalid` where the file is none of ours */
export function manifestIn(text: string, file: string): Manifest {
  try {
    const { authority, documents } = written.parse(JSON.parse(text))
    return { authority, documents: new Map(Object.entries(documents)) }
  } catch (cause) {
    throw new AppError('config_invalid', `${file} is no manifest of an export: name another folder`, {}, { cause })
  }
}
