import type { Instant } from './article.ts'
import type { Month } from './calendar.ts'
import { type FeedKey, keyOf, type Scope } from './feed-key.ts'

type FeedFacts = {
  /** A hash over the channel and the entries shown, in order. */
  readonly version: string
  /** The newest change among the entries shown, or the newest withdrawal. */
  readonly updated: Instant
  /** When the version last changed; never goes backwards, even after a restart. */
  readonly lastModified: Instant
  /** The term's label in articles. A label in `locales/` takes precedence. */
  readonly label: string
  /** The number of entries shown. */
  readonly items: number
  /** The archive month that continues the feed into the past. */
  readonly older: Month | null
}

export type FeedState = FeedFacts & {
  readonly scope: Scope
  /** When any of its placements last changed, shown or not. Feeds composed from it are at least as new. */
  readonly touched: Instant
}

/** A feed as it is served: from the edition, or composed on request. */
export type Feed = FeedFacts & {
  readonly key: FeedKey
  /** The next month, if this is an archive document and that month has begun. */
  readonly newer: Month | null
}

export function feedFromState({ scope, ...facts }: FeedState): Feed {
  return { ...facts, key: keyOf(scope), newer: null }
}

/** The value of a key of an article or channel, or the same text everywhere. */
export type ExtensionValue = { readonly key: string } | { readonly text: string }

/** An element that a setting adds. It is written for each value of a list, and not at all without a value. */
export type ExtensionRule = {
  /** With the prefix of a namespace; elements of RSS itself have none. */
  readonly element: string
  /** Its text. */
  readonly value: ExtensionValue | null
  /** The key of a list: the element is written for each entry, whose own keys begin with `each`. */
  readonly each: string | null
  readonly attributes: Readonly<Record<string, ExtensionValue>>
  readonly children: readonly ExtensionRule[]
}

/** `namespaces` are URIs by prefix. */
export type Extensions = { readonly namespaces: Readonly<Record<string, string>> } & {
  readonly [level in 'channel' | 'items']: readonly ExtensionRule[]
}
