import type { Header } from './front-matter/header.ts'
import { parseJsonHeader } from './front-matter/json.ts'
import { isMetadata, nikolaHeader, pelicanHeader } from './front-matter/metadata.ts'
import { parseTomlHeader } from './front-matter/toml.ts'
import { parseYamlHeader } from './front-matter/yaml.ts'
import { Unreadable } from './record.ts'

const FRONT_MATTER_CHARS_MAX = 65_536
const FIRST_LINE_CHARS_MAX = 1000

export type FrontMatter = Header & {
  readonly body: string
  /** The line of the file on which the body begins. */
  readonly bodyLine: number
}

type Format = {
  /** `firstLine` is the line of the file on which `text` begins. @throws Unreadable */
  readonly parse: (text: string, firstLine: number) => Header
  readonly closing: RegExp
  /** Whether the first line and what `closing` matches are no part of the header. */
  readonly hasDelimiters: boolean
}

const DASHES = { closing: /^(?:---|\.\.\.)[ \t]*\r?$/m, hasDelimiters: true }

/** The languages that `---` may name: those of gray-matter that cannot run code. */
const LANGUAGES = new Map<string, Format>([
  ['', { ...DASHES, parse: parseYamlHeader }],
  ['yaml', { ...DASHES, parse: parseYamlHeader }],
  ['json', { ...DASHES, parse: parseJsonHeader }],
  ['toml', { ...DASHES, parse: parseTomlHeader }],
])

/** Hugo, Zola. */
const TOML: Format = { parse: parseTomlHeader, closing: /^\+\+\+[ \t]*\r?$/m, hasDelimiters: true }

/** Hugo: an object on one line, or whose closing brace is on a line of its own. */
const JSON_OBJECT: Format = { parse: parseJsonHeader, closing: /^(?:\{.*)?\}[ \t]*\r?$/m, hasDelimiters: false }

/** Lines like `.. title: …` in a comment of HTML. */
const NIKOLA: Format = { parse: nikolaHeader, closing: /^[ \t]{0,99}-->[ \t]*\r?$/m, hasDelimiters: true }

/** Lines like `Title: …` until a line that is none. */
const PELICAN: Format = {
  parse: pelicanHeader,
  closing: /(?<=\n)(?:(?:---|\.\.\.)?[ \t]{0,99}\r?(?=\n|$)|(?! {0,3}[\w-]{1,64}:| {4}))|$/,
  hasDelimiters: false,
}

/**
 * Splits a Markdown file into front matter and body. Refuses front matter in a programming language (`---js`) and YAML
 * with custom tags, because it could run code.
 * @throws Unreadable
 */
export function parseFrontMatter(text: string): FrontMatter {
  const [firstLine = ''] = text.slice(0, FIRST_LINE_CHARS_MAX).split('\n', 1)
  const { parse, closing, hasDelimiters } = formatOf(text, firstLine)
  const rest = text.slice(hasDelimiters ? firstLine.length + 1 : 0)
  const end = closing.exec(rest)
  if (!end) {
    const delimiter = firstLine.trimEnd().replace(/^\{.*/, '}').replace('<!--', '-->')
    const advice = 'Write it on a line of its own after the last key.'
    throw new Unreadable('front_matter_missing', 'line 1', `The front matter has no closing "${delimiter}". ${advice}`)
  }
  if (end.index > FRONT_MATTER_CHARS_MAX) {
    const message = `The front matter has ${end.index} characters; it may have ${FRONT_MATTER_CHARS_MAX}.`
    throw new Unreadable('too_large', 'line 1', message)
  }
  const bodyStart = end.index + end[0].length
  const header = parse(rest.slice(0, hasDelimiters ? end.index : bodyStart), hasDelimiters ? 2 : 1)
  const body = rest.slice(bodyStart).replace(/^\r?\n/, '')
  return { ...header, body, bodyLine: text.slice(0, text.length - body.length).split('\n').length }
}

function formatOf(text: string, firstLine: string): Format {
  const hasSecondLine = text[firstLine.length] === '\n'
  const language = hasSecondLine ? /^---[ \t]*([^\s#]*)/.exec(firstLine)?.[1] : undefined
  const format = language === undefined ? formatWithoutDashes(text, firstLine) : LANGUAGES.get(language.toLowerCase())
  if (format) return format
  const advice = 'Begin the file with "---", YAML (title: …), "---".'
  const [reason, message] = language
    ? ['front_matter_code', `Front matter in "${language}" is not supported.`]
    : ['front_matter_missing', 'The file does not begin with front matter.']
  throw new Unreadable(reason as string, 'line 1', `${message} ${advice}`)
}

/** The format of a file that does not begin with dashes. */
function formatWithoutDashes(text: string, firstLine: string): Format | undefined {
  const beginning = text.slice(0, FRONT_MATTER_CHARS_MAX)
  if (/^\+\+\+[ \t]*\r?$/.test(firstLine)) return TOML
  if (/^\{[ \t]*(?:"|\r?$)/.test(firstLine)) return JSON_OBJECT
  if (/^<!--[ \t]*\r?$/.test(firstLine) && /^\.\. title:/im.test(beginning)) return NIKOLA
  return isMetadata(beginning) ? PELICAN : undefined
}
