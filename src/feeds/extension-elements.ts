import type { ExtensionElement } from '../domain/article.ts'
import type { Format } from '../domain/feed-key.ts'
import type { ChannelExtensions } from './extensions.ts'
import { attributes, escapeText } from './markup.ts'

/** The elements that a format has a place for: elements without a namespace are RSS's own, and invalid within Atom's. */
function shownIn(format: Format, elements: readonly ExtensionElement[] = []): readonly ExtensionElement[] {
  const hasPrefix = ({ name, children }: ExtensionElement): boolean =>
    name.includes(':') && (format === 'json' || children.every(hasPrefix))
  return format === 'rss' ? elements : elements.filter(hasPrefix)
}

const INDENTS = {
  rss: { channel: '\n        ', item: '\n            ' },
  atom: { channel: '\n    ', item: '\n        ' },
} as const

export function elementsXml(
  format: Exclude<Format, 'json'>,
  level: 'channel' | 'item',
  elements: readonly ExtensionElement[] | undefined,
): string {
  return shownIn(format, elements)
    .map((element) => INDENTS[format][level] + xmlOf(element))
    .join('')
}

function xmlOf({ name, text, attributes: values, children }: ExtensionElement): string {
  const content = escapeText(text ?? '') + children.map(xmlOf).join('')
  return `<${name}${attributes(values)}${content === '' ? '/>' : `>${content}</${name}>`}`
}

/** The prefixes of the elements that a format shows, and of their attributes. */
export function prefixesIn(format: Format, elements: readonly ExtensionElement[] | undefined): string[] {
  return shownIn(format, elements).flatMap(({ name, attributes, children }) => [
    ...[name, ...Object.keys(attributes)].flatMap((one) => (one.includes(':') ? (one.split(':')[0] ?? []) : [])),
    ...prefixesIn(format, children),
  ])
}

/** The head of a document with the channel's elements and the namespaces that it or its items use. */
export function withExtensions(
  format: Format,
  head: string,
  { namespaces, elements }: ChannelExtensions,
  used: ReadonlySet<string>,
): string {
  if (format === 'json') return head
  const declared = Object.keys(namespaces).filter((prefix) => used.has(prefix) && !head.includes(` xmlns:${prefix}="`))
  const declarations = attributes(Object.fromEntries(declared.map((prefix) => [`xmlns:${prefix}`, namespaces[prefix]])))
  const root = head.replace(/<(?:rss|feed) [^>]*/, (tag) => tag + declarations)
  return root + elementsXml(format, 'channel', elements)
}

/** JSON Feed 1.1, Extensions: an object per prefix. An element that is repeated becomes a list. */
export function elementFields(elements: readonly ExtensionElement[] | undefined): Readonly<Record<string, unknown>> {
  const byPrefix = Map.groupBy(shownIn('json', elements), ({ name }) => name.split(':')[0])
  return Object.fromEntries([...byPrefix].map(([prefix, own]) => [`_${prefix}`, fieldsOf(own)]))
}

function fieldsOf(elements: readonly ExtensionElement[]): Record<string, unknown> {
  const byName = Map.groupBy(elements, ({ name }) => name.slice(name.indexOf(':') + 1))
  return Object.fromEntries(
    [...byName].map(([name, own]) => {
      const values = own.map(fieldOf)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
}

/** A text, an object if there are attributes or children, or `true`. */
function fieldOf({ text, attributes, children }: ExtensionElement): unknown {
  const fields = { ...attributes, ...fieldsOf(children) }
  if (Object.keys(fields).length === 0) return text ?? true
  return text === null ? fields : { text, ...fields }
}
