import path from 'node:path'
import { type ParseError, type ParseErrorCode, parse as parseTolerantly, printParseErrorCode } from 'jsonc-parser'
import { keyPath } from '../domain/path.ts'
import type { JsonSource } from '../domain/site.ts'
import { prefixOf } from './claims.ts'
import { filesOf, PAGE_EXTENSIONS } from './folder.ts'
import type { Neighbours } from './markdown.ts'
import { excludes } from './pattern.ts'
import { jsonLineFinder } from './places.ts'
import { type RawRecord, type Source, textOf, Unreadable } from './record.ts'

/** One article per file, in the shape of `article.schema.json`. */
export function jsonSource(
  dataFolder: string,
  { path: folder, exclude = [] }: JsonSource,
  neighbours?: Neighbours,
): Source {
  const matching = new RegExp(`\\.json$|${PAGE_EXTENSIONS.source}`)
  const isExcluded = excludes(exclude)
  const files = filesOf(dataFolder, folder, matching, (file) => {
    if (isExcluded(file.slice(prefixOf(folder).length))) return null
    if (file.endsWith('.json')) return undefined
    return neighbours?.claims.ownerOf(file) === undefined ? 'extension' : null
  })
  return { ...files, parse: parseJson }
}

function parseJson(file: string, bytes: Uint8Array): RawRecord {
  const text = textOf(bytes)
  const raw = jsonOf(text)
  const places = jsonLineFinder(text)
  return {
    file,
    raw: withDefaultId(raw, path.posix.basename(file, '.json')),
    place: (keys) => (keys.length === 0 ? '' : `line ${places(keys)}, ${keyPath(keys)}`),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // JSON.parse does not always give a position.
    const errors: ParseError[] = []
    parseTolerantly(text, errors, { disallowComments: true, allowTrailingComma: false })
    const { error, offset } = errors[0] ?? { error: 1 as ParseErrorCode, offset: 0 }
    const before = text.slice(0, offset).split('\n')
    const place = `line ${before.length}, column ${(before.at(-1) as string).length + 1}`
    const problem = printParseErrorCode(error)
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase()
    throw new Unreadable('json_invalid', place, `The file is not JSON: ${problem}.`)
  }
}

function withDefaultId(raw: unknown, id: string): unknown {
  return raw !== null && typeof raw === 'object' && !Array.isArray(raw) ? { id, ...raw } : raw
}
