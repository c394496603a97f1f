import { OEMBED_PATH } from '../domain/embed-path.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { opmlPath, parsePath } from '../domain/feed-path.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { OPML_TYPE } from '../feeds/opml.ts'
import { SITEMAP_TYPE } from '../feeds/sitemap.ts'

export const DOCUMENT_KINDS = [...FORMATS, 'page', 'embed', 'opml', 'sitemap', 'schema'] as const

/** Labels of the request metrics. */
export const KINDS = [...DOCUMENT_KINDS, 'media', 'operator', 'api', 'other'] as const
export type Kind = (typeof KINDS)[number]

const KIND_OF_TYPE = new Map<string, Kind>([
  ...FORMATS.map((format) => [FORMAT_SPECS[format].mediaType, format] as const),
  ['text/html', 'page'],
  [OPML_TYPE, 'opml'],
  [SITEMAP_TYPE, 'sitemap'],
  ['application/schema+json', 'schema'],
])

/** `mediaType` may include a charset. */
export function kindOfType(mediaType: string): Kind {
  return KIND_OF_TYPE.get(mediaType.split(';', 1)[0] as string) ?? 'other'
}

const OPERATOR_PATHS = /^\/(?:healthz|readyz|metrics|admin(?:\/.*)?)$/
const OPML_FILE = opmlPath(null)
const QUERY_PAGES = /^\/[^/]+\/(?:embed\/|search)$/

/** The kind that a path denotes, whether or not a document exists. */
export function kindOfPath(path: string): Kind {
  if (OPERATOR_PATHS.test(path)) return 'operator'
  if (path.startsWith('/media/')) return 'media'
  if (/^\/(?:api|hooks)\//.test(path)) return 'api'
  if (path.startsWith('/embed/') || path === OEMBED_PATH) return 'embed'
  if (path.startsWith('/schemas/')) return 'schema'
  if (path.endsWith(OPML_FILE)) return 'opml'
  return path === '/' || QUERY_PAGES.test(path) ? 'page' : (parsePath(path)?.format ?? 'other')
}
