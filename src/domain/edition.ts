import type { Instant } from './article.ts'
import type { Month } from './calendar.ts'
import type { FeedState } from './feed.ts'
import type { FeedIndex } from './feed-index.ts'
import { type Scope, scopeId } from './feed-key.ts'
import type { Language } from './language.ts'

/** All that a language shows: the month in which it begins, and how many entries there are. */
export type Extent = { readonly oldest: Month; readonly entries: number }

/** What the store says at one instant. Never mutated: a refresh makes the next one. */
export type Edition = {
  readonly revision: number
  /** Articles published by then are shown. */
  readonly instant: Instant
  /** When any feed, or what all documents share (texts, settings), last moved: a whole second, never backwards. */
  readonly modified: Instant
  /** When what all documents share last moved. */
  readonly remade: Instant
  readonly feeds: FeedIndex
  /** Of every language that has anything. */
  readonly extents: ReadonlyMap<Language, Extent>
}

export function feedStateIn(edition: Edition, scope: Scope): FeedState | undefined {
  return edition.feeds.get(scopeId(scope))
}
