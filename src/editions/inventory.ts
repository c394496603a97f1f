import { monthAfter, monthOf } from '../domain/calendar.ts'
import { embedPath } from '../domain/embed-path.ts'
import { type FeedKey, FORMATS, keyOf } from '../domain/feed-key.ts'
import { folderOf, opmlPath, pathOf, ROBOTS, SITEMAPS, sitemapPath } from '../domain/feed-path.ts'
import type { Store } from '../store/port.ts'
import { expectCurrent } from './feeds.ts'
import type { Published } from './published.ts'
import { sitemapParts } from './sitemap.ts'

/**
 * The paths of an edition's public documents, each once: lists, sitemaps, every feed with its page and months, and the
 * feeds of partners without a token. Combinations of tags or languages are omitted, because their number is unbounded.
 * A path may redirect or be gone. Paths are generated one by one: memory does not grow with the newsroom.
 * @throws Superseded
 */
export async function* inventory(published: Published, store: Pick<Store, 'snapshot'>): AsyncGenerator<string> {
  const { edition, context } = published
  const { site } = context
  yield* [opmlPath(null), ROBOTS, SITEMAPS]
  for (const language of site.languages) {
    yield opmlPath(language)
    yield* sitemapsOf(published, keyOf({ language, kind: 'all' }), store)
  }
  // Feeds link to their months.
  yield* archives(published, store)
  for (const { scope } of edition.feeds.values()) {
    const key = keyOf(scope)
    yield* documentsOf(key)
    yield embedPath(key, 'headlines')
  }
  for (const [partner, { languages, token }] of site.partners) {
    // The export is public, and file names do not protect a feed as its token does.
    if (token !== null) continue
    for (const language of languages) {
      const key: FeedKey = { languages: [language], topic: { kind: 'all' }, month: null, partner }
      yield* documentsOf(key)
      yield embedPath(key, 'headlines')
      yield* sitemapsOf(published, key, store)
    }
  }
}

function* documentsOf(key: FeedKey): Generator<string> {
  for (const format of FORMATS) yield pathOf(key, format)
  yield folderOf(key)
}

/** An index and its parts, or one sitemap. */
async function* sitemapsOf(published: Published, key: FeedKey, store: Pick<Store, 'snapshot'>) {
  yield sitemapPath(key)
  const parts = await store.snapshot((reader) => sitemapParts(published, key, reader))
  for (let part = 1; part <= parts; part++) yield sitemapPath(key, part)
}

/**
 * The months that have entries, and the one after them, to which the last of them links if it is over. Feeds of a month
 * and language follow each other: they show the same entries, whose fragments are cached.
 */
async function* archives(published: Published, store: Pick<Store, 'snapshot'>): AsyncGenerator<string> {
  const { edition, context } = published
  const feeds = [...edition.feeds].flatMap(([id, { older }]) => (older ? [{ id, next: monthAfter(older) }] : []))
  const following = Map.groupBy(feeds, ({ next }) => next)
  const last = monthOf(edition.instant, context.site.timeZone)
  const [oldest] = [...edition.extents.values()].map((extent) => extent.oldest).sort()
  for (let month = oldest; month !== undefined && month <= last; month = monthAfter(month)) {
    const current = month
    const filled = await store.snapshot(async (reader) => {
      await expectCurrent(published, reader)
      return reader.scopesIn(current)
    })
    const ids = new Set([...filled, ...(following.get(month) ?? []).map(({ id }) => id)])
    for (const id of [...ids].sort()) {
      const feed = edition.feeds.get(id)
      if (feed?.older) yield* documentsOf({ ...keyOf(feed.scope), month })
    }
  }
}
