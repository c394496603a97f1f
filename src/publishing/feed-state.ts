import { createHash } from 'node:crypto'
import type { Instant } from '../domain/article.ts'
import type { FeedState } from '../domain/edition.ts'
import type { Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { type Channel, channelOf } from '../feeds/channel.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { Placed } from '../store/port.ts'

/** What all feeds of an edition are made with. */
export type Making = {
  readonly site: Site
  readonly catalog: Catalog
  /** A hash over the program that makes them. */
  readonly program: string
}

/**
 * What a feed's window makes of it. `before` is the feed as it was, whose `lastModified` holds while its version does;
 * `name` is what siblings call the term, for a feed without entries that could say it.
 */
export function feedStateOf(
  making: Making,
  scope: Scope,
  window: readonly Placed[],
  languages: readonly Language[],
  at: Instant,
  before: FeedState | undefined,
  name: string | undefined,
): FeedState {
  const updated =
    window.length > 0 ? Math.max(...window.map((placed) => placed.updated)) : beginningOf(making.site.authority)
  const label = labelOf(scope, window) ?? name ?? before?.label ?? ''
  const channel = channelOf(making.site, making.catalog, { scope, label, updated, languages })
  const version = feedVersion(making, scope, channel, window)
  const lastModified = before?.version === version ? before.lastModified : nextSecond(before?.lastModified, at)
  return { scope, version, updated, lastModified, label, items: window.length }
}

/**
 * What a feed without anything in it says of its last change. No clock has a say, and 1970 makes validators suspicious:
 * the date of the tag authority (RFC 4151 §2.1), before which no id of this newsroom existed.
 */
function beginningOf(authority: string): Instant {
  return Date.parse(authority.slice(authority.indexOf(',') + 1))
}

/** A hash over all that a feed's documents are made from: the same version, the same bytes. */
export function feedVersion(
  { site, program }: Making,
  scope: Scope,
  channel: Channel,
  window: readonly Placed[],
): string {
  const parts = [program, site.authority, site.feeds[scope.kind], channel, window.map(({ hash }) => hash)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}

/** HTTP dates have whole seconds: a change within the second of the last one is dated a second later. */
export function nextSecond(before: Instant | undefined, at: Instant): Instant {
  const second = Math.floor(at / 1000) * 1000
  return before === undefined ? second : Math.max(second, before + 1000)
}

/** What most articles shown call the term, those in the feed's own language before others; ties by code point. */
function labelOf(scope: Scope, window: readonly Placed[]): string | undefined {
  const own = window.filter(({ language }) => language === scope.language)
  const counts = new Map<string, number>()
  for (const { label } of own.length > 0 ? own : window) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]?.[0]
}
