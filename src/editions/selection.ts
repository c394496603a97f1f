import type { Instant, Withdrawn } from '../domain/article.ts'
import { endOf, startOf } from '../domain/calendar.ts'
import { editionScope, type FeedKey, type Scope, type ScopeKind, type Topic } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Partner, Rendition, Site } from '../domain/site.ts'
import { plainRendition } from '../feeds/format.ts'
import { podcastIn, prefixOf } from '../feeds/podcast.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import type { Branch, Union } from '../store/union.ts'

/** The placements and withdrawals that a feed shows. */
export type FeedSelection = {
  readonly placed: readonly Placed[]
  /** Withdrawals within the configured time, newest first. */
  readonly withdrawn: readonly Withdrawn[]
  /** The newest withdrawal, however old: the feed's `updated` must not go back when the tombstone disappears. */
  readonly lastWithdrawal: Instant | null
  /** The newest change among articles that are too old for the partner: `updated` must not go back when they leave. */
  readonly lastTooOld?: Instant
}

/** Bounds that no newsroom reaches. */
const MONTH_ENTRIES_MAX = 100_000
const WITHDRAWALS_MAX = 500

/** `hasWithdrawals` is false if the caller knows that there are none. */
export async function selectionOf(
  site: Site,
  key: FeedKey,
  reader: StoreReader,
  at: Instant,
  hasWithdrawals = true,
): Promise<FeedSelection> {
  const union = unionOf(site, key)
  const scope = editionScope(key)
  if (key.month !== null) {
    const span = { from: startOf(key.month, site.timeZone), until: endOf(key.month, site.timeZone) }
    return { placed: await reader.select(union, MONTH_ENTRIES_MAX, span), withdrawn: [], lastWithdrawal: null }
  }
  const items = itemsMax(site, key)
  const [newest, withdrawn] = await Promise.all([
    scope ? reader.window(scope, items) : reader.select(union, items),
    hasWithdrawals ? reader.withdrawn(union, WITHDRAWALS_MAX) : [],
  ])
  const from = oldestOf(site, key, at)
  const tooOld = newest.filter(({ published }) => published < from)
  const placed = tooOld.length > 0 ? await reader.select(union, items, { from }) : newest
  const isRecent = (withdrawal: Withdrawn): boolean => withdrawal.at + site.withdrawals.keep > at
  return {
    placed,
    withdrawn: renditionOf(site, key).namespaces?.includes('at') === false ? [] : withdrawn.filter(isRecent),
    lastWithdrawal: withdrawn[0]?.at ?? null,
    ...(tooOld.length > 0 && {
      lastTooOld: Math.max(...tooOld.map(({ updated, added }) => Math.max(updated, added))),
    }),
  }
}

/** The most entries of a feed that is no month. */
export function itemsMax(site: Site, key: FeedKey): number {
  return partnerOf(site, key)?.items ?? site.feeds[kindOf(key)].items
}

/** The earliest publication that a partner's feed shows at an instant. */
export function oldestOf(site: Site, key: Pick<FeedKey, 'partner'>, at: Instant): Instant {
  const maxAge = partnerOf(site, key)?.maxAge ?? null
  return maxAge === null ? Number.NEGATIVE_INFINITY : at - maxAge + 1
}

/** All scopes that decide which articles a feed shows. */
export function scopesOf(site: Site, key: FeedKey): Scope[] {
  // A podcast names its feeds in other languages.
  const siblings = partnerOf(site, key)?.podcasts ? siblingKeysOf(site, key) : []
  return [key, ...siblings]
    .flatMap((one) => unionOf(site, one))
    .flatMap(({ any, all, none }) => [...any, ...all, ...none])
}

/** The same podcast in the partner's other languages. */
export function siblingKeysOf(site: Site, key: FeedKey): FeedKey[] {
  const otherLanguages = partnerOf(site, key)?.languages.filter((language) => !key.languages.includes(language))
  return otherLanguages?.map((language) => ({ ...key, languages: [language] })) ?? []
}

export function unionOf(site: Site, key: FeedKey): Union {
  const { tags = [], podcasts } = partnerOf(site, key) ?? {}
  const episodes = podcasts ? ({ own: true, recorded: true } as const) : {}
  const branch = (language: Language): Branch => ({ ...branchOf(key.topic, language, tags), ...episodes })
  const [first, ...others] = key.languages
  return [branch(first), ...others.map(branch)]
}

function branchOf(topic: FeedKey['topic'], language: Language, partnerTags: readonly string[]): Branch {
  const tag = (term: string): Scope => ({ language, kind: 'tag', term })
  const unrestricted = { language, all: [], none: [] }
  if (topic.kind !== 'combination') {
    const scope: Topic & { language: Language } = { ...topic, language }
    return { ...unrestricted, any: partnerTags.length > 0 ? partnerTags.map(tag) : [scope] }
  }
  const { operator, tags, without } = topic
  if (operator === 'some') return { ...unrestricted, any: tags.map(tag) }
  const [first, ...rest] = tags
  const any: Scope[] = first === undefined ? [{ language, kind: 'all' }] : [tag(first)]
  return { language, any, all: rest.map(tag), none: without.map(tag) }
}

export function partnerOf(site: Site, { partner }: Pick<FeedKey, 'partner'>): Partner | undefined {
  return partner === null ? undefined : site.partners.get(partner)
}

/** The token that a partner's feed requires; `null` for public feeds. */
export function tokenOf(site: Site, key: Pick<FeedKey, 'partner'>): string | null {
  return partnerOf(site, key)?.token ?? null
}

export function renditionOf(site: Site, key: FeedKey): Rendition {
  const partner = partnerOf(site, key)
  if (!partner) return plainRendition(site.feeds[kindOf(key)].content)
  const { content, summaryType, minImageWidth, namespaces, parameters, extensions } = partner
  const podcast = podcastIn(site, key)
  const episodes = podcast && { podcastPrefix: prefixOf(site, key, podcast) }
  const own = { ...(extensions && { extensions }), ...episodes }
  return { content, summaryType, minImageWidth, namespaces, parameters, ...own }
}

/** The kind of the scopes whose placements a feed shows: their hashes were computed with that kind's settings. */
function kindOf({ topic }: FeedKey): ScopeKind {
  if (topic.kind !== 'combination') return topic.kind
  return topic.tags.length > 0 ? 'tag' : 'all'
}
