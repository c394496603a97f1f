import { type Embed, folderKey } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import { MAX_HEADLINES } from '../domain/look.ts'
import { readFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { partnerOf } from '../editions/selection.ts'
import { keysOfFeed } from '../editions/surrogate-keys.ts'
import { entryOf } from '../feeds/entry.ts'
import { plainRendition } from '../feeds/format.ts'
import { renderedEntry } from '../feeds/rendition.ts'
import type { StoreReader } from '../store/port.ts'
import { headlinesOf } from './headlines.ts'

/**
 * The newest headlines of a feed, with the date and the surrogate keys of documents that show them; `undefined` if the
 * feed does not exist.
 * @throws Superseded
 */
export async function readHeadlines(published: Published, embed: Embed, reader: StoreReader) {
  const { edition, context } = published
  const { site, catalog } = context
  const content = await readFeed(published, embed.key, reader)
  if (!content) return undefined
  const { feed, channel, selection } = content
  const placed = selection.placed.slice(0, MAX_HEADLINES)
  const rendition = partnerOf(site, folderKey(embed)) ?? plainRendition('summary')
  const entries = (await reader.shownVariants(placed)).map(({ variant, siblings }) =>
    renderedEntry(entryOf(site, catalog, embed.key.languages, variant, siblings, edition.instant), rendition),
  )
  return {
    // A partner's own feed links to the partner's page; any other feed links to the public page.
    headlines: headlinesOf(site, catalog, channel, site.feedUrl + folderOf(embed.key), entries),
    // Headlines also contain texts and settings, which change with `remade`.
    lastModified: Math.max(feed.lastModified, edition.remade),
    keys: keysOfFeed(site, embed.key, placed),
  }
}
