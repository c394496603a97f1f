import type { Instant } from './article.ts'
import { type Scope, scopeId } from './feed-key.ts'

/** One feed of an edition: what the index says of it, without its documents. */
export type FeedState = {
  readonly scope: Scope
  /** A hash over the channel and the entries shown, in order: the same content, the same version. */
  readonly version: string
  /** The newest change among the entries shown. */
  readonly updated: Instant
  /** When the version last moved: never backwards, not even by a restart. */
  readonly lastModified: Instant
  /** How the articles themselves name the term; the catalogue's label goes before it. */
  readonly label: string
  /** How many entries the feed shows. */
  readonly items: number
}

/** What the store says at one instant. Never mutated: a refresh makes the next one. */
export type Edition = {
  readonly revision: number
  /** Articles published by then are shown. */
  readonly instant: Instant
  /** When any feed, or what all documents share (texts, settings), last moved: a whole second, never backwards. */
  readonly modified: Instant
  readonly feeds: ReadonlyMap<string, FeedState>
}

export function feedOf(edition: Edition, scope: Scope): FeedState | undefined {
  return edition.feeds.get(scopeId(scope))
}
