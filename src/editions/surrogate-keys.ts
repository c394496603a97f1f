import { type Month, monthAfter, monthOf } from '../domain/calendar.ts'
import type { Edition } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import { type FeedKey, keyOf, type Scope, scopeId, standingScope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import {
  anyKey,
  archiveKey,
  articleKey,
  languageKey,
  listKey,
  monthKey,
  SITE_KEY,
  type SurrogateKeys,
  scopeKey,
  sitemapKey,
} from '../domain/surrogate-key.ts'
import type { Head, Placed, StoreReader } from '../store/port.ts'
import { scopesOf, unionOf } from './selection.ts'
import { NEWS_AGE } from './sitemap.ts'

// By which keys caches find documents, and which of these an edition takes out of them. What holds: whatever changes a
// document's bytes, fields or status, one of the document's `own` keys is among those that the edition takes out.

/** More scopes than this, of a partner with many tags, and a document goes by all that its languages have: CloudFront reads 50. */
const MOST_SCOPES = 20

/** Of a feed and of its page. */
export function keysOfFeed(site: Site, key: FeedKey, placed: readonly Placed[]): SurrogateKeys {
  const { languages, month } = key
  const standing = standingScope({ ...key, month: null })
  const scopes = scopesOf(site, key)
  const made = scopes.length > MOST_SCOPES ? languages.map(anyKey) : scopes.map(scopeKey)
  const own =
    month === null
      ? made
      : // A scope's months are counted one by one, so that what is added to one leaves the others in the caches.
        [monthKey(month), ...(standing ? [archiveKey(standing, month), archiveKey(standing)] : made)]
  return {
    own: [SITE_KEY, ...languages.map(languageKey), ...new Set(own)],
    articles: placed.map(({ scope, article }) => articleKey(scope.language, article)),
  }
}

export function keysOfSitemap(site: Site, key: FeedKey, placed: readonly Placed[]): SurrogateKeys {
  const { own, articles } = keysOfFeed(site, key, placed)
  return { own: [...own, ...key.languages.map(sitemapKey)], articles }
}

/** Of a list of the feeds of some languages. */
export function keysOfList(languages: readonly Language[]): SurrogateKeys {
  return { own: [SITE_KEY, ...languages.map(languageKey), ...languages.map(listKey)], articles: [] }
}

/** The same where it also says how much is in each feed, and when that changed. */
export function keysOfDirectory(languages: readonly Language[]): SurrogateKeys {
  return { own: [...keysOfList(languages).own, ...languages.map(anyKey)], articles: [] }
}

/** That something moved in a scope: an entry of an article's, published in a month. `entries` is how many more there are. */
export type Movement = {
  readonly scope: Scope
  readonly article: string
  readonly month: Month
  readonly entries: number
}

/** The changes of a refresh. */
export type EditionChanges = {
  /** The feeds before, and those that are others now. */
  readonly before: Edition['feeds']
  readonly feeds: readonly FeedState[]
  readonly movements: readonly Movement[]
  /** The store's head before. */
  readonly last: Head | undefined
  /** Settings, texts or the program changed. */
  readonly rebuilt: boolean
  readonly instant: number
}

/** The keys that an edition takes out of caches. Nothing is read of the store but when articles were published. */
export async function changedKeys(site: Site, changes: EditionChanges, reader: StoreReader): Promise<string[]> {
  const { before, feeds, movements, last, rebuilt, instant } = changes
  // What all documents share, or (without an edition before) nobody knows what caches have.
  if (!last || rebuilt) return [SITE_KEY]
  const keys = new Set<string>()
  for (const { scope, label, items } of feeds) {
    keys.add(scopeKey(scope)).add(anyKey(scope.language))
    const known = before.get(scopeId(scope))
    const renamed = known?.label !== label
    if (renamed) keys.add(archiveKey(scope))
    if (renamed || known.items > 0 !== items > 0) keys.add(listKey(scope.language))
  }
  const latest = monthOf(Math.max(last.instant, instant), site.timeZone)
  for (const { scope, article, month, entries } of movements) {
    keys.add(articleKey(scope.language, article))
    keys.add(archiveKey(scope, month))
    // The months after it link to the one before them that has entries: it may be another now.
    if (entries !== 0 && month < latest) keys.add(archiveKey(scope))
  }
  for (const month of turnedMonths(site, last.instant, instant)) keys.add(monthKey(month))
  for (const language of await agedSitemaps(site, last.instant, instant, reader)) keys.add(sitemapKey(language))
  return [...keys]
}

/** A month that is over is another document: it links to the next and is kept for a year. */
function turnedMonths({ timeZone }: Site, from: number, to: number): Set<Month> {
  const [first, last] = [monthOf(Math.min(from, to), timeZone), monthOf(Math.max(from, to), timeZone)]
  // Where more time has passed, the months between were never asked for.
  return new Set(first === last ? [] : [first, monthAfter(first), last])
}

/** The languages whose sitemaps have lost an article to its age (or, where the clock was set back, got one back). */
async function agedSitemaps(site: Site, from: number, to: number, reader: StoreReader): Promise<Language[]> {
  const [since, until] = [Math.min(from, to) - NEWS_AGE, Math.max(from, to) - NEWS_AGE]
  const aged: Language[] = []
  for (const language of site.languages) {
    const newest = await reader.newestBefore(unionOf(site, keyOf({ language, kind: 'all' })), until + 1)
    if (newest !== undefined && newest > since) aged.push(language)
  }
  return aged
}
