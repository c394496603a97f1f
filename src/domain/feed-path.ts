import { formatCombination } from './combination.ts'
import { type FeedKey, FORMATS, type Format, keyOf, type Scope, type ScopeKind } from './feed-key.ts'
import type { Language } from './language.ts'
import { decodedUri } from './url.ts'

// The only module that spells the paths of feeds and of their pages.

type FolderKind = Exclude<ScopeKind, 'all'>

export const FEED_FILES: Readonly<Record<Format, string>> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }
const FOLDER: Record<FolderKind, string> = {
  headlines: 'headlines',
  tag: 'tags',
  section: 'sections',
  author: 'authors',
  corrections: 'corrections',
}
const PARTNERS = 'partners'
const ARCHIVE = 'archive'

/** The folder of a feed, and the path of its page: `/uk/`, `/uk/tags/usa/`, `/uk,en/archive/2026-02/`. */
export function folderOf(feed: Scope | FeedKey): string {
  const { partner, languages, topic, month } = 'languages' in feed ? feed : keyOf(feed)
  const segments = [
    ...(partner === null ? [] : [PARTNERS, partner]),
    languages.join(','),
    ...topicSegments(topic),
    ...(month === null ? [] : [ARCHIVE, month]),
  ]
  return `/${segments.join('/')}/`
}

function topicSegments(topic: FeedKey['topic']): string[] {
  if (topic.kind === 'all') return []
  if (topic.kind === 'combination') return [FOLDER.tag, formatCombination(topic)]
  return [FOLDER[topic.kind], ...('term' in topic ? [encodeURIComponent(topic.term)] : [])]
}

/** `/uk/rss.xml`, `/uk/tags/usa/feed.json`. */
export function pathOf(feed: Scope | FeedKey, format: Format): string {
  return folderOf(feed) + FEED_FILES[format]
}

/** `/uk/news-sitemap.xml`, and its parts `/uk/news-sitemap-2.xml`. */
export function sitemapPath(feed: Scope | FeedKey, part?: number): string {
  return `${folderOf(feed)}news-sitemap${part === undefined ? '' : `-${part}`}.xml`
}

const SITEMAP = /^news-sitemap(?:-([1-9]\d{0,2}))?\.xml$/

/** `/uk/feeds.opml` lists a language's feeds, `/feeds.opml` all feeds. */
export function opmlPath(language: Language | null): string {
  return `${language === null ? '/' : folderOf({ language, kind: 'all' })}${OPML}`
}

const OPML = 'feeds.opml'

/** `/uk/opensearch.xml` */
export function openSearchPath(language: Language): string {
  return `${folderOf({ language, kind: 'all' })}${OPEN_SEARCH}`
}

export const OPEN_SEARCH = 'opensearch.xml'

export const ROBOTS = '/robots.txt'
/** The index of the languages' sitemaps. */
export const SITEMAPS = '/sitemap.xml'
/** RFC 9116 §3. */
export const SECURITY = '/.well-known/security.txt'

/** The list of all feeds, below the root of a site: github.com/Dan-Q/well-known-feeds. */
export const WELL_KNOWN_FEEDS = '/.well-known/feeds'

/** The segments of a requested path: not trusted until `documents/resolver.ts` resolves them. */
export type ParsedPath = {
  readonly partner: string | null
  readonly languages: readonly string[]
  readonly kind: ScopeKind
  readonly term: string | null
  /** The term as it is in the path, if that has an encoded sign of combinations: the sign may belong to a label. */
  readonly encodedTerm?: string
  readonly month: string | null
  /** `page` is the folder itself. */
  readonly format: Format | 'page' | 'sitemap'
  /** Of a sitemap, counted from 1. */
  readonly part?: number
}

const KIND_OF_FOLDER = new Map((Object.keys(FOLDER) as FolderKind[]).map((kind) => [FOLDER[kind], kind]))
const FORMAT_OF_FILE = new Map<string, ParsedPath['format']>([
  ...FORMATS.map((format) => [FEED_FILES[format], format] as const),
  ['', 'page'],
])

/** The inverse of {@link pathOf}, {@link folderOf} and {@link sitemapPath}; `undefined` for other paths. */
export function parsePath(path: string): ParsedPath | undefined {
  const [root, ...segments] = path.split('/')
  const file = segments.pop() ?? '?'
  const sitemap = SITEMAP.exec(file)
  const format = sitemap ? 'sitemap' : FORMAT_OF_FILE.get(file)
  if (root !== '' || format === undefined || segments.length > 7) return undefined
  const partner = segments[0] === PARTNERS ? segments.splice(0, 2)[1] : null
  const languages = decodedUri(segments.shift() ?? '')
  const folder = segments[0] === ARCHIVE ? undefined : segments.shift()
  const kind = folder === undefined ? 'all' : KIND_OF_FOLDER.get(folder)
  const hasTerm = kind !== 'all' && kind !== 'corrections'
  const encodedTerm = hasTerm ? (segments.shift() ?? '') : ''
  const term = hasTerm ? decodedUri(encodedTerm) : null
  const month = segments[0] === ARCHIVE ? segments.splice(0, 2)[1] : null
  if (segments.length > 0 || !languages || kind === undefined) return undefined
  if (partner === undefined || partner === '' || term === undefined || term === '' || !(month === null || month)) {
    return undefined
  }
  return {
    ...{ partner, languages: languages.split(','), kind, term, month, format },
    ...(sitemap?.[1] && { part: Number(sitemap[1]) }),
    ...(/%2[1BC]/i.test(encodedTerm) && { encodedTerm }),
  }
}
