import { LRUCache } from 'lru-cache'
import { endOf, monthAfter, monthOf, startOf } from '../domain/calendar.ts'
import { feedStateIn } from '../domain/edition.ts'
import { type Feed, feedFromState } from '../domain/feed.ts'
import { editionScope, type FeedKey, inLanguage, type Topic } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Rendition, Site } from '../domain/site.ts'
import { type Channel, type ChannelFacts, channelOf } from '../feeds/channel.ts'
import { entryHash, entryOf } from '../feeds/entry.ts'
import { renderedEntry } from '../feeds/rendition.ts'
import { combinedLabel, feedLabel } from '../feeds/titles.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import { feedVersion, updatedOf } from './feed-state.ts'
import type { Published } from './published.ts'
import {
  type FeedSelection,
  oldestOf,
  partnerOf,
  renditionOf,
  scopesOf,
  selectionOf,
  siblingKeysOf,
  unionOf,
} from './selection.ts'

/** A feed with everything that its documents are composed from, read in one snapshot. */
export type FeedContent = {
  readonly feed: Feed
  readonly channel: Channel
  readonly rendition: Rendition
  readonly selection: FeedSelection
  /** One hash per placement: the hash of the entry as this feed renders it. */
  readonly hashes: readonly string[]
}

/** The store has a newer edition than the one that is being read. Callers try again with that edition. */
export class Superseded extends Error {}

/** Ensures that the store's rows belong to the edition. @throws Superseded */
export async function expectCurrent({ edition }: Published, reader: Pick<StoreReader, 'head'>): Promise<void> {
  if ((await reader.head())?.revision !== edition.revision) throw new Superseded()
}

/** The feed whose state is part of the edition; `undefined` for all other feeds. */
export function standingFeed({ edition }: Published, key: FeedKey): Feed | undefined {
  const scope = editionScope(key)
  const state = scope && feedStateIn(edition, scope)
  return state && feedFromState(state)
}

/**
 * Reads the {@link FeedContent} of any feed: standing, archive, combined or a partner's. Returns `undefined` for a month that does not exist.
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
  const selection = await selectionOf(site, key, reader, edition.instant)
  const history = await historyOf(published, key, reader, selection)
  if (!history) return undefined
  const rendition = renditionOf(site, key)
  const languages = await languagesWithEpisodes(site, key, reader)
  const facts = { key, ...history, label: labelOf(published, key), updated: updatedOf(site, selection), ...languages }
  const channel = channelIn(published, facts)
  const hashes = await hashesOf(published, key, rendition, selection.placed, reader)
  // The version depends on `maxBytes`, because the documents do.
  const sizedRendition = { ...rendition, maxBytes: partnerOf(site, key)?.maxBytes ?? undefined }
  const version = feedVersion(context, channel, sizedRendition, hashes, selection)
  return { feed: { ...facts, version, items: selection.placed.length }, channel, rendition, selection, hashes }
}

/** A feed is often read in all formats, one after the other. */
const CONTENTS_MAX = 8

/** Archives may have a hundred thousand entries. */
const ENTRIES_MAX = 1000

/** Returns {@link readFeed} with a cache of the feeds that were read last. */
export function createFeedReader(): typeof readFeed {
  const contents = new LRUCache<string, FeedContent>({ max: CONTENTS_MAX })
  let latest: Published | undefined
  return async (published, key, reader) => {
    if (published !== latest) contents.clear()
    latest = published
    const name = folderOf(key)
    const cached = contents.get(name)
    if (cached) await expectCurrent(published, reader)
    const content = cached ?? (await readFeed(published, key, reader))
    const isSmall = content !== undefined && content.selection.placed.length <= ENTRIES_MAX
    if (isSmall && published === latest) contents.set(name, content)
    return content
  }
}

export function channelIn(
  { edition, context }: Published,
  feed: Omit<ChannelFacts, 'languages'> & Partial<ChannelFacts>,
) {
  const { site, catalog } = context
  // Only for standing feeds is it known in which languages they have entries.
  const scope = editionScope(feed.key)
  const hasEntries = (language: Language): boolean =>
    scope !== undefined && (feedStateIn(edition, inLanguage(scope, language))?.items ?? 0) > 0
  return channelOf(site, catalog, { languages: site.languages.filter(hasEntries), ...feed })
}

