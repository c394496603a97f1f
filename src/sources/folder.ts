import { existsSync } from 'node:fs'
import path from 'node:path'
import type { SkipReason } from '../domain/refresh-report.ts'
import { spellingsOf } from '../domain/text.ts'
import { prefixOf } from './claims.ts'
import { filesBelow, readBelow } from './files.ts'
import type { SkippedFile, Source } from './record.ts'

/** Extensions of files that may be articles. */
export const PAGE_EXTENSIONS = /\.(?:md|mdx|markdown|mdown|mkdn?|qmd|rmd|html?|rst|adoc|asciidoc|org|ipynb|njk|liquid)$/

/** Folders of templates and of generated pages (`_site`, `_includes`), whose files are not counted. */
const TEMPLATES = /(?:^|\/)_(?!posts|drafts)[^/]*\//

/**
 * `folderPath` is as in site.yaml, relative to the data folder. `skipOf` says why a file is not read: `undefined` if it
 * is read, `null` if nothing needs to be said.
 */
export function filesOf(
  dataFolder: string,
  folderPath: string,
  matching: RegExp,
  skipOf: (file: string) => SkipReason | null | undefined,
): Pick<Source, 'name' | 'prefix' | 'folder' | 'scan' | 'read'> {
  const folderOnDisk = (): string => {
    const spellings = spellingsOf(folderPath).map((spelling) => path.resolve(dataFolder, spelling))
    return spellings.find((spelling) => existsSync(spelling)) ?? path.resolve(dataFolder, folderPath)
  }
  const fileAt = (relative: string): string => path.posix.join(folderPath, relative)
  const prefix = prefixOf(folderPath)
  return {
    name: folderPath,
    prefix,
    folder: folderOnDisk,
    *scan(saved) {
      const only = saved?.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length))
      const skippedFiles: SkippedFile[] = []
      const isRead = (relative: string): boolean => {
        const file = fileAt(relative)
        const skipped = skipOf(file)
        const isCounted = skipped && !(skipped === 'extension' && TEMPLATES.test(relative))
        if (isCounted) skippedFiles.push({ file, skipped })
        return skipped === undefined
      }
      for (const entry of filesBelow(folderOnDisk(), folderPath, matching, isRead, only)) {
        yield* skippedFiles.splice(0)
        const file = fileAt(entry.relative)
        if ('problem' in entry) yield { file, problem: entry.problem.toQuarantined(file) }
        else yield { file, stamp: entry.stamp }
      }
      yield* skippedFiles
    },
    read: (file) => {
      const folder = folderOnDisk()
      return readBelow(folder, path.resolve(folder, path.posix.relative(folderPath, file)))
    },
  }
}
