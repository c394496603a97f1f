import { Feed, type FeedOptions, type Item } from 'feed'
import type { Format } from '../domain/feed-key.ts'

// Only this module imports `feed` (6.0.0) and works around its quirks and those of xml-js below it.
// test/unit/feeds/writer.test.ts fails as soon as a newer version fixes one of them.

export type WrittenChannel = {
  readonly options: FeedOptions
  /** Of JSON. They are added to those that `feed` writes, or replace them. */
  readonly fields: Readonly<Record<string, unknown>>
}

const WRITERS: Record<Format, (feed: Feed) => string> = {
  rss: (feed) => feed.rss2(),
  atom: (feed) => feed.atom1(),
  json: (feed) => feed.json1(),
}

/** xml-js decodes `&amp;` before it escapes a text, so a literal `&amp;` would be lost. */
export function protectAmpersands(text: string): string {
  return text.replaceAll('&', '&amp;')
}

/** The text with which `feed` ends a document. */
const ENDS: Record<Format, string> = { rss: '\n    </channel>\n</rss>', atom: '\n</feed>', json: ']\n}' }

/** A document without items, split where they go. Its format writes items: docs/decisions/0007. */
export function writeShell(
  format: Format,
  { options, fields }: WrittenChannel,
): { readonly head: string; readonly tail: string } {
  const feed = new Feed(options)
  for (const [name, value] of Object.entries(fields)) {
    feed.addExtension({ name, objects: value as NonNullable<Item['extensions']>[number]['objects'] })
  }
  const tail = ENDS[format]
  return { head: WRITERS[format](feed).slice(0, -tail.length), tail }
}
