import { hash } from 'node:crypto'
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

/** Everything but the articles that documents are rendered with. */
export type RenderContext = {
  readonly site: Site
  readonly catalog: Catalog
  readonly headlines: Headlines
  /** A hash over the program's code. */
  readonly program: string
}

/** The rows of the store from which a feed's state is computed. */
export type FeedInputs = {
  readonly scope: Scope
  readonly selection: FeedSelection
  readonly older: Month | null
  /** Languages in which the same feed has entries. */
  readonly languages: readonly Language[]
  /** The term's label in another language, for a feed that has no entries to take a label from. */
  readonly name: string | undefined
}

/**
 * `before` is the feed's previous state: `lastModified` stays the same while the version does. `stamp` is the refresh's
 * time, a whole second, the same for all feeds.
 */
export function feedStateOf(
  context: RenderContext,
  { scope, selection, older, languages, name }: FeedInputs,
  stamp: Instant,
  before: FeedState | undefined,
): FeedState {
  const key = keyOf(scope)
  const { placed } = selection
  const updated = updatedOf(context.site, selection)
  const label = labelOf(scope, placed) ?? name ?? before?.label ?? ''
  const channel = channelOf(context.site, context.catalog, { key, label, updated, languages, older, newer: null })
  const hashes = placed.map(({ hash }) => hash)
  const version = feedVersion(context, channel, renditionOf(context.site, key), hashes, selection)
  const lastModified = before?.version === version ? before.lastModified : stamp
  return { scope, version, updated, lastModified, touched: stamp, label, items: placed.length, older }
}

/** The newest change or withdrawal, never the clock. Empty feeds have the date of the newsroom's tag authority. */
export function updatedOf({ authority }: Site, { placed, lastWithdrawal, lastTooOld }: FeedSelection): Instant {
  const newest = Math.max(
    ...placed.map(({ updated, added }) => Math.max(updated, added)),
    lastWithdrawal ?? Number.NEGATIVE_INFINITY,
    lastTooOld ?? Number.NEGATIVE_INFINITY,
  )
  if (Number.isFinite(newest)) return newest
  // The date of the tag authority (RFC 4151 §2.1): feed validators warn about dates in 1970.
  return Date.parse(authority.slice(authority.indexOf(',') + 1))
}

/**
 * A hash over everything that a feed's documents are composed from: the same version means the same bytes. A hash over
 * the withdrawals is appended, which {@link versionIn} removes for RSS.
 */
export function feedVersion(
  { site: { authority, sizes }, program }: RenderContext,
  channel: Channel,
  rendition: Rendition,
  hashes: readonly string[],
  { withdrawn }: FeedSelection,
): string {
  const tombstones = withdrawn.map((withdrawal) => tombstoneOf(authority, withdrawal))
  const suffix = tombstones.length > 0 ? digest(tombstones).slice(0, 8) : ''
  return digest([program, authority, sizes.maxDocumentBytes, rendition, channel, hashes]) + suffix
}

const DIGEST_LENGTH = 24

/** The version of a feed in one format: RSS documents have no tombstones. */
export function versionIn(version: string, format: Format): string {
  return format === 'rss' ? version.slice(0, DIGEST_LENGTH) : version
}

/** A hash over a feed's withdrawals; empty if there are none. */
export function withdrawalsIn({ version }: Pick<FeedState, 'version'>): string {
  return version.slice(DIGEST_LENGTH)
}

function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex').slice(0, DIGEST_LENGTH)
}

/** HTTP dates are whole seconds: a second change within the same second is dated one second later. */
export function nextSecond(before: Instant | undefined, at: Instant): Instant {
  const second = Math.floor(at / 1000) * 1000
  return before === undefined ? second : Math.max(second, before + 1000)
}

/** The most frequent label of the term, among articles in the feed's language if there are any; ties by code point. */
function labelOf(scope: Scope, placed: readonly Placed[]): string | undefined {
  const inOwnLanguage = placed.filter(({ language }) => language === scope.language)
  const byLabel = Map.groupBy(inOwnLanguage.length > 0 ? inOwnLanguage : placed, ({ label }) => label)
  return [...byLabel].sort(([a, inA], [b, inB]) => inB.length - inA.length || (a < b ? -1 : 1))[0]?.[0]
}
