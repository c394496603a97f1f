import type { Entry } from '../domain/article.ts'
import type { Prefix, Rendition } from '../domain/site.ts'
import type { Channel } from './channel.ts'
import type { Tombstone } from './history.ts'
import type { WrittenChannel } from './writer.ts'

export type ItemOptions = { readonly authority: string; readonly rendition: Rendition }

/** Leaves links and pictures unchanged. */
export function plainRendition(content: Rendition['content']): Rendition {
  return { content, summaryType: 'html', minImageWidth: null, namespaces: null, parameters: {} }
}

/** A document without its items. */
export type Shell = {
  readonly channel: Channel
  /** Withdrawn entries that the feed showed before, newest first. */
  readonly tombstones: readonly Tombstone[]
  readonly rendition: Rendition
}

/** Whether the rendition allows the namespace of the element, or of its attribute; without a prefix, it always does. */
export function allowsElement({ namespaces }: Rendition, element: string): boolean {
  if (namespaces === null) return true
  const prefix = /^\s*<(?:[^<>]+ (?=\w+:\w+="))?(\w+):/.exec(element)?.[1]
  return prefix === undefined || (namespaces as readonly string[]).includes(prefix)
}

export type WrittenItem = {
  /** With the white space before it and within it, as `feed` writes documents. */
  readonly text: string
  readonly namespaces: readonly Prefix[]
}

/** Everything that depends on the format. A new format does not compile until its object is complete. */
export type FormatSpec = {
  readonly mediaType: string
  item(entry: Entry, options: ItemOptions): WrittenItem
  channel(shell: Shell): WrittenChannel
  /** Completes the text that `feed` wrote before the first item; `namespaces` are the items'. */
  head(written: string, shell: Shell, namespaces: ReadonlySet<Prefix>): string
}
