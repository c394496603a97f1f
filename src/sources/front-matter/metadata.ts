import type { Header } from './header.ts'

// Metadata headers of Pelican (https://docs.getpelican.com/en/stable/content.html) and Nikola
// (https://getnikola.com/handbook.html#metadata-formats). All values are text.

/** Python-Markdown's extension `meta`. */
const PELICAN_LINE = /^ {0,3}([\w-]{1,64}):[ \t]{0,99}(.*)$/
const NIKOLA_LINE = /^[ \t]{0,99}\.\. ([\w-]{1,64}):[ \t]{0,99}(.*)$/

export const pelicanHeader = (text: string, firstLine: number): Header => headerOf(text, firstLine, PELICAN_LINE)

/** Older posts of Nikola are drafts by a tag. */
export function nikolaHeader(text: string, firstLine: number): Header {
  const header = headerOf(text, firstLine, NIKOLA_LINE)
  const isDraft = /(?:^|,)\s*(?:draft|private)\s*(?:,|$)/i.test(String(header.texts.tags ?? ''))
  return isDraft ? { ...header, values: { ...header.values, draft: 'true' } } : header
}

/** Whether the lines up to the first blank one are metadata: prose may begin with `Note: `, but has no title. */
export function isMetadata(text: string): boolean {
  if (!PELICAN_LINE.test(text.split('\n', 1)[0]?.trimEnd() ?? '')) return false
  const [header = ''] = text.split(/\n[ \t]{0,99}\r?\n/, 1)
  return /^ {0,3}title:/im.test(header)
}

/** A line without a key continues the value above it. A key that is repeated has another line of its value. */
function headerOf(text: string, firstLine: number, shape: RegExp): Header {
  const values = new Map<string, string[]>()
  const lineOf = new Map<string, number>()
  let current: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const [, key, value = line] = shape.exec(line.trimEnd()) ?? []
    if (key !== undefined) {
      current = values.get(key) ?? []
      values.set(key, current)
      if (!lineOf.has(key.toLowerCase())) lineOf.set(key.toLowerCase(), firstLine + index)
    }
    if (!/^(?:---|\.{3})?$/.test(value.trim())) current.push(value.trim())
  }
  const texts = Object.fromEntries([...values].map(([key, lines]) => [key, lines.join('\n')]))
  return {
    ...{ values: texts, texts, quoted: new Set() },
    places: ([key]) => lineOf.get(String(key).toLowerCase()) ?? firstLine,
  }
}
