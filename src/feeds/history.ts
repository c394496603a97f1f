import type { Withdrawn } from '../domain/article.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Prefix } from '../domain/site.ts'
import type { Addresses, Channel } from './channel.ts'
import { entryId } from './ids.ts'
import { attributes } from './xml.ts'

// RFC 5005: where a document stands in the history of its feed; RFC 6721: what is no longer in it.

/** An entry that is no more, as documents tell it. */
export type Tombstone = { readonly id: string; readonly when: string }

export function tombstoneOf(authority: string, { article, language, at }: Withdrawn): Tombstone {
  return { id: entryId(authority, article, language), when: new Date(at).toISOString() }
}

/** The documents before and after this one, and the one that subscribers ask for. */
function linksOf({ history }: Channel): readonly (readonly [string, Addresses])[] {
  if (history.kind === 'complete') return []
  const { prev } = history
  const before = prev ? ([['prev-archive', prev]] as const) : []
  if (history.kind === 'subscription') return before
  const { current, next } = history
  return [['current', current], ...before, ...(next ? ([['next-archive', next]] as const) : [])]
}

/** RFC 5005 as elements of a channel; `link` is what the format calls Atom's link. */
export function historyElements(channel: Channel, format: Format, type: string, link: string): string[] {
  const { kind } = channel.history
  return [
    ...(kind === 'complete' ? ['<fh:complete/>'] : []),
    ...(kind === 'archive' ? ['<fh:archive/>'] : []),
    ...linksOf(channel).map(([rel, addresses]) => `<${link}${attributes({ rel, type, href: addresses[format] })}/>`),
  ]
}

/** RFC 6721 §3. */
export function tombstoneElements(tombstones: readonly Tombstone[]): string[] {
  return tombstones.map(({ id, when }) => `<at:deleted-entry${attributes({ ref: id, when })}/>`)
}

/** The namespaces that elements are of, by their prefixes. */
export function prefixesOf(elements: readonly string[], among: readonly Prefix[]): Prefix[] {
  return among.filter((prefix) => elements.some((element) => element.includes(`<${prefix}:`)))
}
