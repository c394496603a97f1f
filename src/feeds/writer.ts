import { Feed, type FeedOptions, type Item } from 'feed'
import type { Format } from '../domain/feed-key.ts'

// Only this module imports `feed` (6.0.0) and works around its quirks and those of xml-js below it.
// test/unit/feeds/writer.test.ts fails as soon as a newer version fixes one of them.

export type { FeedOptions, Item } from 'feed'

/** A field that `feed` adds to a JSON channel or item. */
export type Extension = NonNullable<Item['extensions']>[number]

export function extension(name: string, value: unknown): Extension {
  return { name, objects: value as Extension['objects'] }
}

export type WrittenChannel = { readonly options: FeedOptions; readonly extensions: readonly Extension[] }

export function write(format: Format, channel: WrittenChannel, items: readonly Item[]): string {
  const feed = new Feed(channel.options)
  for (const field of channel.extensions) feed.addExtension(field)
  for (const item of items) feed.addItem(item)
  return WRITERS[format](feed).replaceAll(CDATA_BREAK, ']]><![CDATA[')
}

const WRITERS: Record<Format, (feed: Feed) => string> = {
  rss: (feed) => feed.rss2(),
  atom: (feed) => feed.atom1(),
  json: (feed) => feed.json1(),
}

/** Marks where one CDATA section must end and the next begin. Intake removes U+FFFF from texts. */
const CDATA_BREAK = '\uFFFF'

/** xml-js escapes only the first `]]>` of a CDATA section. */
export function protectCdataEnds(text: string): string {
  return text.replaceAll(']]>', `]]${CDATA_BREAK}>`)
}

/** xml-js decodes `&amp;` before it escapes a text, so a literal `&amp;` would be lost. */
export function protectAmpersands(text: string): string {
  return text.replaceAll('&', '&amp;')
}

type Seams = { readonly open: string; readonly close: string; readonly end: string }

/** The text with which `feed` opens an item, closes it and ends a document. */
const SEAMS: Record<Format, Seams> = {
  rss: { open: '\n        <item>', close: '\n        </item>', end: '\n    </channel>\n</rss>' },
  atom: { open: '\n    <entry>', close: '\n    </entry>', end: '\n</feed>' },
  json: { open: '\n        {', close: '\n        }', end: ']\n}' },
}

/** An item as in a whole document, with the white space before it; `completion` goes before its closing tag. */
export function writeItem(format: Format, item: Item, completion = ''): string {
  const document = write(format, EMPTY_CHANNEL, [item])
  const { open, close } = SEAMS[format]
  const end = document.lastIndexOf(close)
  return document.slice(document.indexOf(open), end) + completion + close
}

/** A document without items, split where they go. */
export function writeShell(format: Format, channel: WrittenChannel): { readonly head: string; readonly tail: string } {
  const document = write(format, channel, [])
  const { end } = SEAMS[format]
  return { head: document.slice(0, -end.length), tail: end }
}

const EMPTY_CHANNEL: WrittenChannel = {
  options: { title: '', id: 'tag:', link: 'http://localhost/', updated: new Date(0), generator: false },
  extensions: [],
}
