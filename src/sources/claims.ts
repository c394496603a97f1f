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
  const readers = sources.map((source) => {
    if (source.type === 'json') return () => ({ skipped: 'extension' }) as const
    const prefix = prefixOf(source.path)
    const read = pathReader(source, languages)
    return (file: string): PathReading =>
      isBelow(file, prefix) ? read(file.slice(prefix.length)) : { skipped: 'pattern' }
  })
  const ownerOf = (file: string): number | undefined => {
    const claims = readers.flatMap((read, index) => {
      const reading = read(file)
      return 'facts' in reading ? { index, captured: reading.captured } : []
    })
    claims.sort((a, b) => a.captured - b.captured || a.index - b.index)
    return claims[0]?.index
  }
  return {
    ownerOf,
    read: (source, file) => {
      const reading = readers[source]?.(file) ?? { skipped: null }
      if (sources.length === 1) return reading
      const owner = ownerOf(file)
      return owner === undefined || owner === source ? reading : { skipped: null }
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
