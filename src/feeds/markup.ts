import { createHash } from 'node:crypto'
import type { Prefix } from '../domain/site.ts'

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

/** Plain text as XML or HTML text. */
export function escapeText(text: string): string {
  // Most texts have none of them.
  if (!/[&<>]/.test(text)) return text
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
  let text = ''
  for (const name in values) {
    const value = values[name] ?? null
    if (value !== null) text += ` ${name}="${escapeAttribute(String(value))}"`
  }
  return text
}

/** An element of XML; empty without a text and attributes. */
export function element(
  name: string,
  text: string | number | null | undefined,
  values: Parameters<typeof attributes>[0] = {},
): string {
  const attributeText = attributes(values)
  const content = escapeText(String(text ?? ''))
  if (content === '') return attributeText === '' ? '' : `<${name}${attributeText}/>`
  return `<${name}${attributeText}>${content}</${name}>`
}

/** An element whose text is written as it is, in CDATA sections. */
export function cdata(name: string, text: string, values: Parameters<typeof attributes>[0] = {}): string {
  return `<${name}${attributes(values)}><![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
}

/** Each element that is not empty, after the same white space. */
export function lines(indent: string, elements: readonly string[]): string {
  let text = ''
  for (const one of elements) if (one !== '') text += indent + one
  return text
}

export const NAMESPACES = {
  at: 'http://purl.org/atompub/tombstones/1.0',
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  creativeCommons: 'http://backend.userland.com/creativeCommonsRssModule',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  fh: 'http://purl.org/syndication/history/1.0',
  georss: 'http://www.georss.org/georss',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  media: 'http://search.yahoo.com/mrss/',
  podcast: 'https://podcastindex.org/namespace/1.0',
  slash: 'http://purl.org/rss/1.0/modules/slash/',
  sy: 'http://purl.org/rss/1.0/modules/syndication/',
  thr: 'http://purl.org/syndication/thread/1.0',
  webfeeds: 'http://webfeeds.org/rss/1.0',
} as const satisfies Record<Prefix, string>

/** ` xmlns:dc="…"` for each prefix, in alphabetical order. */
export function declarations(prefixes: Iterable<Prefix>): string {
  return [...new Set(prefixes)]
    .sort()
    .map((prefix) => ` xmlns:${prefix}="${NAMESPACES[prefix]}"`)
    .join('')
}
