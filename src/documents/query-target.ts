import { type Embed, folderKey } from '../domain/embed.ts'
import { builderPath, lookPath, OEMBED_PATH, parseEmbedPath, searchPath } from '../domain/embed-path.ts'
import { AppError } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import { type Look, lookIn } from '../domain/look.ts'
import type { Published } from '../editions/published.ts'
import { embedIn, siteLanguage, type Target } from './paths.ts'

// What is asked for by a query, too. Of all other documents the query says nothing.

export type QueryTarget =
  | { readonly kind: 'embed'; readonly file: 'fragment' | 'frame'; readonly embed: Embed; readonly look: Look }
  | { readonly kind: 'builder'; readonly language: Language; readonly query: URLSearchParams }
  | { readonly kind: 'search'; readonly language: Language; readonly text: string }
  | { readonly kind: 'oembed'; readonly query: URLSearchParams }
  | Extract<Target, { readonly kind: 'moved' | 'gone' }>

const ASKED = /^\/(?:oembed|embed\/.+\.html|[^/]+\/(?:embed\/?|search))$/

/** One that an answer is made for. */
export type ComputedTarget = Exclude<QueryTarget, { readonly kind: 'moved' | 'gone' }>

/** Whether what a path leads to depends on its query. */
export function takesQuery(path: string): boolean {
  return ASKED.test(path)
}

/** @throws AppError `bad_request` for a look that nothing has */
export function queryTargetOf(published: Published, path: string, query: URLSearchParams): QueryTarget | undefined {
  if (path === OEMBED_PATH) return { kind: 'oembed', query }
  const embedded = parseEmbedPath(path)
  return embedded && embedded.file !== 'headlines'
    ? embedAsked(path, query, embedded.file, embedIn(published, embedded.folder))
    : pageAsked(published, path, query)
}

function embedAsked(
  path: string,
  query: URLSearchParams,
  file: 'fragment' | 'frame',
  embed: ReturnType<typeof embedIn>,
): QueryTarget | undefined {
  if (embed === undefined || embed === 'gone') return embed && { kind: 'gone' }
  const look = lookIn(query)
  if ('wrong' in look) throw new AppError('bad_request', 'no such look', { parameter: look.wrong })
  const canonical = lookPath(folderKey(embed), file, look)
  // Another order of parameters is the same document; another spelling of the folder is not its address.
  if (!(canonical === path || canonical.startsWith(`${path}?`))) return { kind: 'moved', to: canonical, key: null }
  return { kind: 'embed', file, embed, look }
}

/** Nobody calls a feed by more characters. */
const LONGEST_NAME = 100

/** Half a character is none. */
function beginningOf(text: string): string {
  return Array.from(text.trim()).slice(0, LONGEST_NAME).join('')
}

function pageAsked({ context: { site } }: Published, path: string, query: URLSearchParams): QueryTarget | undefined {
  const language = siteLanguage(site, path.split('/')[1] ?? '')
  if (!language) return undefined
  const [canonical, page]: [string, QueryTarget] = path.endsWith('search')
    ? [searchPath(language), { kind: 'search', language, text: beginningOf(query.get('q') ?? '') }]
    : [builderPath(language), { kind: 'builder', language, query }]
  if (canonical === path) return page
  return { kind: 'moved', to: query.size === 0 ? canonical : `${canonical}?${query}`, key: null }
}
