import type { Entry } from '../domain/entry.ts'
import type { Selection } from '../domain/site.ts'
import type { Channel } from './channel.ts'
import type { Item, WrittenChannel } from './writer.ts'
import type { Prefix } from './xml.ts'

/** What an item depends on beside its entry. */
export type ItemOptions = { readonly authority: string; readonly content: Selection['content'] }

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
  channel(channel: Channel): WrittenChannel
  /** Completes what `feed` wrote before the first item; `namespaces` are those that the items use. */
  head(written: string, channel: Channel, namespaces: ReadonlySet<Prefix>): string
}
