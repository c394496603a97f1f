import type { Instant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Feed } from '../domain/feed.ts'
import { editionScope, type FeedKey, FORMATS, type Format } from '../domain/feed-key.ts'
import { folderOf, pathOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { hubAddress, type Site, textIn } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import { type ChannelDetails, channelDetails } from './channel-details.ts'
import { type ChannelExtensions, withChannelElements } from './extensions.ts'
import { feedId } from './ids.ts'
import { descriptionLanguage, feedDescription, feedTitle, siteTitle } from './titles.ts'

/** The addresses of a feed, absolute. */
export type Addresses = Readonly<Record<Format, string>>

/** A feed without its entries, the same for all formats. URLs are absolute. */
export type Channel = {
  readonly id: string
  readonly language: Language
  readonly title: string
  readonly description: string
  /** Another one than `language` if the program has no description in it. */
  readonly descriptionLanguage: Language
  /** The HTML page of the feed. */
  readonly home: string
  readonly self: Addresses
  readonly details: ChannelDetails
  readonly extensions?: ChannelExtensions
  /** The newsroom. */
  readonly author: { readonly name: string; readonly url: string }
  /** The same feed in other languages that have entries. */
  readonly siblings: readonly SiblingFeed[]
  readonly history: History
  /** WebSub hubs that distribute the feed. */
  readonly hubs: readonly string[]
  readonly updated: Instant
  /** Seconds between two refreshes. */
  readonly interval: number
}

/** Its title is the language's own name. */
export type SiblingFeed = Pick<Channel, 'language' | 'title' | 'self'>

/** The kind of document in RFC 5005 §2 and §4. */
export type History =
  /** All entries of the feed: an entry that is absent was removed. */
  | { readonly kind: 'complete' }
  /** The newest entries; `prev` is the newest archive document. */
  | { readonly kind: 'subscription'; readonly prev: Addresses | null }
  | {
      readonly kind: 'archive'
      readonly current: Addresses
      readonly prev: Addresses | null
      readonly next: Addresses | null
    }

export type ChannelFacts = Pick<Feed, 'key' | 'label' | 'updated' | 'older' | 'newer'> & {
  /** Languages in which the feed has entries. */
  readonly languages: readonly Language[]
}

export function channelOf(site: Site, catalog: Catalog, facts: ChannelFacts): Channel {
  const { key, label, updated, languages } = facts
  const [language] = key.languages
  return withChannelElements(site, key.partner, {
    id: feedId(site.authority, key),
    language,
    title: feedTitle(site, catalog, key, label),
    description: feedDescription(site, catalog, key, label),
    descriptionLanguage: descriptionLanguage(site, catalog, key),
    home: homeOf(site, key),
    self: addressesOf(site, key),
    details: channelDetails(site, language),
    author: { name: siteTitle(site, language), url: site.baseUrl },
    siblings: languages
      .filter((other) => other !== language)
      .map((other) => ({
        language: other,
        title: languageName(other, other),
        self: addressesOf(site, { ...key, languages: [other] }),
      })),
    history: historyOf(site, facts),
    hubs: hubsOf(site, key),
    updated,
    interval: site.interval,
  })
}

function historyOf(site: Site, { key, older, newer }: ChannelFacts): History {
  if (key.topic.kind === 'headlines') return { kind: 'complete' }
  const archiveAddresses = (month: Month | null) => month && addressesOf(site, { ...key, month })
  if (key.month === null) return { kind: 'subscription', prev: archiveAddresses(older) }
  const current = addressesOf(site, { ...key, month: null })
  return { kind: 'archive', current, prev: archiveAddresses(older), next: archiveAddresses(newer) }
}

/** WebSub §4. Hubs would deliver a private feed to anyone; archives are no topics. */
export function hubsOf({ hub, feedUrl, partners }: Site, key: FeedKey): readonly string[] {
  const { partner, month } = key
  if (month !== null || (partner !== null && partners.get(partner)?.token !== null)) return []
  // WebSub §6: external hubs must be notified, and the number of combinations has no limit.
  const isNotified = partner !== null || editionScope(key) !== undefined
  return [...(hub.own ? [hubAddress(feedUrl)] : []), ...(isNotified ? hub.external : [])]
}

/** The newsroom's home page, if site.yaml has one, for a feed of all articles; else the feed's own page. */
function homeOf(site: Site, key: FeedKey): string {
  const [language] = key.languages
  if (key.topic.kind === 'all' && site.home) {
    return textIn(site.home, language, site.languages).replaceAll('{lang}', language)
  }
  // A partner's path may be confidential, and a month's readers want the feed itself.
  return site.feedUrl + folderOf({ ...key, month: null, partner: null })
}

function addressesOf(site: Site, key: FeedKey): Addresses {
  return Object.fromEntries(FORMATS.map((format) => [format, site.feedUrl + pathOf(key, format)])) as Addresses
}
