import { type Month, monthAfter, monthOf } from '../domain/calendar.ts'
import { embedPath } from '../domain/embed-path.ts'
import { type FeedKey, FORMATS, keyOf } from '../domain/feed-key.ts'
import { folderOf, opmlPath, pathOf, sitemapPath } from '../domain/feed-path.ts'
import type { Store } from '../store/port.ts'
import { expectCurrent } from './feeds.ts'
import type { Published } from './published.ts'

/**
 * The paths of all that an edition has for everybody, each once: lists, sitemaps, every feed with its page and its months,
 * what partners without a token get. Not what can be asked for without end: tags put together, several languages. A path
 * may have moved or be gone. They are made one by one, so that a large newsroom takes no more room than a small one.
 * @throws Superseded
 */
export async function* inventory(published: Published, store: Pick<Store, 'snapshot'>): AsyncGenerator<string> {
  const { edition, context } = published
  const { site } = context
  yield opmlPath(null)
  for (const language of site.languages) {
    yield opmlPath(language)
    yield sitemapPath({ language, kind: 'all' })
  }
  for (const { scope, older } of edition.feeds.values()) {
    const key = keyOf(scope)
    yield* documentsOf(key)
    yield embedPath(key, 'headlines')
    for (const month of await monthsOf(published, key, older, store)) yield* documentsOf({ ...key, month })
  }
  for (const [partner, { languages, token }] of site.partners) {
    // An address is no secret: what has a token is not for files that anybody may fetch.
    if (token !== null) continue
    for (const language of languages) {
      const key: FeedKey = { languages: [language], topic: { kind: 'all' }, month: null, partner }
      yield* documentsOf(key)
      yield embedPath(key, 'headlines')
      yield sitemapPath(key)
    }
  }
}

function* documentsOf(key: FeedKey): Generator<string> {
  for (const format of FORMATS) yield pathOf(key, format)
  yield folderOf(key)
}

/**
 * From the oldest month with an entry to the one that the edition is in: those between that are empty are there too,
 * since `next-archive` is always the next month of the calendar.
 */
async function monthsOf(
  published: Published,
  { languages: [language], topic }: FeedKey,
  newest: Month | null,
  store: Pick<Store, 'snapshot'>,
): Promise<readonly Month[]> {
  if (newest === null || topic.kind === 'combination') return []
  const oldest = await store.snapshot(async (reader) => {
    await expectCurrent(published, reader)
    return (await reader.months({ ...topic, language })).at(-1) ?? newest
  })
  const { edition, context } = published
  const months: Month[] = []
  for (let month = oldest; month <= monthOf(edition.instant, context.site.timeZone); month = monthAfter(month)) {
    months.push(month)
  }
  return months
}
