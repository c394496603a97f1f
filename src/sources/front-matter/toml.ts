import { parse, TomlError } from 'smol-toml'
import { shortened } from '../../domain/path.ts'
import type { LineOfKey } from '../places.ts'
import { Unreadable } from '../record.ts'
import type { Header } from './header.ts'

// The only module that imports smol-toml.

/** Texts and comments, which are kept, and then a value that begins with a digit or sign, `true` or `false`. */
const TOKENS =
  /"""(?:[^\\]|\\[\s\S])*?(?:"{3,5}|$)|'''[\s\S]*?(?:'{3,5}|$)|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|#.*|(?<![\w.-])([+-]?\d[\w.:+-]*(?: \d\d:\d\d[\w.:+-]*)?|true|false)(?![\w.-])/g

/** @throws Unreadable */
export function parseTomlHeader(text: string, firstLine: number): Header {
  try {
    // Dates are texts: the parser turns 30 February into 2 March. Without an offset they are in the site's time zone.
    const values = plain(parse(withQuoted(text, /^\d+[-/:]/)))
    const texts = plain(parse(withQuoted(text, /^/)))
    const quoted = new Set(Object.keys(values).filter((key) => typeof values[key] === 'string'))
    return { values, texts, quoted, places: tomlLineFinder(text, firstLine) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const line = text.split('\n')[error.line - 1] ?? ''
    const message = `The front matter is not TOML: ${adviceOn(error.message.split('\n', 1)[0] ?? '', line)}`
    throw new Unreadable('toml_invalid', `line ${firstLine + error.line - 1}`, message)
  }
}

/** Quotes the values that match. */
function withQuoted(text: string, values: RegExp): string {
  return text.replace(TOKENS, (token, value?: string) => (value && values.test(value) ? `"${value}"` : token))
}

/** The parser's objects have no prototype. */
function plain(value: unknown): Readonly<Record<string, unknown>> {
  return structuredClone(value) as Readonly<Record<string, unknown>>
}

/** The parser's messages and the remedy in the writer's words. */
const REMEDIES: readonly (readonly [message: RegExp, remedy: string])[] = [
  [/control characters|unfinished string/, 'the quote at the beginning of the value is not closed.'],
  [/end-of-line/, 'the value goes on after its closing quote. Write \\" for a quote inside a text.'],
  [/redefine/, 'the key is there twice. Remove one.'],
]

function adviceOn(message: string, line: string): string {
  if (/^\s*[\w-]{1,64}:/.test(line)) return 'a key has "=" after it. Write title = "…".'
  if (/invalid value/.test(message))
    return `texts have quotes. Write ${shortened(line.trim().replace(/=.*$/, '= "…"'))}.`
  const remedy = REMEDIES.find(([messages]) => messages.test(message))?.[1]
  return remedy ?? `${message.replace(/^Invalid TOML document: /, '')}.`
}

/** Finds `key =`, `key.` and `[key]`, and nested keys below them. */
function tomlLineFinder(text: string, firstLine: number): LineOfKey {
  const keys = text.split('\n').map((line) => /^\s*\[{0,2}\s*["']?([\w-]+(?:\.[\w-]+)*)/.exec(line)?.[1]?.split('.'))
  return (path) => {
    let keyIndex = 0
    for (const key of path) {
      const index = keys.findIndex((names, at) => at >= keyIndex && names?.includes(String(key)))
      if (index < 0) break
      keyIndex = index
    }
    return firstLine + keyIndex
  }
}
