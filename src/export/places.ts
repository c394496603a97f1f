/** What every file system of ours can hold as one name: bytes of UTF-8. */
const LONGEST = 255

/** The page of a folder, as servers of files know it. */
export const INDEX = 'index.html'

/**
 * The file that a path's document is kept in, below the folder of the export: its segments decoded (servers of files look
 * for the decoded name), a folder's page as `index.html`. `undefined` where a segment cannot be the name of a file or folder
 * of its own: too long, or with a meaning for the file system. None begins with a dot, so that none is ours.
 */
export function fileOf(path: string): string | undefined {
  const [root, ...segments] = path.split('/').map(decoded)
  if (root !== '' || segments.length === 0) return undefined
  if (segments.at(-1) === '') segments[segments.length - 1] = INDEX
  return segments.every((segment) => segment !== undefined && isName(segment)) ? segments.join('/') : undefined
}

function isName(segment: string): boolean {
  return !/^(?:\.|$)|[/\\\p{Cc}]/u.test(segment) && Buffer.byteLength(segment) <= LONGEST
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
