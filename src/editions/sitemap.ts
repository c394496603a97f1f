import { feedStateIn } from '../domain/edition.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import { sitemapPath } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import { entryOf } from '../feeds/entry.ts'
import { newsSitemap, sitemapIndex } from '../feeds/sitemap.ts'
import { siteTitle } from '../feeds/titles.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import type { Union } from '../store/union.ts'
import { expectCurrent } from './feeds.ts'
import type { Published } from './published.ts'
import { scopesOf, unionOf } from './selection.ts'

// Google News accepts articles of the last two days, at most 1,000 per sitemap.
export const NEWS_AGE_MS = 2 * 24 * 60 * 60 * 1000
const URLS_MAX = 1000
/** Bounds that no newsroom reaches. */
const PARTS_MAX = 100

/**
 * A language's news sitemap: recent articles that have a page in that language. If they are too many for one sitemap, it
 * is an index of its parts. `undefined` for a part that does not exist; the first one always does.
 */
export async function readSitemap(published: Published, key: FeedKey, page: number | undefined, reader: StoreReader) {
  const { site, catalog } = published.context
  const { edition } = published
  const [language] = key.languages
  const recent = await recentlyPlaced(published, key, reader)
  const parts = partsOf(recent)
  const part = page ?? 1
  if (part > Math.max(parts, 1)) return undefined
  const isIndex = page === undefined && parts > 0
  const placed = isIndex ? [] : recent.slice((part - 1) * URLS_MAX, part * URLS_MAX)
  const urls = (await reader.shownVariants(placed)).map(({ variant, siblings }) =>
    entryOf(site, catalog, key.languages, variant, siblings, edition.instant),
  )
  const touched = [edition.remade, ...scopesOf(site, key).map((scope) => feedStateIn(edition, scope)?.touched ?? 0)]
  // The sitemap also changes when an article becomes too old.
  const newestTooOld = (await reader.newestBefore(pagesOf(published, key), oldestIn(published))) ?? 0
  return {
    text: isIndex
      ? sitemapIndex(partAddresses(site, key, parts))
      : newsSitemap(siteTitle(site, language), language, urls),
    lastModified: Math.max(...touched, newestTooOld > 0 ? newestTooOld + NEWS_AGE_MS : 0),
    placed,
  }
}

/** The number of sitemaps that an index lists; 0 if one sitemap has all articles. */
export async function sitemapParts(published: Published, key: FeedKey, reader: StoreReader): Promise<number> {
  return partsOf(await recentlyPlaced(published, key, reader))
}

export function partAddresses(site: Site, key: FeedKey, parts: number): string[] {
  return Array.from({ length: parts }, (_, index) => site.feedUrl + sitemapPath(key, index + 1))
}

function partsOf({ length }: readonly Placed[]): number {
  return length > URLS_MAX ? Math.ceil(length / URLS_MAX) : 0
}

async function recentlyPlaced(published: Published, key: FeedKey, reader: StoreReader): Promise<readonly Placed[]> {
  await expectCurrent(published, reader)
  const span = { from: oldestIn(published), until: published.edition.instant + 1 }
  return reader.select(pagesOf(published, key), URLS_MAX * PARTS_MAX, span)
}

/** A fallback variant's page is in another language. */
function pagesOf({ context: { site } }: Published, key: FeedKey): Union {
  const [branch] = unionOf(site, key)
  return [{ ...branch, own: true }]
}

function oldestIn({ edition }: Published): number {
  return edition.instant - NEWS_AGE_MS + 1
}
