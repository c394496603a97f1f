import { TERM_KINDS, type TermKind } from './article.ts'
import type { Language } from './language.ts'

/** What a feed is of: all articles of a language, or those of one term. */
export type Scope =
  | { readonly language: Language; readonly kind: 'all' }
  | { readonly language: Language; readonly kind: TermKind; readonly term: string }

export const SCOPE_KINDS = ['all', ...TERM_KINDS] as const
export type ScopeKind = (typeof SCOPE_KINDS)[number]

export const FORMATS = ['rss', 'atom', 'json'] as const
export type Format = (typeof FORMATS)[number]

const FILE: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }
const FOLDER: Record<TermKind, string> = { tag: 'tags', section: 'sections', author: 'authors' }

/** One string a scope, for maps and the store's rows: `uk`, `uk/tag/usa`. */
export function scopeId(scope: Scope): string {
  return scope.kind === 'all' ? scope.language : `${scope.language}/${scope.kind}/${scope.term}`
}

/** The inverse of {@link scopeId}. */
export function scopeOf(id: string): Scope {
  const [language, kind, term] = id.split('/') as [Language, TermKind | undefined, string | undefined]
  return kind === undefined || term === undefined ? { language, kind: 'all' } : { language, kind, term }
}

/** The same scope in another language. */
export function inLanguage(scope: Scope, language: Language): Scope {
  return { ...scope, language }
}

/** The folder of a scope's feeds, which is its page: `/uk/`, `/uk/tags/usa/`. */
export function folderOf(scope: Scope): string {
  if (scope.kind === 'all') return `/${scope.language}/`
  return `/${scope.language}/${FOLDER[scope.kind]}/${encodeURIComponent(scope.term)}/`
}

/** `/uk/rss.xml`, `/uk/tags/usa/feed.json`. */
export function pathOf(scope: Scope, format: Format): string {
  return folderOf(scope) + FILE[format]
}

/** The segments of a feed's or page's path, still to be resolved against what is known: nothing of it is trusted. */
export type ParsedPath = {
  readonly language: string
  readonly kind: ScopeKind
  readonly term: string | null
  /** `page` is the folder itself. */
  readonly format: Format | 'page'
}

const KIND_OF_FOLDER = new Map(TERM_KINDS.map((kind) => [FOLDER[kind], kind]))
const FORMAT_OF_FILE = new Map<string, Format | 'page'>([
  ...FORMATS.map((format) => [FILE[format], format] as const),
  ['', 'page'],
])

/** The inverse of {@link pathOf} and {@link folderOf}, for any path, well spelled or not; `undefined` for every other. */
export function parsePath(path: string): ParsedPath | undefined {
  const segments = path.split('/')
  if (segments[0] !== '' || segments.length < 3 || segments.length > 5) return undefined
  const format = FORMAT_OF_FILE.get(segments.at(-1) as string)
  const language = segments[1] as string
  if (format === undefined || language === '') return undefined
  if (segments.length === 3) return { language, kind: 'all', term: null, format }
  const kind = KIND_OF_FOLDER.get(segments[2] as string)
  const term = segments.length === 5 ? decoded(segments[3] as string) : undefined
  return kind === undefined || !term ? undefined : { language, kind, term, format }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
