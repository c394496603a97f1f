import { LRUCache } from 'lru-cache'
import type { Instant } from '../domain/article.ts'
import type { FeedState } from '../domain/edition.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { OPML_TYPE } from '../feeds/opml.ts'
import { lastModifiedOf } from '../publishing/directory.ts'
import { channelIn, type Documents } from '../publishing/documents.ts'
import type { Published } from '../publishing/refresh.ts'
import type { StoreReader } from '../store/port.ts'
import { type Document, madeDocument, type Resolution } from './document.ts'
import { cacheControlFor, INERT, linkField, OPEN_TO_ALL } from './fields.ts'
import { opmlOf } from './opml.ts'
import { feedPage, PREVIEW } from './pages/feed.ts'
import { homePage } from './pages/home.ts'
import { type Target, targetOf } from './paths.ts'

/** Paths whose documents are kept at hand; those of feeds are small, their bodies are kept elsewhere. */
const PATHS = 20_000
const PAGES = 300

export type Resolver = (published: Published, path: string) => Resolution | undefined | Promise<Resolution>

export type ResolverParts = {
  readonly documents: Documents
  readonly store: Pick<StoreReader, 'window'> & { snapshot<T>(work: (reader: StoreReader) => Promise<T>): Promise<T> }
  /** Header fields that every page carries. */
  readonly pageFields: readonly string[]
}

/** Finds what a path leads to in an edition, and keeps it for the next who asks, until the edition is another. */
export function createResolver({ documents, store, pageFields }: ResolverParts): Resolver {
  let edition: Published | undefined
  const feeds = new LRUCache<string, Resolution>({ max: PATHS })
  const pages = new LRUCache<string, Promise<Resolution>>({ max: PAGES })

  const resolve = (published: Published, target: Target): Resolution | Promise<Resolution> => {
    switch (target.kind) {
      case 'moved':
      case 'gone':
        return target
      case 'feed':
        return { kind: 'document', document: feedDocument(documents, published, target.feed, target.format) }
      case 'opml':
        return { kind: 'document', document: opmlDocument(published, target.language) }
      case 'page':
        return pageOf(published, target.feed)
    }
  }

  const pageOf = async (published: Published, feed: FeedState): Promise<Resolution> => {
    const { language, kind } = feed.scope
    const { interval, languages } = published.making.site
    const body =
      kind === 'all'
        ? homePage(published, language)
        : feedPage(
            published,
            feed,
            await store.snapshot(async (reader) => reader.shown(await reader.window(feed.scope, PREVIEW))),
          )
    const lastModified =
      kind === 'all'
        ? lastModifiedOf(published, languages)
        : Math.max(feed.lastModified, wholeSecond(published.edition.since))
    const fields = [...pageFields]
    return {
      kind: 'document',
      document: madeDocument(body, { mediaType: 'text/html; charset=utf-8', language, lastModified, interval, fields }),
    }
  }

  return (published, path) => {
    if (published !== edition) {
      edition = published
      feeds.clear()
      pages.clear()
    }
    const known = feeds.get(path) ?? pages.get(path)
    if (known) return known
    const target = targetOf(published, path)
    if (!target) return undefined
    const resolution = resolve(published, target)
    if (resolution instanceof Promise) {
      pages.set(path, resolution)
      resolution.catch(() => pages.delete(path))
    } else if (resolution.kind === 'document') {
      feeds.set(path, resolution)
    }
    return resolution
  }
}

function feedDocument(documents: Documents, published: Published, feed: FeedState, format: Format): Document {
  const { site } = published.making
  return {
    mediaType: `${FORMAT_SPECS[format].mediaType}; charset=utf-8`,
    language: feed.scope.language,
    version: feed.version,
    lastModified: feed.lastModified,
    cacheControl: cacheControlFor(site.interval),
    fields: ['Link', linkField(channelIn(published, feed), format), ...OPEN_TO_ALL, ...INERT],
    ready: (encoding) => documents.ready(feed, format, encoding),
    body: (encoding) => documents.body(published, feed, format, encoding),
  }
}

function opmlDocument(published: Published, language: Language | null): Document {
  const { site } = published.making
  const languages = language ? [language] : site.languages
  return madeDocument(opmlOf(published, language), {
    mediaType: `${OPML_TYPE}; charset=utf-8`,
    language,
    lastModified: lastModifiedOf(published, languages),
    interval: site.interval,
    fields: [...OPEN_TO_ALL, ...INERT],
  })
}

function wholeSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000) * 1000
}
