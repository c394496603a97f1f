import { Readable } from 'node:stream'
import { parseFeed as rowan } from '@rowanmanning/feed-parser'
import FeedParser from 'feedparser'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import type { Format } from '../../src/domain/feed-key.ts'

/** An item as a reader parses it, without values that the reader does not support. */
export type ReadItem = {
  readonly id?: string | null | undefined
  readonly title?: string | null | undefined
  readonly link?: string | null | undefined
  /** Milliseconds. */
  readonly published?: number | undefined
  readonly updated?: number | undefined
  readonly authors?: readonly (string | null | undefined)[]
  readonly categories?: readonly (string | null | undefined)[]
  readonly language?: string | null | undefined
  readonly enclosures?: readonly {
    readonly url?: string | null | undefined
    readonly type?: string | null | undefined
    readonly length?: number | null | undefined
  }[]
}

export type ReadFeed = {
  readonly language?: string | null | undefined
  readonly title?: string | null | undefined
  readonly items: readonly ReadItem[]
}

const millis = (date: string | Date | null | undefined): number | undefined =>
  date ? new Date(date).getTime() : undefined

/** npm feedsmith reads all three formats. */
export function feedsmith(format: Format, document: string): ReadFeed {
  return FEEDSMITH[format](document)
}

const FEEDSMITH: Record<Format, (document: string) => ReadFeed> = {
  rss: (document) => {
    const { language, title, items = [] } = parseRssFeed(document)
    return {
      ...{ language, title },
      items: items.map((item) => ({
        ...{ id: item.guid?.value, title: item.title, link: item.link, published: millis(item.pubDate) },
        updated: millis(item.atom?.updated),
        authors: item.dc?.creators ?? [],
        categories: item.categories?.map(({ name }) => name) ?? [],
        language: item.dc?.languages?.[0],
        enclosures: item.enclosures ?? [],
      })),
    }
  },
  atom: (document) => {
    const { xml, title, entries = [] } = parseAtomFeed(document)
    return {
      ...{ language: xml?.lang, title: title?.value },
      items: entries.map((entry) => ({
        ...{ id: entry.id, title: textOfHtml(entry.title?.value), language: entry.xml?.lang },
        link: entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate')?.href,
        ...{ published: millis(entry.published), updated: millis(entry.updated) },
        authors: entry.authors?.map(({ name }) => name) ?? [],
        categories: entry.categories?.map(({ label }) => label) ?? [],
        enclosures: (entry.links ?? [])
          .filter(({ rel }) => rel === 'enclosure')
          .map(({ href, type, length }) => ({ url: href, type, length })),
      })),
    }
  },
  json: (document) => {
    const { language, title, items = [] } = parseJsonFeed(document)
    return {
      ...{ language, title },
      items: items.map((item) => ({
        ...{ id: item.id, title: item.title, link: item.url, language: item.language },
        ...{ published: millis(item.date_published), updated: millis(item.date_modified) },
        authors: item.authors?.map(({ name }) => name) ?? [],
        categories: item.tags ?? [],
        enclosures: (item.attachments ?? []).map(({ url, mime_type, size_in_bytes }) => ({
          ...{ url, type: mime_type, length: size_in_bytes ?? 0 },
        })),
      })),
    }
  },
}

/** Decodes the escapes of an Atom title, which is HTML. */
function textOfHtml(html: string | undefined): string | undefined {
  return html?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** npm @rowanmanning/feed-parser reads RSS and Atom. It returns media:content as an enclosure. */
export function rowanmanning(document: string): ReadFeed {
  const { language, title, items } = rowan(document)
  return {
    ...{ language, title },
    items: items.map((item) => ({
      ...{ id: item.id, title: item.title, link: item.url },
      ...{ published: millis(item.published), updated: millis(item.updated) },
      authors: item.authors.map(({ name }) => name),
      categories: item.categories.map(({ label }) => label),
      enclosures: item.media.map(({ url, mimeType, length }) => ({ url, type: mimeType, length })),
    })),
  }
}

/** npm feedparser reads RSS and Atom. It supports one author per item. In sax's strict mode it ignores `pubDate`. */
export async function feedparser(document: string): Promise<ReadFeed> {
  const parser = new FeedParser({ resume_saxerror: false })
  const items: FeedParser.Item[] = []
  parser.on('data', (item: FeedParser.Item) => items.push(item))
  const ended = new Promise((resolve, reject) => {
    parser.on('end', resolve)
    parser.on('error', reject)
  })
  Readable.from([document]).pipe(parser)
  await ended
  return {
    ...{ language: parser.meta.language, title: parser.meta.title },
    items: items.map((item) => ({
      ...{ id: item.guid, title: item.title, link: item.link, published: millis(item.pubdate) },
      ...{ updated: millis(item.date), authors: [item.author], categories: item.categories },
      enclosures: item.enclosures.map(({ url, type, length }) => ({ url, type, length: Number(length ?? 0) })),
    })),
  }
}
