import { feedStateIn } from '../domain/edition.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import { entryOf } from '../feeds/entry.ts'
import { newsSitemap } from '../feeds/sitemap.ts'
import { siteTitle } from '../feeds/titles.ts'
import type { StoreReader } from '../store/port.ts'
import type { Union } from '../store/union.ts'
import { expectCurrent } from './feeds.ts'
import type { Published } from './published.ts'
import { scopesOf, unionOf } from './selection.ts'

// Google News accepts articles of the last two days, at most 1,000.
export const NEWS_AGE_MS = 2 * 24 * 60 * 60 * 1000
const URLS_MAX = 1000

/** A language's news sitemap: recent articles that have a page in that language. */
export async function readSitemap(published: Published, key: FeedKey, reader: StoreReader) {
  await expectCurrent(published, reader)
  const { site, catalog } = published.context
  const { edition } = published
  const [language] = key.languages
  const [branch] = unionOf(site, key)
  // A fallback variant's page is in another language.
  const union: Union = [{ ...branch, own: true }]
  const since = edition.instant - NEWS_AGE_MS
  const recent = await reader.select(union, URLS_MAX, { from: since + 1, until: edition.instant + 1 })
  const shown = await reader.shownVariants(recent)
  const urls = shown.map(({ variant, siblings }) =>
    entryOf(site, catalog, key.languages, variant, siblings, edition.instant),
  )
  const touched = [edition.remade, ...scopesOf(site, key).map((scope) => feedStateIn(edition, scope)?.touched ?? 0)]
  // The sitemap also changes when an article becomes too old.
  const newestTooOld = (await reader.newestBefore(union, since + 1)) ?? 0
  return {
    text: newsSitemap(siteTitle(site, language), language, urls),
    lastModified: Math.max(...touched, newestTooOld > 0 ? newestTooOld + NEWS_AGE_MS : 0),
    placed: recent,
  }
}
