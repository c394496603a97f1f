import type { z } from 'zod'
import type { ExtensionRule, Extensions, ExtensionValue } from '../domain/feed.ts'
import { CHANNEL_KEYS, ITEM_KEYS, JSON_FIELDS } from '../feeds/extensions.ts'
import { NAMESPACES } from '../feeds/markup.ts'
import { type Key, KeyError } from './key-error.ts'
import type { extensionsSchema } from './site-keys/extensions.ts'

/** As written in `site.yaml` or in a profile. */
export type WrittenExtensions = z.input<typeof extensionsSchema>
type Written = NonNullable<WrittenExtensions['items']>[number]
type Level = 'channel' | 'items'
type Namespaces = Extensions['namespaces']

// Namespaces in XML 1.0 §3: names without a colon.
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}._-]*$/u
const RESERVED_URIS = /^http:\/\/www\.w3\.org\/(?:XML\/1998\/namespace|2000\/xmlns\/?)$/

/** The elements of a profile, and after them those of `site.yaml`. `inherited` are the site's namespaces. @throws KeyError */
export function extensionsOf(
  written: WrittenExtensions | undefined,
  at: Key,
  { profile = {}, inherited = {} }: { profile?: WrittenExtensions | undefined; inherited?: Namespaces } = {},
): Extensions | undefined {
  const namespaces = { ...profile.namespaces, ...written?.namespaces }
  const inheritedNamespaces = { ...inherited, ...NAMESPACES }
  expectNamespaces(written?.namespaces ?? {}, inheritedNamespaces, [...at, 'namespaces'])
  const prefixes = new Set([...Object.keys(inheritedNamespaces), ...Object.keys(namespaces)])
  const rulesOf = (level: Level): ExtensionRule[] => {
    const own = written?.[level] ?? []
    for (const [index, one] of own.entries()) expectElement(one, level, prefixes, [...at, level, index])
    return [...(profile[level] ?? []), ...own].map(ruleOf)
  }
  const [channel, items] = [rulesOf('channel'), rulesOf('items')]
  return channel.length + items.length > 0 ? { namespaces: { ...inherited, ...namespaces }, channel, items } : undefined
}

function ruleOf({ element, value, text, attributes = {}, each, children = [] }: Written): ExtensionRule {
  const asValue = (one: string | { text: string }): ExtensionValue => (typeof one === 'string' ? { key: one } : one)
  return {
    ...{ element, each: each ?? null },
    value: text !== undefined ? { text } : value !== undefined ? { key: value } : null,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, one]) => [name, asValue(one)])),
    children: children.map(ruleOf),
  }
}

function expectNamespaces(namespaces: Namespaces, known: Namespaces, at: Key): void {
  for (const [prefix, uri] of Object.entries(namespaces)) {
    const refuse = (message: string): never => {
      throw new KeyError([...at, prefix], message)
    }
    if (!NAME.test(prefix)) refuse('is not a prefix of XML: use letters and digits, and begin with a letter')
    if (/^xml/i.test(prefix)) refuse('is a prefix that XML reserves: choose one that does not begin with xml')
    if (JSON_FIELDS.has(`_${prefix}`)) refuse(`is taken in JSON Feed, where feeds have a field _${prefix}`)
    if (!URL.canParse(uri) || RESERVED_URIS.test(uri)) refuse('is not the absolute URI of a namespace')
    if ((known[prefix] ?? uri) !== uri) refuse(`is the prefix of ${known[prefix]} in feeds: choose another one`)
  }
}

function expectElement(written: Written, level: Level, prefixes: ReadonlySet<string>, at: Key, isChild = false): void {
  const { element, value, text, attributes = {}, each, children = [] } = written
  expectName(element, prefixes, [...at, 'element'])
  if (!isChild && !element.includes(':')) throw new KeyError([...at, 'element'], 'has no prefix (like nb:id)')
  if (text !== undefined && value !== undefined) throw new KeyError([...at, 'text'], 'is set together with value')
  const keys: readonly string[] = level === 'items' ? ITEM_KEYS : CHANNEL_KEYS
  const expectKey = (key: string | undefined, place: Key): void => {
    if (key === undefined || keys.includes(key)) return
    if (level === 'items' && /^(?:extra|each)(?:\.|$)/.test(key)) return
    const permittedKeys = [...keys, ...(level === 'items' ? ['extra.…'] : [])].join(', ')
    throw new KeyError([...at, ...place], `is none of ${permittedKeys}`)
  }
  expectKey(value, ['value'])
  expectKey(each, ['each'])
  for (const [name, one] of Object.entries(attributes)) {
    const place = ['attributes', name]
    if (/^xmlns(?::|$)/.test(name)) throw new KeyError([...at, ...place], 'declares a namespace: use namespaces')
    expectName(name, prefixes, [...at, ...place])
    if (typeof one === 'string') expectKey(one, place)
  }
  for (const [index, child] of children.entries()) {
    expectElement(child, level, prefixes, [...at, 'children', index], true)
  }
}

function expectName(name: string, prefixes: ReadonlySet<string>, at: Key): void {
  const parts = name.split(':')
  if (parts.length > 2 || !parts.every((part) => NAME.test(part))) throw new KeyError(at, 'is not a name of XML')
  const [prefix = ''] = parts
  if (parts.length === 2 && !prefixes.has(prefix)) {
    throw new KeyError(at, `has the prefix ${prefix}, which is not in namespaces`)
  }
}
