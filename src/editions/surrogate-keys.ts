import { type Month, monthAfter, monthOf } from '../domain/calendar.ts'
import type { Edition } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import { editionScope, type FeedKey, keyOf, type Scope, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { SITE_KEY, type SurrogateKeys, surrogateKey } from '../domain/surrogate-key.ts'
import type { Head } from '../store/head.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import { partnerOf, scopesOf, unionOf } from './selection.ts'
import { NEWS_AGE_MS } from './sitemap.ts'

// The surrogate keys of documents, and the keys that a refresh purges. Invariant: every change of a document's bytes,
// header fields or status purges at least one of its `own` keys.

/** A document of more scopes has one key per language in place of scope keys, because CloudFront reads only 50 keys. */
const SCOPE_KEYS_MAX = 20

export function keysOfFeed(site: Site, key: FeedKey, placed: readonly Placed[]): SurrogateKeys {
  const { languages, month, partner } = key
  const standing = editionScope({ ...key, month: null })
  const scopes = scopesOf(site, key)
  const scopeKeys =
    scopes.length > SCOPE_KEYS_MAX ? languages.map(surrogateKey.overflow) : scopes.map(surrogateKey.scope)
  const own =
    month === null
      ? scopeKeys
      : // Each month has its own key, so that a new article purges only its month.
        [
          surrogateKey.month(month),
          ...(standing ? [surrogateKey.archive(standing, month), surrogateKey.archive(standing)] : scopeKeys),
        ]
  const isAgeing = partner !== null && partnerOf(site, key)?.maxAge
  const ageing = isAgeing ? languages.map((language) => surrogateKey.partner(partner, language)) : []
  return {
    own: [SITE_KEY, ...languages.map(surrogateKey.language), ...new Set(own), ...ageing],
    articles: placed.map(({ scope, article }) => surrogateKey.article(scope.language, article)),
  }
}

export function keysOfSitemap(site: Site, key: FeedKey, placed: readonly Placed[]): SurrogateKeys {
  const { own, articles } = keysOfFeed(site, key, placed)
  return { own: [...own, ...key.languages.map(surrogateKey.sitemap)], articles }
}

/** The keys of the index of all sitemaps, which lists more parts with more articles. */
export function keysOfSitemaps({ languages }: Site): SurrogateKeys {
  const own = languages.flatMap((language) => [surrogateKey.overflow(language), surrogateKey.sitemap(language)])
  return { own: [SITE_KEY, ...own], articles: [] }
}

export function keysOfList(languages: readonly Language[]): SurrogateKeys {
  return { own: [SITE_KEY, ...languages.map(surrogateKey.language), ...languages.map(surrogateKey.list)], articles: [] }
}

/** The keys of a list that also shows each feed's size and last change. */
export function keysOfDirectory(languages: readonly Language[]): SurrogateKeys {
  return { own: [...keysOfList(languages).own, ...languages.map(surrogateKey.overflow)], articles: [] }
}

/** A change of an article's placement in a scope. */
export type Movement = {
  readonly scope: Scope
  readonly article: string
  readonly month: Month
  /** Change in the month's number of entries. */
  readonly entries: number
}

export type EditionChanges = {
  readonly before: Edition['feeds']
  /** The feeds that changed, in their new state. */
  readonly feeds: readonly FeedState[]
  readonly movements: readonly Movement[]
  readonly last: Head | undefined
  /** Settings, texts or the program changed. */
  readonly rebuilt: boolean
  readonly instant: number
}

export async function changedKeys(site: Site, changes: EditionChanges, reader: StoreReader): Promise<string[]> {
  const { before, feeds, movements, last, rebuilt, instant } = changes
  // Every document may have changed. Without a previous edition, the caches' content is unknown.
  if (!last || rebuilt) return [SITE_KEY]
  const keys = new Set<string>()
  for (const { scope, label, items } of feeds) {
    keys.add(surrogateKey.scope(scope)).add(surrogateKey.overflow(scope.language))
    const previous = before.get(scopeId(scope))
    const renamed = previous?.label !== label
    if (renamed) keys.add(surrogateKey.archive(scope))
    if (renamed || previous.items > 0 !== items > 0) keys.add(surrogateKey.list(scope.language))
  }
  const latest = monthOf(Math.max(last.instant, instant), site.timeZone)
  const after = new Map(feeds.map((state) => [scopeId(state.scope), state]))
  for (const { scope, article, month, entries } of movements) {
    // Searches and totals show articles that no feed has any more.
    keys.add(surrogateKey.article(scope.language, article)).add(surrogateKey.overflow(scope.language))
    keys.add(surrogateKey.archive(scope, month))
    // Months link to the nearest ones that have entries, which may now be other months.
    const newest = [before.get(scopeId(scope)), after.get(scopeId(scope))].map((state) => state?.older ?? month)
    const isAfterGap = newest.some((one) => monthAfter(one) < month)
    if (entries !== 0 && (month < latest || isAfterGap)) keys.add(surrogateKey.archive(scope))
  }
  for (const month of endedMonths(site, last.instant, instant)) keys.add(surrogateKey.month(month))
  const period = [Math.min(last.instant, instant), Math.max(last.instant, instant)] as const
  for (const key of await agedKeys(site, period, reader)) keys.add(key)
  return [...keys]
}

/** The document of a month changes when the month ends: it links to the next month, and caches keep it for a year. */
function endedMonths({ timeZone }: Site, from: number, to: number): Set<Month> {
  const [earliest, latest] = [monthOf(Math.min(from, to), timeZone), monthOf(Math.max(from, to), timeZone)]
  // Months between these three began and ended without a refresh, so no cache has them.
  return new Set(earliest === latest ? [] : [earliest, monthAfter(earliest), latest])
}

/** The keys of documents that lost an article because of its age (or got one back, if the clock was set back). */
async function agedKeys(site: Site, [from, to]: readonly [number, number], reader: StoreReader): Promise<string[]> {
  const keys: string[] = []
  const addIfAged = async (feed: FeedKey, age: number, key: string): Promise<void> => {
    const newest = await reader.newestBefore(unionOf(site, feed), to - age + 1)
    if (newest !== undefined && newest > from - age) keys.push(key)
  }
  for (const language of site.languages) {
    await addIfAged(keyOf({ language, kind: 'all' }), NEWS_AGE_MS, surrogateKey.sitemap(language))
  }
  for (const [partner, { languages, maxAge }] of site.partners) {
    if (maxAge === null) continue
    for (const language of languages) {
      await addIfAged({ ...keyOf({ language, kind: 'all' }), partner }, maxAge, surrogateKey.partner(partner, language))
    }
  }
  return keys
}
