import { TERM_KINDS, type TermKind } from './article.ts'
import type { Month } from './calendar.ts'
import type { Combination } from './combination.ts'
import type { Language } from './language.ts'

/** All articles, the corrected and withdrawn ones, the articles of a term, or a block of headlines. */
export type Topic =
  | { readonly kind: 'all' }
  | { readonly kind: 'corrections' }
  | TermTopic
  | { readonly kind: 'headlines'; readonly term: string }

export type TermTopic = { readonly kind: TermKind; readonly term: string }

export function isTerm<T extends Topic | Combination>(topic: T): topic is T & TermTopic {
  return TERM_KINDS.some((kind) => kind === topic.kind)
}

export const SCOPE_KINDS = ['all', 'headlines', ...TERM_KINDS, 'corrections'] as const
export type ScopeKind = (typeof SCOPE_KINDS)[number]

/** Articles are placed in scopes; an edition has one feed per scope. */
export type Scope = Topic & { readonly language: Language }

/** Identifies any feed: a scope of an edition, or a feed that is composed from scopes on request. */
export type FeedKey = {
  /** An article is shown in the first of these that it has. The feed's own language is the first. */
  readonly languages: readonly [Language, ...Language[]]
  readonly topic: Topic | Combination
  /** Selects the archive document of a month (RFC 5005 §4) instead of the subscription document. */
  readonly month: Month | null
  readonly partner: string | null
}

export const FORMATS = ['rss', 'atom', 'json'] as const
export type Format = (typeof FORMATS)[number]

/** A scope as a string, for maps and the store: `uk`, `uk/tag/usa`, `uk/corrections`. */
export function scopeId(scope: Scope): string {
  if ('term' in scope) return `${scope.language}/${scope.kind}/${scope.term}`
  return scope.kind === 'all' ? scope.language : `${scope.language}/${scope.kind}`
}

/** The inverse of {@link scopeId}. */
export function scopeOf(id: string): Scope {
  const [language, kind, term] = id.split('/') as [Language, ScopeKind | undefined, string | undefined]
  return { language, kind: kind ?? 'all', ...(term !== undefined && { term }) } as Scope
}

export function inLanguage(scope: Scope, language: Language): Scope {
  return { ...scope, language }
}

/** The key of a scope's subscription document. */
export function keyOf({ language, ...topic }: Scope): FeedKey {
  return { languages: [language], topic, month: null, partner: null }
}

/** The scope of a key whose feed is in the edition; `undefined` if the feed is composed on request. */
export function editionScope({ languages, topic, month, partner }: FeedKey): Scope | undefined {
  if (languages.length > 1 || topic.kind === 'combination' || month !== null || partner !== null) return undefined
  return { ...topic, language: languages[0] }
}
