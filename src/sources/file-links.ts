import path from 'node:path'
import { decodedUri } from '../domain/url.ts'

/** Links to files, with their query and fragment. */
const FILE_LINK = /^(?![a-z][a-z\d+.-]*:|\/\/)(?:@site(?=\/))?([^?#]+\.(?:md|mdx|markdown))([?#].*)?$/i

/** Folders above a source's folder that a link with a leading `/` may start from. */
const ROOTS_MAX = 3

/**
 * The address of the article that a link names by its file (`./bridge.en.md`, `/content/bridge.md`); `undefined` for
 * all other links. `file` has the link. `folder` is its source's. Both are relative to the data folder.
 */
export function addressOfLink(
  link: string,
  { file, folder }: { readonly file: string; readonly folder: string },
  urlOfFile: (file: string) => string | undefined,
): string | undefined {
  const [, written = '', rest = ''] = FILE_LINK.exec(link) ?? []
  const target = decodedUri(written)
  if (!target) return undefined
  const bases = target.startsWith('/')
    ? Array.from({ length: ROOTS_MAX }, (_, up) => path.posix.join(folder, '../'.repeat(up)))
    : [path.posix.dirname(file)]
  for (const base of bases) {
    const url = urlOfFile(path.posix.join(base, target))
    if (url !== undefined) return url + rest
  }
  return undefined
}
