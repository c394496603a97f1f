import type { Entry } from '../domain/entry.ts'
import type { Prefix, Rendition } from '../domain/site.ts'
import type { Channel } from './channel.ts'
import type { Tombstone } from './history.ts'
import type { Item, WrittenChannel } from './writer.ts'

/** What an item depends on beside its entry. */
export type ItemOptions = { readonly authority: string; readonly rendition: Rendition }

/** A feed's items written as the newsroom has them, whole or as summaries. */
export function plainRendition(content: Rendition['content']): Rendition {
  return { content, minImageWidth: null, namespaces: null, parameters: {} }
}

/** What a document says beside its items. */
export type Shell = {
  readonly channel: Channel
  /** Entries that the feed showed and that were withdrawn, the newest first. */
  readonly tombstones: readonly Tombstone[]
  readonly rendition: Rendition
}

/** Whether the elements of a namespace may stand in a document; those without one always may. */
export function allows({ namespaces }: Rendition, element: string): boolean {
  const prefix = /^\s*<(\w+):/.exec(element)?.[1]
  return namespaces === null || prefix === undefined || (namespaces as readonly string[]).includes(prefix)
}

/** An entry as `feed` takes it, and what `feed` can't say of it. */
export type WrittenItem = {
  readonly item: Item
  /** XML that goes before the item's end. */
  readonly completion: string
  readonly namespaces: readonly Prefix[]
}

/** How a format says what we have to say: one object a format, so that a new one does not compile until it is whole. */
export type FormatSpec = {
  readonly mediaType: string
  item(entry: Entry, options: ItemOptions): WrittenItem
  /** The last touch to an item as it was written. */
  fragment(written: string, entry: Entry): string
  channel(shell: Shell): WrittenChannel
  /** Completes what `feed` wrote before the first item; `namespaces` are those that the items use. */
  head(written: string, shell: Shell, namespaces: ReadonlySet<Prefix>): string
}
