import path from 'node:path'
import type { Site } from '../domain/site.ts'
import { type PathReading, pathReader } from './layout.ts'

/** Which source a file belongs to. Files are named relative to the data folder. */
export type Claims = {
  /** What a source reads of a file's path. `skipped` is null if the file belongs to another source. */
  read(source: number, file: string): PathReading
  /** The source that a Markdown file belongs to. */
  ownerOf(file: string): number | undefined
}

/**
 * A file belongs to the source that spells out most of its path: whose placeholders and wildcards match the fewest
 * characters; among equals, to the first one.
 */
export function createClaims({ sources, languages }: Pick<Site, 'sources' | 'languages'>): Claims {
  const readers = new Map(
    sources.flatMap((source, index) => {
      if (source.type === 'json') return []
      const prefix = prefixOf(source.path)
      const read = pathReader(source, languages)
      const readFile = (file: string): PathReading =>
        isBelow(file, prefix) ? read(file.slice(prefix.length)) : { skipped: null }
      return [[index, readFile] as const]
    }),
  )
  const ownerOf = (file: string): number | undefined => {
    let owner: { readonly index: number; readonly captured: number } | undefined
    for (const [index, read] of readers) {
      const reading = read(file)
      if ('facts' in reading && !(owner && owner.captured <= reading.captured))
        owner = { index, captured: reading.captured }
    }
    return owner?.index
  }
  return {
    ownerOf,
    read: (source, file) => {
      const owner = readers.size > 1 ? ownerOf(file) : undefined
      return owner === undefined || owner === source
        ? (readers.get(source)?.(file) ?? { skipped: null })
        : { skipped: null }
    },
  }
}

/** The prefix of all files of a source: empty, or its folder with a `/`. */
export function prefixOf(folderPath: string): string {
  const name = path.posix.join(folderPath, '.').replace(/\/$/, '')
  return name === '.' ? '' : `${name}/`
}

function isBelow(file: string, prefix: string): boolean {
  return prefix === '' ? !file.startsWith('../') && !file.startsWith('/') : file.startsWith(prefix)
}

/** How a source sees the others. */
export type Neighbours = {
  /** Its place among the sources. */
  readonly index: number
  readonly claims: Claims
  /** The address of the article that a link in a file names by another file. */
  readonly addressOfLink: (
    link: string,
    place: { readonly file: string; readonly folder: string },
  ) => string | undefined
}
