import type { Entry, ExtensionElement, Instant } from '../domain/article.ts'
import type { ExtensionRule, Extensions, ExtensionValue } from '../domain/feed.ts'
import { isMapping } from '../domain/path.ts'
import type { Rendition, Site } from '../domain/site.ts'
import type { ChannelDetails } from './channel-details.ts'

// Elements that settings add to channels and items: their values. `extension-elements.ts` writes them.

export const ITEM_KEYS = [
  ...(['id', 'title', 'summary', 'url', 'language', 'published', 'updated', 'image'] as const),
  ...(['authors', 'section', 'tags'] as const),
] as const
export const CHANNEL_KEYS = [
  ...(['id', 'title', 'description', 'url', 'language', 'updated', 'logo', 'icon', 'cover', 'rights'] as const),
] as const

/** The fields that documents of JSON Feed have by this program. */
export const JSON_FIELDS: ReadonlySet<string> = new Set(
  '_image _translator _source _translations _history _withdrawn'.split(' '),
)

type Values = Readonly<Record<string, unknown>>

/** A channel's elements, with the namespaces of its items' elements; absent unless a setting adds any. */
export type ChannelExtensions = Pick<Extensions, 'namespaces'> & { readonly elements: readonly ExtensionElement[] }

type ChannelFacts = Readonly<Record<'id' | 'title' | 'description' | 'home' | 'language', string>> & {
  readonly updated: Instant
  readonly details: Pick<ChannelDetails, 'logo' | 'icon' | 'cover' | 'rights'>
}

export function withChannelElements<C extends ChannelFacts>(
  { extensions, partners }: Site,
  partnerName: string | null,
  channel: C,
): C & { readonly extensions?: ChannelExtensions } {
  const partner = partnerName === null ? undefined : partners.get(partnerName)
  if (!extensions && !partner?.extensions) return channel
  const { id, title, description, home: url, language, updated, details } = channel
  const values = {
    ...{ id, title, description, url, language, updated: new Date(updated), rights: details.rights },
    ...{ logo: details.logo?.url, icon: details.icon?.url, cover: details.cover?.url },
  } satisfies Record<(typeof CHANNEL_KEYS)[number], unknown>
  const own = elementsOf(extensions?.channel ?? [], values)
  const elements = [
    ...(partner ? permitted(own, partner) : own),
    ...elementsOf(partner?.extensions?.channel ?? [], values),
  ]
  const namespaces = { ...extensions?.namespaces, ...partner?.extensions?.namespaces }
  return { ...channel, extensions: { namespaces, elements } }
}

/** The elements in the namespaces that a partner reads. */
export function permitted(
  elements: readonly ExtensionElement[],
  { namespaces }: Pick<Rendition, 'namespaces'>,
): readonly ExtensionElement[] {
  const prefixes: readonly string[] | null = namespaces
  return elements.filter(({ name }) => prefixes?.includes(name.split(':')[0] ?? '') ?? true)
}

/** The entry with the elements that it gets by `settings`, after those that it has. */
export function withElements(entry: Entry, settings: readonly (Extensions | undefined)[]): Entry {
  const rules = settings.flatMap((one) => one?.items ?? [])
  if (rules.length === 0) return entry
  const { id, variant, terms } = entry
  const { title, summary, url, language, published, updated, image, authors, extra } = variant
  const labels = (kind: string): string[] => terms.filter((term) => term.kind === kind).map(({ label }) => label)
  const values = {
    ...{ id, title, summary, url, language, published: new Date(published), updated: new Date(updated) },
    ...{ image: image?.url, authors: authors.map(({ name }) => name), section: labels('section'), tags: labels('tag') },
    extra,
  } satisfies Record<(typeof ITEM_KEYS)[number] | 'extra', unknown>
  const extensions = [...(entry.extensions ?? []), ...elementsOf(rules, values)]
  return extensions.length > 0 ? { ...entry, extensions } : entry
}

function elementsOf(rules: readonly ExtensionRule[], values: Values): ExtensionElement[] {
  return rules.flatMap((rule) => {
    if (rule.each === null) return elementsFor(rule, values)
    return listOf(valueAt(values, rule.each)).flatMap((each) => elementsFor(rule, { ...values, each }))
  })
}

/** None if each of its parts that come from keys has no value. */
function elementsFor(rule: ExtensionRule, values: Values): ExtensionElement[] {
  const { element: name, value } = rule
  const textsOf = (one: ExtensionValue): string[] =>
    'text' in one ? [one.text] : listOf(valueAt(values, one.key)).flatMap((part) => textOf(part, name))
  const attributes = Object.entries(rule.attributes).flatMap(([attribute, one]) => {
    const texts = textsOf(one)
    return texts.length > 0 ? [[attribute, texts.join(', ')] as const] : []
  })
  const children = elementsOf(rule.children, values)
  const isFromKey = ([attribute]: readonly [string, unknown]): boolean => 'key' in (rule.attributes[attribute] ?? {})
  const needsValue = rule.children.length > 0 || Object.entries(rule.attributes).some(isFromKey)
  if (value === null && needsValue && children.length === 0 && !attributes.some(isFromKey)) return []
  const withoutText = { name, attributes: Object.fromEntries(attributes), children }
  return value === null ? [{ ...withoutText, text: null }] : textsOf(value).map((text) => ({ ...withoutText, text }))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

function valueAt(values: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (value, part) => (isMapping(value) && Object.hasOwn(value, part) ? value[part] : undefined),
      values,
    )
}

/** RSS's own elements have dates as RSS writes them; all others have dates of RFC 3339. */
function textOf(value: unknown, element: string): string[] {
  if (value instanceof Date) return [element.includes(':') ? value.toISOString() : value.toUTCString()]
  return ['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : []
}
