import { Feed, type FeedOptions, type Item } from 'feed'
import type { Format } from '../domain/feed-key.ts'

// The one module that imports `feed`, and the one that knows its quirks (6.0.0) and those of xml-js below it:
// test/unit/feeds/writer.test.ts fails for each of them once a newer version mends it.

export type { FeedOptions, Item } from 'feed'

/** A value that `feed` puts into a JSON channel or item under a name of ours. */
export type Extension = NonNullable<Item['extensions']>[number]

export function extension(name: string, value: unknown): Extension {
  return { name, objects: value as Extension['objects'] }
}

export type WrittenChannel = { readonly options: FeedOptions; readonly extensions: readonly Extension[] }

/** The document as `feed` writes it whole. */
export function write(format: Format, channel: WrittenChannel, items: readonly Item[]): string {
  const feed = new Feed(channel.options)
  for (const added of channel.extensions) feed.addExtension(added)
  for (const item of items) feed.addItem(item)
  return WRITERS[format](feed).replaceAll(CDATA_BREAK, ']]><![CDATA[')
}

const WRITERS: Record<Format, (feed: Feed) => string> = {
  rss: (feed) => feed.rss2(),
  atom: (feed) => feed.atom1(),
  json: (feed) => feed.json1(),
}

/** Where a CDATA section has to be left and entered again. Intake lets no U+FFFF through. */
const CDATA_BREAK = '\uFFFF'

/** xml-js mends only the first `]]>` of a CDATA section. */
export function cdata(text: string): string {
  return text.replaceAll(']]>', `]]${CDATA_BREAK}>`)
}

/** xml-js decodes every `&amp;` of a text before it escapes it, so that a literal `&amp;` would be lost. */
export function plain(text: string): string {
  return text.replaceAll('&', '&amp;')
}

type Seams = { readonly open: string; readonly close: string; readonly end: string }

/** Where `feed` begins and ends an item, and what it writes after the last one. */
const SEAMS: Record<Format, Seams> = {
  rss: { open: '\n        <item>', close: '\n        </item>', end: '\n    </channel>\n</rss>' },
  atom: { open: '\n    <entry>', close: '\n    </entry>', end: '\n</feed>' },
  json: { open: '\n        {', close: '\n        }', end: ']\n}' },
}

/** One item as it stands in a whole document, with the white space before it; `completion` goes before its end. */
export function writeItem(format: Format, item: Item, completion = ''): string {
  const document = write(format, BARE, [item])
  const { open, close } = SEAMS[format]
  const end = document.lastIndexOf(close)
  return document.slice(document.indexOf(open), end) + completion + close
}

/** A document without items, cut where they go. */
export function writeShell(format: Format, channel: WrittenChannel): { readonly head: string; readonly tail: string } {
  const document = write(format, channel, [])
  const { end } = SEAMS[format]
  return { head: document.slice(0, -end.length), tail: end }
}

const BARE: WrittenChannel = {
  options: { title: '', id: 'tag:', link: 'http://localhost/', updated: new Date(0), generator: false },
  extensions: [],
}
