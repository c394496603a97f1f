import path from 'node:path'
import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  type ParseErrorCode,
  parse as parseTolerantly,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { isMapping, keyPath } from '../domain/path.ts'
import type { JsonSource } from '../domain/sources.ts'
import { type Neighbours, prefixOf } from './claims.ts'
import { filesOf, PAGE_EXTENSIONS } from './folder.ts'
import { excludes } from './pattern.ts'
import type { LineOfKey } from './places.ts'
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
  const places = lineFinder(text)
  return {
    file,
    raw: withDefaultId(raw, path.posix.basename(file, '.json')),
    place: (keys) => (keys.length === 0 ? '' : `line ${places(keys)}, ${keyPath(keys)}`),
  }
}

/** Parses the text again, with positions, only when a line is first requested. */
function lineFinder(text: string): LineOfKey {
  let root: Node | null | undefined
  return (keys) => {
    if (root === undefined) root = treeOf(text)
    if (!root) return 1
    const path = keys.map((key) => (typeof key === 'symbol' ? '' : key))
    // A key that is missing is on the line of the object that lacks it.
    while (path.length > 0 && !findNodeAtLocation(root, path)) path.pop()
    const node = findNodeAtLocation(root, path)
    const begin = node?.parent?.type === 'property' ? node.parent : node
    return text.slice(0, begin?.offset ?? 0).split('\n').length
  }
}

/** `null` if the nesting is deeper than the parser's stack. */
function treeOf(text: string): Node | null {
  try {
    return parseTree(text) ?? null
  } catch {
    return null
  }
}

/** `firstLine` is the line of the file on which `text` begins. @throws Unreadable */
export function jsonOf(text: string, firstLine = 1): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // JSON.parse does not always give a position.
    const errors: ParseError[] = []
    parseTolerantly(text, errors, { disallowComments: true, allowTrailingComma: false })
    const { error, offset } = errors[0] ?? { error: 1 as ParseErrorCode, offset: 0 }
    const before = text.slice(0, offset).split('\n')
    const place = `line ${firstLine + before.length - 1}, column ${(before.at(-1) as string).length + 1}`
    const problem = printParseErrorCode(error)
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase()
    throw new Unreadable('json_invalid', place, `The file is not JSON: ${problem}.`)
  }
}

export function withDefaultId(raw: unknown, id: string): unknown {
  return isMapping(raw) ? { id, ...raw } : raw
}
