import { TERM_KINDS, type TermKind } from './article.ts'
import type { Month } from './calendar.ts'
import type { Combination } from './combination.ts'
import type { Language } from './language.ts'

/** What a feed is about: everything, the articles of a term, or a block of headlines. */
export type Topic =
  | { readonly kind: 'all' }
  | { readonly kind: TermKind; readonly term: string }
  | { readonly kind: 'headlines'; readonly term: string }

export const SCOPE_KINDS = ['all', 'headlines', ...TERM_KINDS] as const
export type ScopeKind = (typeof SCOPE_KINDS)[number]

/** A topic in a language: what articles are placed in, and what an edition has a feed of. */
export type Scope = Topic & { readonly language: Language }

/**
 * A feed, whether an edition has it or it is made of those that it has: the same scope in several languages, tags put
 * together, a month of the past, what a partner gets. A feed is a key in a format.
 */
export type FeedKey = {
  /** An article is shown in the first of them that has it; the feed itself is in the first. */
  readonly languages: readonly [Language, ...Language[]]
  readonly topic: Topic | Combination
  /** An archive document of that month (RFC 5005 §4), in place of the subscription document. */
  readonly month: Month | null
  /** The partner whose profile it is made by. */
  readonly partner: string | null
}

export const FORMATS = ['rss', 'atom', 'json'] as const
export type Format = (typeof FORMATS)[number]

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

/** The subscription document of a scope. */
export function keyOf({ language, ...topic }: Scope): FeedKey {
  return { languages: [language], topic, month: null, partner: null }
}

/** The scope that a key is of, where an edition has its feed; `undefined` for what is made on request. */
export function standingScope({ languages, topic, month, partner }: FeedKey): Scope | undefined {
  if (languages.length > 1 || topic.kind === 'combination' || month !== null || partner !== null) return undefined
  return { ...topic, language: languages[0] }
}
