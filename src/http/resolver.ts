import { LRUCache } from 'lru-cache'
import type { FeedState } from '../domain/edition.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { OPML_TYPE } from '../feeds/opml.ts'
import { channelIn, type Documents } from '../publishing/documents.ts'
import type { Published } from '../publishing/refresh.ts'
import type { Store, StoreReader } from '../store/port.ts'
import { type Document, madeDocument, type Resolution } from './document.ts'
import { cacheControlFor, INERT, linkField, OPEN_TO_ALL } from './fields.ts'
import { opmlOf } from './opml.ts'
import { feedPage, PREVIEW } from './pages/feed.ts'
import { homePage } from './pages/home.ts'
import { type Target, targetOf } from './paths.ts'

/** Paths whose documents are kept at hand; those of feeds are small, their bodies are kept elsewhere. */
const PATHS = 20_000
const LISTS = 300

export type Resolver = (published: Published, path: string) => Resolution | undefined | Promise<Resolution>

export type ResolverParts = {
  readonly documents: Documents
  readonly store: Pick<Store, 'snapshot'>
  /** Header fields that every page carries. */
  readonly pageFields: readonly string[]
}

/** Finds what a path leads to in an edition, and keeps it for the next who asks, until the edition is another. */
export function createResolver({ documents, store, pageFields }: ResolverParts): Resolver {
  let edition: Published | undefined
  const feeds = new LRUCache<string, Resolution>({ max: PATHS })
  const lists = new LRUCache<string, Promise<Resolution>>({ max: LISTS })
  const dated = datesOf(LISTS)

  const resolve = (published: Published, target: Target): Resolution | Promise<Document> => {
    switch (target.kind) {
      case 'moved':
      case 'gone':
        return target
      case 'feed':
        return { kind: 'document', document: feedDocument(documents, published, target.feed, target.format) }
      case 'opml':
        return opmlDocument(published, target.language)
      case 'page':
        return pageDocument(published, target.feed)
    }
  }

  const pageDocument = async (published: Published, feed: FeedState): Promise<Document> => {
    const { language, kind } = feed.scope
    const preview = (reader: StoreReader) => reader.window(feed.scope, Math.min(PREVIEW, feed.items))
    const text =
      kind === 'all'
        ? homePage(published, language)
        : feedPage(published, feed, await store.snapshot(async (reader) => reader.shown(await preview(reader))))
    return listDocument(published, text, 'text/html', language, pageFields)
  }

  return (published, path) => {
    if (published !== edition) {
      edition = published
      feeds.clear()
      lists.clear()
    }
    const known = feeds.get(path) ?? lists.get(path)
    if (known) return known
    const target = targetOf(published, path)
    if (!target) return undefined
    const resolution = resolve(published, target)
    if (!(resolution instanceof Promise)) {
      if (resolution.kind === 'document') feeds.set(path, resolution)
      return resolution
    }
    const list = resolution.then((document): Resolution => ({ kind: 'document', document: dated(path, document) }))
    lists.set(path, list)
    list.catch(() => lists.delete(path))
    return list
  }
}

/** Lists and pages: what any edition changes of them is told by the edition's date, unless it changed nothing of them. */
function datesOf(max: number): (path: string, document: Document) => Document {
  const before = new LRUCache<string, Document>({ max })
  return (path, document) => {
    const known = before.get(path)
    const same = known?.version === document.version ? known : document
    before.set(path, same)
    return same
  }
}

function feedDocument(documents: Documents, published: Published, feed: FeedState, format: Format): Document {
  return {
    mediaType: `${FORMAT_SPECS[format].mediaType}; charset=utf-8`,
    language: feed.scope.language,
    version: feed.version,
    lastModified: feed.lastModified,
    cacheControl: cacheControlFor(published.making.site.interval),
    fields: ['Link', linkField(channelIn(published, feed), format), ...OPEN_TO_ALL, ...INERT],
    ready: (encoding) => documents.ready(feed, format, encoding),
    body: (encoding) => documents.body(published, feed, format, encoding),
  }
}

async function opmlDocument(published: Published, language: Language | null): Promise<Document> {
  return listDocument(published, opmlOf(published, language), OPML_TYPE, language, [...OPEN_TO_ALL, ...INERT])
}

function listDocument(
  { edition, making }: Published,
  text: string,
  type: string,
  language: Language | null,
  fields: readonly string[],
): Document {
  const facts = { mediaType: `${type}; charset=utf-8`, language, lastModified: edition.modified, fields }
  return madeDocument(text, { ...facts, interval: making.site.interval })
}