async function languagesWithEpisodes(site: Site, key: FeedKey, reader: StoreReader): Promise<Pick<Feed, 'languages'>> {
  if (!partnerOf(site, key)?.podcasts) return {}
  const languages: Language[] = []
  for (const one of [key, ...siblingKeysOf(site, key)]) {
    const newest = await reader.newestBefore(unionOf(site, one), Number.MAX_SAFE_INTEGER)
    if (newest !== undefined) languages.push(one.languages[0])
  }
  return { languages: site.languages.filter((language) => languages.includes(language)) }
}

async function historyOf(
  published: Published,
  key: FeedKey,
  reader: StoreReader,
  { placed }: FeedSelection,
): Promise<Pick<Feed, 'older' | 'newer' | 'lastModified'> | undefined> {
  const { edition, context } = published
  const { timeZone } = context.site
  const standing = standingFeed(published, key)
  if (standing) return standing
  const scopes = scopesOf(context.site, key)
  const touched = Math.max(edition.remade, ...scopes.map((scope) => feedStateIn(edition, scope)?.touched ?? 0))
  if (key.month === null) {
    const older = key.partner === null ? await olderMonth(published, key, reader, Number.MAX_SAFE_INTEGER) : null
    return { older, newer: null, lastModified: Math.max(touched, await lastAgeing(published, key, reader)) }
  }
  const [start, end] = [startOf(key.month, timeZone), endOf(key.month, timeZone)]
  if (start > edition.instant) return undefined
  const scope = editionScope({ ...key, month: null })
  const facts = scope && (await reader.month(scope, key.month))
  const older = facts ? facts.older : await olderMonth(published, key, reader, start)
  // An empty month exists if an older month has entries: a month links to the next one as soon as it is over.
  if (placed.length === 0 && older === null) return undefined
  const isOver = end <= edition.instant
  const changed = facts && placed.length > 0 ? Math.max(facts.changed ?? 0, edition.remade) : touched
  // Links of an edition's scopes skip months without entries, which exports omit. They end after the newest entry.
  const following = facts ? (facts.newer ?? (placed.length > 0 ? monthAfter(key.month) : null)) : monthAfter(key.month)
  return {
    older,
    newer: isOver ? following : null,
    lastModified: isOver ? Math.max(changed, end) : changed,
  }
}

/** When a partner's feed last lost an article because of its age; 0 if it never did. */
async function lastAgeing({ edition, context: { site } }: Published, key: FeedKey, reader: StoreReader) {
  const maxAge = partnerOf(site, key)?.maxAge ?? null
  if (maxAge === null) return 0
  const newest = await reader.newestBefore(unionOf(site, key), oldestOf(site, key, edition.instant))
  return newest === undefined ? 0 : newest + maxAge
}

async function olderMonth({ context: { site } }: Published, key: FeedKey, reader: StoreReader, before: number) {
  const newest = await reader.newestBefore(unionOf(site, key), before)
  return newest === undefined ? null : monthOf(newest, site.timeZone)
}

/** The label of the topic, or of the combined tags, in the first of the feed's languages. */
function labelOf({ edition, context: { catalog } }: Published, key: FeedKey): string {
  const [language] = key.languages
  const storedLabel = (topic: Topic): string => feedStateIn(edition, { ...topic, language })?.label ?? ''
  if (key.topic.kind !== 'combination') return storedLabel(key.topic)
  return combinedLabel(catalog, key, (term) => {
    const topic = { kind: 'tag', term } as const
    return feedLabel(catalog, { ...key, topic }, storedLabel(topic))
  })
}

/**
 * The stored hashes do not fit partners, which have their own rendition, nor feeds of several languages, which
 * introduce a fallback variant in the first of them. Their entries are hashed as rendered.
 */
async function hashesOf(
  { edition, context: { site, catalog } }: Published,
  key: FeedKey,
  rendition: Rendition,
  placed: readonly Placed[],
  reader: StoreReader,
): Promise<readonly string[]> {
  if (!partnerOf(site, key) && key.languages.length === 1) return placed.map(({ hash }) => hash)
  return (await reader.shownVariants(placed)).map(({ variant, siblings }) => {
    const entry = entryOf(site, catalog, key.languages, variant, siblings, edition.instant)
    return entryHash(renderedEntry(entry, rendition), rendition.content)
  })
}
