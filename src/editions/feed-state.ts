import { createHash } from 'node:crypto'
import type { Instant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { FeedState } from '../domain/feed.ts'
import { type Format, keyOf, type Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Headlines, Rendition, Site } from '../domain/site.ts'
import { type Channel, channelOf } from '../feeds/channel.ts'
import { tombstoneOf } from '../feeds/history.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { Placed } from '../store/placements.ts'
import { type FeedSelection, renditionOf } from './selection.ts'

/** What all feeds of an edition are made with. */
export type RenderContext = {
  readonly site: Site
  readonly catalog: Catalog
  readonly headlines: Headlines
  /** A hash over the program that makes them. */
  readonly program: string
}

/** What a feed is made of, as the store has it. */
export type Ingredients = {
  readonly scope: Scope
  readonly showing: FeedSelection
  readonly older: Month | null
  /** Languages in which the same feed has entries. */
  readonly languages: readonly Language[]
  /** What siblings call the term, for a feed without entries that could say it. */
  readonly name: string | undefined
}

/**
 * What a feed's ingredients make of it. `before` is the feed as it was, whose `lastModified` holds while its version
 * does; `stamp` is the second that the refresh dates what it touches with, the same for all feeds.
 */
export function feedStateOf(
  context: RenderContext,
  { scope, showing, older, languages, name }: Ingredients,
  stamp: Instant,
  before: FeedState | undefined,
): FeedState {
  const key = keyOf(scope)
  const { placed } = showing
  const updated = updatedOf(context.site, showing)
  const label = labelOf(scope, placed) ?? name ?? before?.label ?? ''
  const channel = channelOf(context.site, context.catalog, { key, label, updated, languages, older, newer: null })
  const hashes = placed.map(({ hash }) => hash)
  const version = feedVersion(context, channel, renditionOf(context.site, key), hashes, showing)
  const lastModified = before?.version === version ? before.lastModified : stamp
  return { scope, version, updated, lastModified, touched: stamp, label, items: placed.length, older }
}

/** The newest change or withdrawal. No clock has a say. */
export function updatedOf({ authority }: Site, { placed, lastWithdrawal }: FeedSelection): Instant {
  const newest = Math.max(...placed.map(({ updated }) => updated), lastWithdrawal ?? Number.NEGATIVE_INFINITY)
  return Number.isFinite(newest) ? newest : beginningOf(authority)
}

/**
 * What a feed without anything in it says of its last change; 1970 makes validators suspicious. The date of the tag
 * authority (RFC 4151 §2.1), before which no id of this newsroom existed.
 */
function beginningOf(authority: string): Instant {
  return Date.parse(authority.slice(authority.indexOf(',') + 1))
}

/**
 * A hash over all that a feed's documents are made from, and after it one over its withdrawals, of which RSS does not
 * tell: the same version, the same bytes.
 */
export function feedVersion(
  { site: { authority }, program }: RenderContext,
  channel: Channel,
  rendition: Rendition,
  hashes: readonly string[],
  { withdrawn }: FeedSelection,
): string {
  const told = withdrawn.map((one) => tombstoneOf(authority, one))
  return digest([program, authority, rendition, channel, hashes]) + (told.length > 0 ? digest(told).slice(0, 8) : '')
}

const LENGTH = 24

/** The version of a feed in one format. */
export function versionIn(version: string, format: Format): string {
  return format === 'rss' ? version.slice(0, LENGTH) : version
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, LENGTH)
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
