/** What every file begins with. */
export const NOTE = '# Written by polyfeed build, and written anew by the next one: what you add here is lost.\n\n'

/** A value as nginx reads it back, variables in it put in their places. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** A text as a regular expression that matches it alone. */
export function exactly(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** `map $from $to { … }`: what is looked up and what it gives, in the order in which regular expressions are tried. */
export function mapBlock(from: string, to: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([key, value]) => `  ${key === 'default' ? key : quoted(key)} ${quoted(value)};\n`)
  return `map ${from} ${to} {\n${lines.join('')}}\n`
}

/** A directive with a block. */
export function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `${line}\n`.replace(/^(?=.)/gm, '  ')).join('')}}`
}

/** Header fields, given as names and values in turn; `always` has them on errors, too. */
export function addHeaders(fields: readonly string[], always = false): string[] {
  const lines: string[] = []
  for (let index = 0; index < fields.length; index += 2) {
    lines.push(`add_header ${fields[index]} ${quoted(fields[index + 1] as string)}${always ? ' always' : ''};`)
  }
  return lines
}
