import { createHash } from 'node:crypto'
import { escapeAttribute } from './xml.ts'

/** Safe HTML: made by {@link html} or sanitised at intake. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** CSP level 3 §2.3.1: the hash source that allows an inline style or script. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

type Part = Html | string | number | null | undefined | false | readonly Part[]

/** Escapes every value that is not {@link Html} and joins lists; null, undefined and false become empty text. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, index) => text + rendered(parts[index - 1]) + string))
}

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(rendered).join('')
  return escapeAttribute(String(part))
}
