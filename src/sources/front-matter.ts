import { LineCounter, parseDocument } from 'yaml'
import { type Places, placesIn, repeatedKeys } from './places.ts'
import { Unreadable } from './record.ts'

/** Characters of the front matter, and of its first line, at most. */
const FRONT_MATTER_MAX = 65_536
const LINE_MAX = 1000

export type FrontMatter = {
  readonly values: Readonly<Record<string, unknown>>
  readonly body: string
  /** The line of the file on which the body begins. */
  readonly bodyLine: number
  readonly places: Places
}

/**
 * Splits a Markdown file into its YAML front matter and its text. Nothing of it is ever run: front matter in a
 * language of programs (`---js`) is refused, and so is YAML with tags of its own.
 * @throws Unreadable
 */
export function frontMatterOf(text: string): FrontMatter {
  const [line = ''] = text.slice(0, LINE_MAX).split('\n', 1)
  const opening = text[line.length] === '\n' ? /^---[ \t]*([^\s#]*)/.exec(line) : null
  if (!opening) {
    const form = text.startsWith('+++') ? 'TOML front matter is not read' : 'The file does not begin with front matter'
    throw new Unreadable('front_matter_missing', 'line 1', `${form}. Begin it with "---", YAML (title: …), "---".`)
  }
  if (opening[1]) {
    throw new Unreadable(
      'front_matter_code',
      'line 1',
      `Front matter in "${opening[1]}" is not read. Only YAML is, after a plain "---".`,
    )
  }
  const closing = /^(?:---|\.\.\.)[ \t]*\r?$/m
  const rest = text.slice(line.length + 1)
  const end = closing.exec(rest)
  if (!end) throw new Unreadable('front_matter_missing', 'line 1', 'The front matter has no closing "---".')
  if (end.index > FRONT_MATTER_MAX) {
    throw new Unreadable(
      'too_large',
      'line 1',
      `The front matter has ${end.index} characters; it may have ${FRONT_MATTER_MAX}.`,
    )
  }
  const lines = new LineCounter()
  // The parser's own look for keys that are there twice takes the square of their number.
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
  return {
    values: valuesOf(() => document.toJS({ maxAliasCount: 100 })),
    body,
    bodyLine: text.slice(0, text.length - body.length).split('\n').length,
    places: placesIn(document, lines, 2),
  }
}

function valuesOf(read: () => unknown): Readonly<Record<string, unknown>> {
  let values: unknown
  try {
    values = read()
  } catch (error) {
    throw new Unreadable('yaml_invalid', 'line 2', `The front matter cannot be read: ${(error as Error).message}.`)
  }
  if (values === null || values === undefined) return {}
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw new Unreadable('yaml_invalid', 'line 2', 'The front matter is not a mapping (title: …).')
  }
  return values as Readonly<Record<string, unknown>>
}
