import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import type { KnownIds } from './articles.ts'
import type { PostHead } from './post.ts'

/** Lies beside the articles: the name of each file that imports wrote, with its hash. Sources skip hidden files. */
const RECORD = '.polyfeed-import.json'

export type WriteResult = 'written' | 'unchanged' | 'edited' | 'deleted'

/** Writes articles into a folder, but none whose file somebody changed or deleted, unless forced. @throws AppError */
export function openArticleFolder(folder: string, isForced: boolean, isDryRun: boolean) {
  const textOf = (name: string): string | undefined =>
    existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : undefined
  const replace = (name: string, text: string): void => {
    if (isDryRun) return
    mkdirSync(folder, { recursive: true })
    // A refresh that reads the folder meanwhile finds whole files.
    writeFileSync(path.join(folder, `${RECORD}.tmp`), text)
    renameSync(path.join(folder, `${RECORD}.tmp`), path.join(folder, name))
  }
  const record = recordOf(textOf(RECORD), path.join(folder, RECORD))
  const ids = new Map([...record].flatMap(([name, { guids }]) => guids.map((guid) => [guid, path.parse(name).name])))
  const knownIds: KnownIds = { idOf: (guid) => ids.get(guid), has: (id) => record.has(`${id}.json`) }
  const write = (id: string, heads: readonly PostHead[], article: object): WriteResult => {
    const name = `${id}.json`
    const text = `${JSON.stringify(article, null, 2)}\n`
    const [current, hash] = [textOf(name), record.get(name)?.hash]
    if (current !== text && !isForced && current === undefined && hash) return 'deleted'
    if (current !== text && !isForced && current !== undefined && hash !== hashOf(current)) return 'edited'
    record.set(name, { hash: hashOf(text), guids: heads.map(({ guid }) => guid) })
    if (current !== text) replace(name, text)
    return current === text ? 'unchanged' : 'written'
  }
  const close = (): void => {
    if (record.size > 0) replace(RECORD, `${JSON.stringify(Object.fromEntries(record), null, 1)}\n`)
  }
  return { ...knownIds, write, close }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function recordOf(
  text = '{}',
  file: string,
): Map<string, { readonly hash: string; readonly guids: readonly string[] }> {
  try {
    return new Map(Object.entries(JSON.parse(text)))
  } catch {
    throw new AppError('config_invalid', `${file} is damaged. Restore it, or delete it and import with --force`)
  }
}
