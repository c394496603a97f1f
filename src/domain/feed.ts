import type { Instant } from './article.ts'
import type { Month } from './calendar.ts'
import { type FeedKey, keyOf, type Scope } from './feed-key.ts'

/** What can be said of a feed without its documents. */
type FeedFacts = {
  /** A hash over the channel and the entries shown, in order: the same content, the same version. */
  readonly version: string
  /** The newest change among the entries shown, or the newest withdrawal. */
  readonly updated: Instant
  /** When the version last moved: never backwards, not even by a restart. */
  readonly lastModified: Instant
  /** How the articles themselves name the term; the catalogue's label goes before it. */
  readonly label: string
  /** How many entries the feed shows. */
  readonly items: number
  /** The month in which its history goes on into the past. */
  readonly older: Month | null
}

/** One feed of an edition: what the index says of it. */
export type FeedState = FeedFacts & {
  readonly scope: Scope
  /** When anything that is placed in it last moved, shown or not: what is made of it is no older. */
  readonly touched: Instant
}

/** A feed as it is served: one of the edition's own, or one that is made of them. */
export type Feed = FeedFacts & {
  readonly key: FeedKey
  /** The month after it, where it is an archive document and that month has begun. */
  readonly newer: Month | null
}

export function feedFromState({ scope, ...facts }: FeedState): Feed {
  return { ...facts, key: keyOf(scope), newer: null }
}
