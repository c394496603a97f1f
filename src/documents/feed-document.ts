import type { Format } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { SurrogateKeys } from '../domain/surrogate-key.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { versionIn } from '../editions/feed-state.ts'
import { keepsVersions } from '../editions/feed-versions.ts'
import type { FeedContent } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { tokenOf } from '../editions/selection.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { cacheControlFor, INERT, keysField, linkField, OPEN_TO_ALL } from '../http/header-fields.ts'
import { type Document, textDocument } from './document.ts'

/** A feed in a format. The body is composed at its first request. */
export function feedDocument(
  documents: Documents,
  published: Published,
  { feed, channel }: Pick<FeedContent, 'feed' | 'channel'>,
  format: Format,
  keys: SurrogateKeys,
): Document {
  const { site } = published.context
  const isPrivate = tokenOf(site, feed.key) !== null
  const hasDeltas = keepsVersions(feed.key)
  const bodies = documents.bodiesOf(feed, format)
  // A past month rarely changes: docs/decisions/0009.
  const age = isPrivate ? 'private' : feed.key.month !== null && feed.newer !== null ? 'immutable' : 'public'
  return {
    mediaType: `${FORMAT_SPECS[format].mediaType}; charset=utf-8`,
    languages: feed.key.languages,
    version: versionIn(feed.version, format),
    lastModified: feed.lastModified,
    cacheControl: cacheControlFor(site.interval, age),
    // Sec-Fetch-Dest: a browser gets a page. A-IM: a client with an earlier version gets a delta.
    vary: ['Accept-Encoding', ...(hasDeltas ? ['A-IM'] : []), ...(isPrivate ? [] : ['Sec-Fetch-Dest'])].join(', '),
    fields: ['Link', linkField(channel, format), ...(isPrivate ? [] : OPEN_TO_ALL), ...INERT],
    surrogateKeyField: isPrivate ? [] : keysField(site, keys),
    bodyInMemory: bodies.find,
    body: (encoding) => documents.body(published, feed, format, encoding),
    source: { feed, format, bodies },
    ...(hasDeltas && { deltaSince: (version) => documents.since(published, feed, format, version) }),
  }
}

export type Listing = Pick<Document, 'kind'> & {
  readonly text: string
  readonly type: string
  readonly languages: readonly Language[]
  readonly partner: string | null
  readonly fields: readonly string[]
  readonly keys: SurrogateKeys
}

/** A page or a list. It is as old as the edition. */
export function listDocument(
  { encode }: Pick<Documents, 'encode'>,
  { edition, context: { site } }: Published,
  listing: Listing,
): Document {
  const { kind, text, type, languages, partner, fields, keys } = listing
  const isPrivate = tokenOf(site, { partner }) !== null
  const facts = {
    ...(kind && { kind }),
    mediaType: `${type}; charset=utf-8`,
    languages,
    lastModified: edition.modified,
    cacheControl: cacheControlFor(site.interval, isPrivate ? 'private' : 'public'),
    vary: 'Accept-Encoding',
    fields,
    surrogateKeyField: isPrivate ? [] : keysField(site, keys),
  }
  return textDocument(text, facts, encode)
}
