import type { Instant } from './article.ts'
import type { Month } from './calendar.ts'
import type { FeedState } from './feed.ts'
import type { FeedIndex } from './feed-index.ts'
import { type Scope, scopeId } from './feed-key.ts'
import { canonicalLanguage, type Language } from './language.ts'

export type Extent = { readonly oldest: Month; readonly entries: number }

/** Scope ids that other versions of the program gave to terms → the present id of the term. */
export type FormerTerms = Readonly<Record<string, string>>

/** The content of the store at one instant. Never mutated: a refresh creates the next one. */
export type Edition = {
  readonly revision: number
  /** Articles published by this instant are visible. */
  readonly instant: Instant
  /** When any feed or the render context last changed; never goes backwards. */
  readonly modified: Instant
  /** When the render context last changed. */
  readonly remade: Instant
  /** The number of the last write of records that it includes: `recordSequence` of the store. */
  readonly records: number
  readonly feeds: FeedIndex
  readonly formerTerms: FormerTerms
  /** Languages that had feeds and are no longer languages of the site. */
  readonly formerLanguages: readonly Language[]
  /** Only languages that have entries. */
  readonly extents: ReadonlyMap<Language, Extent>
}

export function feedStateIn(edition: Edition, scope: Scope): FeedState | undefined {
  return edition.feeds.get(scopeId(scope))
}

export function isFormerLanguage({ formerLanguages }: Edition, tag: string): boolean {
  const language = tag.length <= 35 ? canonicalLanguage(tag) : undefined
  return language !== undefined && formerLanguages.includes(language)
}
