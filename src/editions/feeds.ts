import { endOf, monthAfter, monthOf, startOf } from '../domain/calendar.ts'
import { feedStateIn } from '../domain/edition.ts'
import { type Feed, feedFromState } from '../domain/feed.ts'
import { type FeedKey, inLanguage, standingScope, type Topic } from '../domain/feed-key.ts'
import type { Rendition } from '../domain/site.ts'
import { type Channel, channelOf } from '../feeds/channel.ts'
import { entryHash, entryOf } from '../feeds/entry.ts'
import { renderedEntry } from '../feeds/rendition.ts'
import { combinedLabel, feedLabel } from '../feeds/titles.ts'
import type { HeadReader } from '../store/head.ts'
import type { Placed, PlacementsReader } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import type { VariantsReader } from '../store/variants.ts'
import { feedVersion, updatedOf } from './feed-state.ts'
import type { Published } from './published.ts'
import { type FeedSelection, partnerOf, renditionOf, scopesOf, selectionOf, unionOf } from './selection.ts'

/** A feed with all that its documents are made from, at one moment of the store. */
export type FeedContent = {
  readonly feed: Feed
  readonly channel: Channel
  readonly rendition: Rendition
  readonly showing: FeedSelection
  /** One a placement: what its fragment depends on. */
  readonly hashes: readonly string[]
}

/** The store has moved on to the next edition while something of this one was asked for: ask again. */
export class Superseded extends Error {}

/** What is made of an edition and of what the store holds has to be of one moment. @throws Superseded */
export async function expectCurrent({ edition }: Published, reader: HeadReader): Promise<void> {
  if ((await reader.head())?.revision !== edition.revision) throw new Superseded()
}

/** The feed that an edition has of a key; `undefined` for what has to be made, or is not there. */
export function standingFeed({ edition }: Published, key: FeedKey): Feed | undefined {
  const scope = standingScope(key)
  const state = scope && feedStateIn(edition, scope)
  return state && feedFromState(state)
}

/**
 * Reads a feed, whether the edition has it or it is made of those that it has; `undefined` for a month that is not there.
 * @throws Superseded
 */
export async function readFeed(
  published: Published,
  key: FeedKey,
  reader: StoreReader,
): Promise<FeedContent | undefined> {
  const { edition, context } = published
  await expectCurrent(published, reader)
  const { site } = context
  const showing = await selectionOf(site, key, reader, edition.instant)
  const place = await placeInHistory(published, key, reader, showing)
  if (!place) return undefined
  const rendition = renditionOf(site, key)
  const facts = { key, ...place, label: labelOf(published, key), updated: updatedOf(site, showing) }
  const channel = channelIn(published, facts)
  const hashes = await hashesOf(published, key, rendition, showing.placed, reader)
  // A document that is cut at another size is another document.
  const cut = { ...rendition, maxBytes: partnerOf(site, key)?.maxBytes ?? undefined }
  const version = feedVersion(context, channel, cut, hashes, showing)
  return { feed: { ...facts, version, items: showing.placed.length }, channel, rendition, showing, hashes }
}

/** The channel of a feed as an edition has it. */
export function channelIn(
  { edition, context: { site, catalog } }: Published,
  feed: Pick<Feed, 'key' | 'label' | 'updated' | 'older' | 'newer'>,
): Channel {
  // What is made on request does not know whether it would have entries in other languages.
  const scope = standingScope(feed.key)
  const filled = (language: (typeof site.languages)[number]): boolean =>
    scope !== undefined && (feedStateIn(edition, inLanguage(scope, language))?.items ?? 0) > 0
  return channelOf(site, catalog, { ...feed, languages: site.languages.filter(filled) })
}

type Place = Pick<Feed, 'older' | 'newer' | 'lastModified'>

async function placeInHistory(
  published: Published,
  key: FeedKey,
  reader: StoreReader,
  { placed }: FeedSelection,
): Promise<Place | undefined> {
  const { edition, context } = published
  const { timeZone } = context.site
  const standing = standingFeed(published, key)
  if (standing) return standing
  const scopes = scopesOf(context.site, key)
  const touched = Math.max(edition.remade, ...scopes.map((scope) => feedStateIn(edition, scope)?.touched ?? 0))
  if (key.month === null) {
    const older = key.partner === null ? await olderMonth(published, key, reader, Number.MAX_SAFE_INTEGER) : null
    return { older, newer: null, lastModified: touched }
  }
  const [start, end] = [startOf(key.month, timeZone), endOf(key.month, timeZone)]
  if (start > edition.instant) return undefined
  const scope = standingScope({ ...key, month: null })
  const known = scope && placed.length > 0 ? await reader.month(scope, key.month) : undefined
  const older = known ? known.older : await olderMonth(published, key, reader, start)
  // Months without articles are there between those that have some, so that a month may link to the one after it at once.
  if (placed.length === 0 && older === null) return undefined
  const over = end <= edition.instant
  const changed = known ? Math.max(known.changed ?? 0, edition.remade) : touched
  return { older, newer: over ? monthAfter(key.month) : null, lastModified: over ? Math.max(changed, end) : changed }
}

async function olderMonth({ context: { site } }: Published, key: FeedKey, reader: PlacementsReader, before: number) {
  const newest = await reader.newestBefore(unionOf(site, key), before)
  return newest === undefined ? null : monthOf(newest, site.timeZone)
}

/** What articles, or the tags that are put together, are called in the first of the feed's languages. */
function labelOf({ edition, context: { catalog } }: Published, key: FeedKey): string {
  const [language] = key.languages
  const named = (topic: Topic): string => feedStateIn(edition, { ...topic, language })?.label ?? ''
  if (key.topic.kind !== 'combination') return named(key.topic)
  return combinedLabel(catalog, key, (term) => {
    const topic = { kind: 'tag', term } as const
    return feedLabel(catalog, { ...key, topic }, named(topic))
  })
}

/**
 * A partner's items are written in a way of their own, and in a feed of several languages what stands in is introduced
 * in the first: what is hashed of them is what is written.
 */
async function hashesOf(
  { edition, context: { site, catalog } }: Published,
  key: FeedKey,
  rendition: Rendition,
  placed: readonly Placed[],
  reader: VariantsReader,
): Promise<readonly string[]> {
  if (!partnerOf(site, key) && key.languages.length === 1) return placed.map(({ hash }) => hash)
  return (await reader.shown(placed)).map(({ variant, siblings }) => {
    const entry = entryOf(site, catalog, key.languages, variant, siblings, edition.instant)
    return entryHash(renderedEntry(entry, rendition), rendition.content)
  })
}
