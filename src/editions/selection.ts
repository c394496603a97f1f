import type { Instant, Withdrawn } from '../domain/article.ts'
import { endOf, startOf } from '../domain/calendar.ts'
import { type FeedKey, type Scope, type ScopeKind, standingScope, type Topic } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Partner, Rendition, Site } from '../domain/site.ts'
import { plainRendition } from '../feeds/format.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import type { Branch, Union } from '../store/union.ts'

/** What a feed shows, and what it no longer shows. */
export type FeedSelection = {
  readonly placed: readonly Placed[]
  /** Withdrawn so lately that it is still told, the newest first. */
  readonly withdrawn: readonly Withdrawn[]
  /** When anything was last withdrawn from it, however long ago: its date does not go back when that is no longer told. */
  readonly lastWithdrawal: Instant | null
}

/** Articles of a month, and withdrawals in a document: more than any newsroom has, and not without end. */
const MOST_IN_MONTH = 100_000
const MOST_WITHDRAWN = 500

export async function selectionOf(site: Site, key: FeedKey, reader: StoreReader, at: Instant): Promise<FeedSelection> {
  const union = unionOf(site, key)
  const scope = standingScope(key)
  if (key.month !== null) {
    const span = { from: startOf(key.month, site.timeZone), until: endOf(key.month, site.timeZone) }
    return { placed: await reader.select(union, MOST_IN_MONTH, span), withdrawn: [], lastWithdrawal: null }
  }
  const items = itemsOf(site, key)
  const placed = await (scope ? reader.window(scope, items) : reader.select(union, items))
  const withdrawn = await reader.withdrawn(union, MOST_WITHDRAWN)
  const isTold = (one: Withdrawn): boolean => one.at + site.withdrawals.keep > at
  return {
    placed,
    withdrawn: renditionOf(site, key).namespaces?.includes('at') === false ? [] : withdrawn.filter(isTold),
    lastWithdrawal: withdrawn[0]?.at ?? null,
  }
}

/** The scopes that a feed is made of. */
export function scopesOf(site: Site, key: FeedKey): Scope[] {
  return unionOf(site, key).flatMap(({ any, all, none }) => [...any, ...all, ...none])
}

export function unionOf(site: Site, key: FeedKey): Union {
  const tags = partnerOf(site, key)?.tags ?? []
  const branch = (language: Language): Branch => branchOf(key.topic, language, tags)
  const [first, ...others] = key.languages
  return [branch(first), ...others.map(branch)]
}

function branchOf(topic: FeedKey['topic'], language: Language, wanted: readonly string[]): Branch {
  const tag = (term: string): Scope => ({ language, kind: 'tag', term })
  const nothingElse = { language, all: [], none: [] }
  if (topic.kind !== 'combination') {
    const scope: Topic & { language: Language } = { ...topic, language }
    return { ...nothingElse, any: wanted.length > 0 ? wanted.map(tag) : [scope] }
  }
  const { operator, tags, without } = topic
  if (operator === 'some') return { ...nothingElse, any: tags.map(tag) }
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

function itemsOf(site: Site, key: FeedKey): number {
  return partnerOf(site, key)?.items ?? site.feeds[kindOf(key)].items
}

export function renditionOf(site: Site, key: FeedKey): Rendition {
  const partner = partnerOf(site, key)
  if (!partner) return plainRendition(site.feeds[kindOf(key)].content)
  const { content, minImageWidth, namespaces, parameters } = partner
  return { content, minImageWidth, namespaces, parameters }
}

/** The kind of the scopes that a feed's articles are read from: it is written as they are hashed. */
function kindOf({ topic }: FeedKey): ScopeKind {
  if (topic.kind !== 'combination') return topic.kind
  return topic.tags.length > 0 ? 'tag' : 'all'
}
