import type { Withdrawn } from '../domain/article.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Prefix } from '../domain/site.ts'
import type { Addresses, Channel } from './channel.ts'
import { iriOf, knownId } from './ids.ts'
import { attributes } from './markup.ts'

// RFC 5005: links between the documents of a feed's history. RFC 6721: withdrawn entries.

/** A withdrawn entry as documents show it: `iri` is its id in Atom, `when` is RFC 3339. */
export type Tombstone = { readonly id: string; readonly iri: string; readonly when: string }

export function tombstoneOf(authority: string, withdrawn: Withdrawn): Tombstone {
  const id = knownId(authority, withdrawn)
  return { id, iri: iriOf(authority, id), when: new Date(withdrawn.at).toISOString() }
}

function linksOf({ history }: Channel): readonly (readonly [string, Addresses])[] {
  if (history.kind === 'complete') return []
  const { prev } = history
  const prevLinks = prev ? ([['prev-archive', prev]] as const) : []
  if (history.kind === 'subscription') return prevLinks
  const { current, next } = history
  return [['current', current], ...prevLinks, ...(next ? ([['next-archive', next]] as const) : [])]
}

/** RFC 5005 elements of a channel; `link` is the format's name of Atom's link element. */
export function historyElements(channel: Channel, format: Format, type: string, link: string): string[] {
  const { kind } = channel.history
  return [
    ...(kind === 'subscription' ? [] : [`<fh:${kind}/>`]),
    ...linksOf(channel).map(([rel, addresses]) => `<${link}${attributes({ rel, type, href: addresses[format] })}/>`),
  ]
}

/** RFC 6721 §3. */
export function tombstoneElements(tombstones: readonly Tombstone[]): string[] {
  return tombstones.map(({ iri, when }) => `<at:deleted-entry${attributes({ ref: iri, when })}/>`)
}

/** The prefixes of elements and attributes. */
export function prefixesOf(elements: readonly string[], candidates: readonly Prefix[]): Prefix[] {
  const text = elements.join('\n')
  return candidates.filter((prefix) => text.includes(`<${prefix}:`) || text.includes(` ${prefix}:count="`))
}
