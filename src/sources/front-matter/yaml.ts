import { type Document, isAlias, isMap, isScalar, LineCounter, type Pair, parseDocument, visit } from 'yaml'
import { shortened } from '../../domain/path.ts'
import { lineFinder, repeatedKeys } from '../places.ts'
import { Unreadable } from '../record.ts'
import { takeAsWritten } from '../written-scalars.ts'
import type { Header } from './header.ts'
import { plainYamlHeader } from './plain-yaml.ts'

/** @throws Unreadable */
export function parseYamlHeader(text: string, firstLine: number): Header {
  return plainYamlHeader(text, firstLine) ?? fullYamlHeader(text, firstLine)
}

/** @throws Unreadable */
export function fullYamlHeader(text: string, firstLine: number): Header {
  const lines = new LineCounter()
  // The parser's own check for duplicate keys takes quadratic time; `repeatedKeys` replaces it.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  const [problem] = [
    ...[...document.errors, ...document.warnings],
    ...[...repeatedKeys(document), ...unresolvedAliases(document)],
  ]
  if (!problem) return { ...headerOfDocument(document, firstLine), places: lineFinder(document, lines, firstLine) }
  const reason = problem.code === 'TAG_RESOLVE_FAILED' ? 'front_matter_code' : 'yaml_invalid'
  const { line } = lines.linePos(startOf(problem, document))
  const message = adviceOn(problem, text.split('\n')[line - 1] ?? '')
  throw new Unreadable(reason, `line ${firstLine + line - 1}`, `The front matter is not plain YAML: ${message}`)
}

/** @throws Unreadable */
export function headerOfDocument(document: Document, firstLine: number): Omit<Header, 'places'> {
  const values = valuesOf(document, firstLine)
  const quoted = quotedKeys(document)
  takeAsWritten(document)
  return { values, quoted, texts: valuesOf(document, firstLine) }
}

function quotedKeys({ contents }: Document): ReadonlySet<string> {
  const pairs = isMap(contents) ? contents.items : []
  const quoted = pairs.filter(({ value }) => isScalar(value) && value.type?.startsWith('QUOTE_'))
  return new Set(quoted.map(({ key }) => String(key)))
}

function valuesOf(document: Document, firstLine: number): Readonly<Record<string, unknown>> {
  let values: unknown
  try {
    values = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    const message = `The front matter cannot be read: ${(error as Error).message}.`
    throw new Unreadable('yaml_invalid', `line ${firstLine}`, message)
  }
  if (values === null || values === undefined) return {}
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw new Unreadable('yaml_invalid', `line ${firstLine}`, 'The front matter is not a mapping (title: …).')
  }
  return values as Readonly<Record<string, unknown>>
}

type YamlProblem = { readonly code: string; readonly message: string; readonly pos: readonly [number, number] }

/** A quote or bracket that is not closed is noticed at the end of the text; its key is the last one above. */
function startOf({ code, pos }: YamlProblem, { contents }: Document): number {
  if (code !== 'MISSING_CHAR' && code !== 'BAD_INDENT') return pos[0]
  const starts = isMap(contents) ? contents.items.map(({ key }: Pair) => (isScalar(key) && key.range?.[0]) || 0) : []
  return starts.findLast((start) => start < pos[0]) ?? pos[0]
}

/** `title: **Bold**` is an alias in YAML. */
function unresolvedAliases(document: Document): YamlProblem[] {
  const anchors = new Set<string | undefined>()
  const problems: YamlProblem[] = []
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) anchors.add(node.anchor)
      else if (!anchors.has(node.source)) {
        const start = node.range?.[0] ?? 0
        problems.push({ code: 'BAD_ALIAS', message: 'Unresolved alias', pos: [start, start] })
      }
    },
  })
  return problems
}

const NOT_A_PAIR = 'the line is not a key with a value. Write "key: value", with a space after the colon.'

/** The codes of the parser, what the line looks like, and the remedy in the writer's words. `…` is the value in quotes. */
const REMEDIES: readonly (readonly [code: RegExp, line: RegExp, remedy: string])[] = [
  [/^BLOCK_AS_IMPLICIT_KEY$/, /:\s.*:(?:\s|$)/, 'the value contains a colon and a space. Put the value in quotes: …'],
  [/^BLOCK_AS_IMPLICIT_KEY$/, /^/, 'the next line is indented, but belongs to no list or mapping. Remove its blanks.'],
  [/^BAD_SCALAR_START$/, /^/, 'a value cannot begin with this character. Put the value in quotes: …'],
  [/^BAD_ALIAS$/, /^/, 'a value that begins with & or * means another value. Put the value in quotes: …'],
  [/^UNEXPECTED_TOKEN$/, /:\s+["'[{]/, 'the value goes on after a quote or bracket. Put the whole value in quotes: …'],
  [/^UNEXPECTED_TOKEN$/, /:\s+[-|>*&]/, 'the value begins with a character of YAML. Put the value in quotes: …'],
  [/^TAB_AS_INDENT$/, /^/, 'the line begins with a tab. Indent it with spaces.'],
  [/^MISSING_CHAR$/, /:\s+["']/, 'the quote at the beginning of the value is not closed. Write it at the end, too.'],
  [/^BAD_INDENT$/, /[[{]/, 'the bracket at the beginning of the value is not closed. Write ] or } at the end.'],
  [/^MULTILINE_IMPLICIT_KEY$|^MISSING_CHAR$/, /^/, NOT_A_PAIR],
  [/^DUPLICATE_KEY$/, /^/, 'the key is there twice. Remove one.'],
]

function adviceOn({ code, message }: YamlProblem, line: string): string {
  const remedy = REMEDIES.find(([codes, lines]) => codes.test(code) && lines.test(line))?.[2]
  if (remedy === undefined) return `${message.trim()}.`
  const [, key = '', value = ''] = /^\s*(?:- +)?([^:]*:)\s+(.*?)\s*$/.exec(line) ?? []
  // In single quotes, YAML has no escape but ''.
  const quoted = /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`
  return remedy.replace('…', () => `${shortened(`${key} ${quoted}`)}.`)
}
