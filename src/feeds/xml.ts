import type { Prefix } from '../domain/site.ts'

/** Plain text as XML or HTML text. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The text of HTML that has no entities but those of {@link escapeText}. */
export function textOfMarkup(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;')
}

/** ` name="value"` for each attribute that has a value. */
export function attributes(values: Readonly<Record<string, string | number | null | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('')
}

export const NAMESPACES = {
  at: 'http://purl.org/atompub/tombstones/1.0',
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  fh: 'http://purl.org/syndication/history/1.0',
  media: 'http://search.yahoo.com/mrss/',
  sy: 'http://purl.org/rss/1.0/modules/syndication/',
} as const satisfies Record<Prefix, string>

/** ` xmlns:dc="…"` for each prefix, in alphabetical order. */
export function declarations(prefixes: Iterable<Prefix>): string {
  return [...new Set(prefixes)]
    .sort()
    .map((prefix) => ` xmlns:${prefix}="${NAMESPACES[prefix]}"`)
    .join('')
}
