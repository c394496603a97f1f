import path from 'node:path'
import { parse } from 'yaml'
import { AppError } from '../../domain/errors.ts'
import { type FoundFile, filesIn } from '../files.ts'

// Files of a site that all its articles depend on.

/** Paths are below `root`. @throws AppError `source_missing` */
export function siteFilesIn(root: string, folder: string, names: RegExp): FoundFile[] {
  return [...filesIn(path.join(root, folder), names)].map((found) => {
    const relative = path.posix.join(folder, found.relative)
    if (!('problem' in found)) return { ...found, relative }
    throw new AppError('source_missing', `${relative}: ${found.problem.message}`)
  })
}

export function stampsOf(files: readonly FoundFile[]): string {
  return files.map(({ relative, stamp }) => `${relative} ${stamp.modified} ${stamp.size}`).join('\n')
}

export function textOfFile({ read }: FoundFile): string {
  return new TextDecoder().decode(read())
}

/** The value of a file in YAML or JSON. @throws AppError `source_missing` */
export function contentOf(file: FoundFile): unknown {
  try {
    return parse(textOfFile(file))
  } catch (error) {
    const [message] = (error as Error).message.split('\n', 1)
    throw new AppError('source_missing', `${file.relative} cannot be read: ${message}`, {}, { cause: error })
  }
}
