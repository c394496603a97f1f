import { OEMBED_PATH } from '../domain/embed-path.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { opmlPath, parsePath } from '../domain/feed-path.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { OPML_TYPE } from '../feeds/opml.ts'
import { SITEMAP_TYPE } from '../feeds/sitemap.ts'

/** Kinds of documents: what is served conditionally and encoded. */
export const DOCUMENT_KINDS = [...FORMATS, 'page', 'embed', 'opml', 'sitemap', 'schema'] as const

/** What requests are counted by: a few words, whatever is asked for. */
export const KINDS = [...DOCUMENT_KINDS, 'media', 'operator', 'other'] as const
export type Kind = (typeof KINDS)[number]

const KIND_OF_TYPE = new Map<string, Kind>([
  ...FORMATS.map((format) => [FORMAT_SPECS[format].mediaType, format] as const),
  ['text/html', 'page'],
  [OPML_TYPE, 'opml'],
  [SITEMAP_TYPE, 'sitemap'],
  ['application/schema+json', 'schema'],
])

/** A document's kind, by its media type, with its charset or without. */
export function kindOfType(mediaType: string): Kind {
  return KIND_OF_TYPE.get(mediaType.split(';', 1)[0] as string) ?? 'other'
}

const OPERATORS = /^\/(?:healthz|readyz|metrics|admin(?:\/.*)?)$/
const LIST = opmlPath(null)
const QUERIED = /^\/[^/]+\/(?:embed\/|search)$/

/** What a path was meant for, whether or not anything is there. */
export function kindOfPath(path: string): Kind {
  if (OPERATORS.test(path)) return 'operator'
  if (path.startsWith('/media/')) return 'media'
  if (path.startsWith('/embed/') || path === OEMBED_PATH) return 'embed'
  if (path.startsWith('/schemas/')) return 'schema'
  if (path.endsWith(LIST)) return 'opml'
  return path === '/' || QUERIED.test(path) ? 'page' : (parsePath(path)?.format ?? 'other')
}
