import { decodedUri } from '../domain/url.ts'

/** The limit of common file systems, in bytes of UTF-8. */
const NAME_MAX_BYTES = 255

export const INDEX = 'index.html'

/**
 * The file of a path, relative to the export's folder. Segments are decoded: file servers look up decoded names.
 * A folder's page is `index.html`. Returns `undefined` if a segment is too long for a file name, has a meaning for the
 * file system, or starts with a dot as the export's private folder does.
 */
export function fileOf(path: string): string | undefined {
  const [root, ...segments] = path.split('/').map(decodedUri)
  if (root !== '' || segments.length === 0) return undefined
  if (segments.at(-1) === '') segments[segments.length - 1] = INDEX
  return segments.every((segment) => segment !== undefined && isName(segment)) ? segments.join('/') : undefined
}

function isName(segment: string): boolean {
  return !/^(?:\.|$)|[/\\\p{Cc}]/u.test(segment) && Buffer.byteLength(segment) <= NAME_MAX_BYTES
}
