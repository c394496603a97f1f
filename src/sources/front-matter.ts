import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { type LineOfKey, lineFinder, repeatedKeys } from './places.ts'
import { Unreadable } from './record.ts'
import { takeAsWritten } from './written-scalars.ts'

const FRONT_MATTER_CHARS_MAX = 65_536
const FIRST_LINE_CHARS_MAX = 1000

export type FrontMatter = {
  /** Values as YAML 1.2 reads them: `1.10` is the number 1.1. */
  readonly values: Readonly<Record<string, unknown>>
  /** The same with numbers, `true` and `false` as they are written: `1.10`, `007`, `True`. */
  readonly texts: Readonly<Record<string, unknown>>
  /** The keys whose value is a text in quotes. */
  readonly quoted: ReadonlySet<string>
  readonly body: string
  /** The line of the file on which the body begins. */
  readonly bodyLine: number
  readonly places: LineOfKey
}

/**
 * Splits a Markdown file into YAML front matter and body. Refuses front matter in a programming language (`---js`) and
 * YAML with custom tags, because it could run code.
 * @throws Unreadable
 */
export function parseFrontMatter(text: string): FrontMatter {
  const [line = ''] = text.slice(0, FIRST_LINE_CHARS_MAX).split('\n', 1)
  const opening = text[line.length] === '\n' ? /^---[ \t]*([^\s#]*)/.exec(line) : null
  if (!opening) {
    const message = text.startsWith('+++')
      ? 'TOML front matter is not supported'
      : 'The file does not begin with front matter'
    const advice = 'Begin the file with "---", YAML (title: …), "---".'
    throw new Unreadable('front_matter_missing', 'line 1', `${message}. ${advice}`)
  }
  if (opening[1]) {
    throw new Unreadable(
      'front_matter_code',
      'line 1',
      `Front matter in "${opening[1]}" is not supported. Write YAML after a plain "---".`,
    )
  }
  const closing = /^(?:---|\.\.\.)[ \t]*\r?$/m
  const rest = text.slice(line.length + 1)
  const end = closing.exec(rest)
  if (!end) throw new Unreadable('front_matter_missing', 'line 1', 'The front matter has no closing "---".')
  if (end.index > FRONT_MATTER_CHARS_MAX) {
    throw new Unreadable(
      'too_large',
      'line 1',
      `The front matter has ${end.index} characters; it may have ${FRONT_MATTER_CHARS_MAX}.`,
    )
  }
  const lines = new LineCounter()
  // The parser's own check for duplicate keys takes quadratic time; `repeatedKeys` replaces it.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false }
  const document = parseDocument(rest.slice(0, end.index), options)
  const [problem] = [...document.errors, ...document.warnings, ...repeatedKeys(document)]
  if (problem) {
    const reason = problem.code === 'TAG_RESOLVE_FAILED' ? 'front_matter_code' : 'yaml_invalid'
    throw new Unreadable(
      reason,
      `line ${lines.linePos(problem.pos[0]).line + 1}`,
      `The front matter is not plain YAML: ${problem.message.trim()}.`,
    )
  }
  const body = rest.slice(end.index + end[0].length).replace(/^\r?\n/, '')
  const values = valuesOf(document)
  const quoted = quotedKeys(document)
  takeAsWritten(document)
  return {
    ...{ values, quoted, texts: valuesOf(document), body },
    bodyLine: text.slice(0, text.length - body.length).split('\n').length,
    places: lineFinder(document, lines, 2),
  }
}

function quotedKeys({ contents }: Document): ReadonlySet<string> {
  const pairs = isMap(contents) ? contents.items : []
  const quoted = pairs.filter(({ value }) => isScalar(value) && value.type?.startsWith('QUOTE_'))
  return new Set(quoted.map(({ key }) => String(key)))
}

function valuesOf(document: Document): Readonly<Record<string, unknown>> {
  let values: unknown
  try {
    values = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new Unreadable('yaml_invalid', 'line 2', `The front matter cannot be read: ${(error as Error).message}.`)
  }
  if (values === null || values === undefined) return {}
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw new Unreadable('yaml_invalid', 'line 2', 'The front matter is not a mapping (title: …).')
  }
  return values as Readonly<Record<string, unknown>>
}
