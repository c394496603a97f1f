import path from 'node:path'
import type { Site } from '../domain/site.ts'
import { type PathReading, pathReader } from './layout.ts'

export type Claims = ReturnType<typeof createClaims>

/**
 * A file belongs to the source that spells out most of its path: whose placeholders and wildcards match the fewest
 * characters; among equals, to the first one. Files are named relative to the data folder.
 */
export function createClaims({ sources, languages }: Pick<Site, 'sources' | 'languages'>) {
  const readers = sources.map((source): ((file: string) => PathReading) => {
    if (source.type !== 'markdown') return () => ({ skipped: null })
    const prefix = prefixOf(source.path)
    const read = pathReader(source, languages)
    return (file) => (isBelow(file, prefix) ? read(file.slice(prefix.length)) : { skipped: null })
  })
  /** The source that a Markdown file belongs to. */
  const ownerOf = (file: string): number | undefined => {
    let [owner, captured] = [-1, Number.POSITIVE_INFINITY]
    for (const [index, read] of readers.entries()) {
      const reading = read(file)
      if ('facts' in reading && reading.captured < captured) [owner, captured] = [index, reading.captured]
    }
    return owner === -1 ? undefined : owner
  }
  const isAlone = sources.filter(({ type }) => type === 'markdown').length === 1
  return {
    ownerOf,
    /** The values that a source reads from a file's path. `skipped` is null if the file belongs to another source. */
    read: (source: number, file: string): PathReading => {
      const owner = isAlone ? source : (ownerOf(file) ?? source)
      return (owner === source && readers[source]?.(file)) || { skipped: null }
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
