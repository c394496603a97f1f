import { Feed, type Item } from 'feed'
import type { Entry } from '../../src/domain/article.ts'
import type { Format } from '../../src/domain/feed-key.ts'
import { categoriesOf } from '../../src/feeds/entry.ts'
import type { ItemOptions } from '../../src/feeds/format.ts'
import { contentHtml, summaryHtml } from '../../src/feeds/html.ts'
import { schemeId } from '../../src/feeds/ids.ts'
import { labelledSummary } from '../../src/feeds/item-facts.ts'
import { escapeText } from '../../src/feeds/markup.ts'
import { enclosuresOf } from '../../src/feeds/media.ts'
import { protectAmpersands, type WrittenChannel } from '../../src/feeds/writer.ts'

// Entries as `feed` takes them, without what it has no place for. A second writer of items, to compare ours with.

/** xml-js escapes only the first `]]>` of a CDATA section. Marks where one section must end and the next begin. */
const CDATA_BREAK = '\uFFFF'
const cdata = (text: string): string => text.replaceAll(']]>', `]]${CDATA_BREAK}>`)

const ITEMS: Readonly<Record<Format, (entry: Entry, options: ItemOptions) => Item>> = {
  rss(entry, { authority, rendition: { content } }) {
    const { variant } = entry
    const full = content === 'full' && variant.content !== ''
    const [enclosure] = enclosuresOf(entry)
    return {
      title: cdata(variant.title),
      // Without an id, `feed` writes the link as a guid that is a permalink.
      ...(entry.id !== variant.url && { id: protectAmpersands(entry.id) }),
      link: variant.url,
      date: new Date(variant.published),
      ...(content !== 'none' && { description: cdata(summaryHtml(entry, full)) }),
      ...(full && { content: cdata(contentHtml(entry)) }),
      category: categoriesOf(entry.terms).map(({ kind, label }) => {
        return { name: protectAmpersands(label), domain: schemeId(authority, kind) }
      }),
      // `feed` does not escape the type.
      ...(enclosure && {
        enclosure: { url: enclosure.url, length: enclosure.length, type: escapeText(enclosure.type) },
      }),
    }
  },
  atom(entry, { rendition: { content } }) {
    const { variant } = entry
    const full = content === 'full' && variant.content !== ''
    const summary = content === 'none' ? '' : summaryHtml(entry, full)
    return {
      // `feed` writes titles as HTML, so plain text is escaped.
      title: cdata(escapeText(variant.title)),
      id: entry.id,
      link: variant.url,
      date: new Date(variant.updated),
      published: new Date(variant.published),
      ...(summary !== '' && { description: cdata(summary) }),
      ...(full && { content: cdata(contentHtml(entry)) }),
      author: variant.authors.map(({ name, url }) => ({ name: protectAmpersands(name), ...(url && { link: url }) })),
      contributor: variant.translator ? [{ name: protectAmpersands(variant.translator) }] : [],
    }
  },
  json(entry, { rendition: { content } }) {
    const { variant } = entry
    const full = content === 'full' && variant.content !== ''
    return {
      id: entry.id,
      link: variant.url,
      title: variant.title,
      date: new Date(variant.updated),
      published: new Date(variant.published),
      ...(content !== 'none' && {
        description: labelledSummary(entry),
        content: full ? contentHtml(entry) : summaryHtml(entry, false),
      }),
      category: categoriesOf(entry.terms).map(({ label }) => ({ name: label })),
    }
  },
}

export function feedItem(format: Format, entry: Entry, options: ItemOptions): Item {
  return ITEMS[format](entry, options)
}

/** The document that `feed` writes. */
export function writeDocument(format: Format, { options, fields }: WrittenChannel, items: readonly Item[]): string {
  const feed = new Feed(options)
  for (const [name, objects] of Object.entries(fields)) feed.addExtension({ name, objects } as never)
  for (const item of items) feed.addItem(item)
  const document = format === 'rss' ? feed.rss2() : format === 'atom' ? feed.atom1() : feed.json1()
  return document.replaceAll(CDATA_BREAK, ']]><![CDATA[')
}
