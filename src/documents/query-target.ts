import { parseCombination } from '../domain/combination.ts'
import {
  builderPath,
  type Embed,
  folderKey,
  lookPath,
  OEMBED_PATH,
  parseEmbedPath,
  searchPath,
} from '../domain/embed-path.ts'
import { AppError } from '../domain/errors.ts'
import { keyOf } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { type Look, parseLook } from '../domain/look.ts'
import { tagNamed } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { embedIn, siteLanguage, type Target } from './paths.ts'

// Paths whose document depends on the query. Other documents ignore it.

export type QueryTarget =
  | { readonly kind: 'embed'; readonly file: 'fragment' | 'frame'; readonly embed: Embed; readonly look: Look }
  | { readonly kind: 'builder'; readonly language: Language; readonly query: URLSearchParams }
  | {
      readonly kind: 'search'
      readonly language: Language
      readonly text: string
      readonly feedsOnly: boolean
      /** From 1. */
      readonly page: number
    }
  /** Texts for the search field of a browser. */
  | { readonly kind: 'suggestions'; readonly language: Language; readonly text: string }
  | { readonly kind: 'oembed'; readonly query: URLSearchParams }
  | Extract<Target, { readonly kind: 'moved' | 'gone' }>

const QUERY_PATHS = /^\/(?:oembed|embed\/.+\.html|[^/]+\/(?:embed\/?|search))$/

/** A target whose document is computed from the query. */
export type ComputedTarget = Exclude<QueryTarget, { readonly kind: 'moved' | 'gone' }>

export function takesQuery(path: string): boolean {
  return QUERY_PATHS.test(path)
}

/** @throws AppError `bad_request` for an invalid look */
export function queryTargetOf(published: Published, path: string, query: URLSearchParams): QueryTarget | undefined {
  if (path === OEMBED_PATH) return { kind: 'oembed', query }
  const embedded = parseEmbedPath(path)
  return embedded && embedded.file !== 'headlines'
    ? embedTarget(path, query, embedded.file, embedIn(published, embedded.folder))
    : pageTarget(published, path, query)
}

function embedTarget(
  path: string,
  query: URLSearchParams,
  file: 'fragment' | 'frame',
  embed: ReturnType<typeof embedIn>,
): QueryTarget | undefined {
  if (embed === undefined || embed === 'gone') return embed && { kind: 'gone' }
  const look = parseLook(query)
  if ('wrong' in look) throw new AppError('bad_request', `invalid value of ${look.wrong}`, { parameter: look.wrong })
  const canonical = lookPath(folderKey(embed), file, look)
  // Only another spelling of the folder is redirected, not another order of parameters.
  if (!(canonical === path || canonical.startsWith(`${path}?`))) return { kind: 'moved', to: canonical, key: null }
  return { kind: 'embed', file, embed, look }
}

const SEARCH_TEXT_MAX = 100

/** The folder of the feed that the form of tags chooses; `undefined` if a tag is unknown or the choice is contradictory. */
function combinedFolder(published: Published, language: Language, names: readonly string[], operator: string | null) {
  const ids = names.map((name) => tagNamed(published, language, name))
  if (ids.length === 0 || ids.includes('')) return undefined
  const terms = ids.map((id, index) => (operator === 'without' && index > 0 ? `!${id}` : id))
  const topic = parseCombination(terms.join(operator === 'some' ? ',' : '+'), (id) => id)
  if (topic === undefined) return undefined
  const key = keyOf({ language, kind: 'all' })
  return folderOf({ ...key, topic: typeof topic === 'string' ? { kind: 'tag', term: topic } : topic })
}

function pageTarget(published: Published, path: string, query: URLSearchParams): QueryTarget | undefined {
  const { site } = published.context
  const language = siteLanguage(site, path.split('/')[1] ?? '')
  if (!language) return undefined
  const names = query.getAll('tag').filter((name) => name.trim() !== '')
  const folder = combinedFolder(published, language, names, query.get('operator'))
  if (folder) return { kind: 'moved', to: query.has('embed') ? builderPath(language, folder) : folder, key: null }
  const target: QueryTarget = path.endsWith('search')
    ? searchTarget(language, query, names)
    : { kind: 'builder', language, query }
  const canonical = target.kind === 'builder' ? builderPath(language) : searchPath(language)
  if (canonical === path) return target
  return { kind: 'moved', to: query.size === 0 ? canonical : `${canonical}?${query}`, key: null }
}

/** `names`: the tags of the form, if no feed combines them. */
function searchTarget(language: Language, query: URLSearchParams, names: readonly string[]): QueryTarget {
  const suggest = query.get('suggest')
  const value = suggest ?? query.get('q') ?? names.join(' ')
  // `Array.from` keeps surrogate pairs whole.
  const text = Array.from(value.trim()).slice(0, SEARCH_TEXT_MAX).join('')
  if (suggest !== null) return { kind: 'suggestions', language, text }
  const page = Number(/^[1-9]\d{0,4}$/.exec(query.get('page') ?? '1'))
  if (page === 0) throw new AppError('bad_request', 'invalid value of page', { parameter: 'page' })
  return { kind: 'search', language, text, feedsOnly: query.has('feeds') || text === '', page }
}
