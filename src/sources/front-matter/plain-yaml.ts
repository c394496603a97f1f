import type { Header } from './header.ts'

// Most front matter is `key: value` and lists of one level. These lines are read here in a fraction of the library's
// time, with the library's result (test/property/plain-yaml.test.ts). In doubt, the library reads the front matter.

/** Control characters, tabs, and line ends and marks that YAML and JavaScript treat differently. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
const DOUBTFUL = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\r(?!\n)/
const PAIR = /^([a-z_][\w-]{0,99}):(?: +(.*))?$/i
const ITEM = /^( *)- +(.*)$/
const CONSTANT = /^(?:true|false|null)$/i
/** Of the escapes, only those of quotes and backslashes are decoded. */
const DOUBLE_QUOTED = /^"[^"\\]*(?:\\["\\][^"\\]*)*"$/
const SINGLE_QUOTED = /^'[^']*(?:''[^']*)*'$/
/** A first character that may be an indicator, a comment, a nested pair. */
const NOT_PLAIN = /^[^\w(/\u00a1-\uffff]| #|:(?: |$)/
const NOT_PLAIN_IN_BRACKETS = /^[^\w(/\u00a1-\uffff]| #|[[\]{}:]/
/** JavaScript represents 15 digits exactly. */
const SHORT_DECIMAL = /^(?=.{1,15}$)\d+(?:\.\d*)?$/
const NUMBER = /^(?:\d+(?:\.\d*)?(?:e[-+]?\d+)?|0[ox][\da-f]+)$/i

/** A value as it is written. Lines are counted from 0. */
type Item = { readonly line: number; readonly yaml: string }
/** Lines that continue a value end on `lastLine`. A list has the indentation of its first item. */
type Pair = Item & { yaml: string; lastLine: number; indent?: string | undefined; readonly items: Item[] }
/** `text` keeps the spelling of numbers and truth values. */
type Node = { readonly value: unknown; readonly text: unknown; readonly isQuoted?: boolean }

/** Returns what `fullYamlHeader` returns, or `undefined` if the text is not plain. */
export function plainYamlHeader(text: string, firstLine: number): Header | undefined {
  const pairs = DOUBTFUL.test(text) ? undefined : pairsOf(text.split('\n'))
  if (!pairs?.size) return undefined
  const values: Record<string, unknown> = {}
  const texts: Record<string, unknown> = {}
  const quoted = new Set<string>()
  for (const [key, pair] of pairs) {
    const node = nodeOf(pair)
    if (!node) return undefined
    values[key] = node.value
    texts[key] = node.text
    if (node.isQuoted) quoted.add(key)
  }
  return { values, texts, quoted, places: (path) => firstLine + lineOf(pairs, path) }
}

function pairsOf(lines: readonly string[]): ReadonlyMap<string, Pair> | undefined {
  const pairs = new Map<string, Pair>()
  let lastPair: Pair | undefined
  for (const [line, rawLine] of lines.entries()) {
    const yaml = trimEnd(rawLine)
    if (yaml === '') continue
    const [, key, value = ''] = PAIR.exec(yaml) ?? []
    if (key !== undefined) {
      if (pairs.has(key) || key === '__proto__' || CONSTANT.test(key)) return undefined
      lastPair = { line, lastLine: line, yaml: value, items: [] }
      pairs.set(key, lastPair)
    } else if (lastPair?.yaml === '') {
      const [, indent, item] = ITEM.exec(yaml) ?? []
      if (item === undefined) return undefined
      lastPair.indent ??= indent
      if (indent !== lastPair.indent) return undefined
      lastPair.items.push({ line, yaml: item })
    } else if (lastPair?.lastLine === line - 1 && yaml.startsWith(' ')) {
      // YAML 1.2.2 §6.5: a line break in a text is a space.
      lastPair.yaml += ` ${trimStart(yaml)}`
      lastPair.lastLine = line
    } else return undefined
  }
  return pairs
}

function nodeOf({ line, lastLine, yaml, items }: Pair): Node | undefined {
  if (!yaml.startsWith('[')) return items.length > 0 ? listOf(items) : scalarOf(yaml)
  if (lastLine > line || !yaml.endsWith(']')) return undefined
  const content = trimStart(yaml.slice(1, -1))
  // A comma in quotes leaves a quote without its end, which is not plain.
  const parts = content === '' ? [] : content.split(',')
  for (const part of parts) items.push({ line, yaml: trimStart(trimEnd(part)) })
  return listOf(items, NOT_PLAIN_IN_BRACKETS)
}

function listOf(items: readonly Item[], notPlain?: RegExp): Node | undefined {
  const scalars = items.map(({ yaml }) => (yaml === '' ? undefined : scalarOf(yaml, notPlain)))
  if (scalars.includes(undefined)) return undefined
  return { value: scalars.map((scalar) => scalar?.value), text: scalars.map((scalar) => scalar?.text) }
}

/** The core schema of YAML 1.2. */
function scalarOf(yaml: string, notPlain = NOT_PLAIN): Node | undefined {
  if (yaml === '' || yaml === 'null') return { value: null, text: null }
  if (DOUBLE_QUOTED.test(yaml)) return quotedScalar(yaml.slice(1, -1).replace(/\\(.)/g, '$1'))
  if (SINGLE_QUOTED.test(yaml)) return quotedScalar(yaml.slice(1, -1).replaceAll("''", "'"))
  if (notPlain.test(yaml)) return undefined
  if (yaml === 'true' || yaml === 'false') return { value: yaml === 'true', text: yaml }
  if (SHORT_DECIMAL.test(yaml)) return { value: Number(yaml), text: yaml }
  return CONSTANT.test(yaml) || NUMBER.test(yaml) ? undefined : { value: yaml, text: yaml }
}

const quotedScalar = (text: string): Node => ({ value: text, text, isQuoted: true })

function lineOf(pairs: ReadonlyMap<string, Pair>, [key, item]: readonly PropertyKey[]): number {
  if (key === undefined) return 0
  const name = String(key)
  const pair = pairs.get(name) ?? [...pairs].find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1]
  return pair?.items[Number(item)]?.line ?? pair?.line ?? 0
}

// `String.prototype.trim` would remove no-break spaces, too.
const trimStart = (text: string): string => text.replace(/^ +/, '')

function trimEnd(text: string): string {
  let end = text.length
  while (text[end - 1] === ' ' || text[end - 1] === '\r') end--
  return text.slice(0, end)
}
