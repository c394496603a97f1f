import { isSameWriting, type Language, spelledIn } from '../../domain/language.ts'
import type { FeedSource } from '../../domain/sources.ts'
import { titleFor } from '../../intake/excerpt.ts'
import type { FeedEntry, FeedRecord } from '../../sources/feed-record.ts'
import type { StoredRecord } from '../../store/records.ts'
import { FetchError, type FetchRequest } from '../connector.ts'
import { createArticles, groupsBy, type KnownArticle, keyOf } from './articles.ts'
import type { FeedPage } from './page.ts'

type Feed = FeedSource['fetch']['feeds'][number]

/** Databases limit the parameters of a statement. */
const STATEMENT_KEYS = 1000

/** Turns the pages of one fetch into records. */
export function createRecords(
  { name, fetch: { feeds, languages, match } }: FeedSource,
  { known, now }: Pick<FetchRequest, 'known' | 'now'>,
  remembered: readonly KnownArticle[],
) {
  const articles = createArticles(name, remembered)
  const groupOf = groupsBy(match)
  const entryIds = new Set<string>()

  const languageOf = (entry: FeedEntry, page: FeedPage, feed: Feed): Language => {
    const own = spelledIn(languages, entry.language ?? '')
    const ofFeed = feed.language ?? spelledIn(languages, page.language ?? '')
    const language = own && !(ofFeed && isSameWriting(own, ofFeed)) ? own : ofFeed
    if (language) return language
    throw new FetchError('the feed does not say its language. Name it in site.yaml')
  }
  /** Feeds show entries of other languages where a translation is missing. */
  const isOfAnotherFeed = (language: Language, feed: Feed): boolean =>
    language !== feed.language &&
    feeds.some((other) => other !== feed && other.language && isSameWriting(other.language, language))

  const storedOf = async (keys: readonly string[]): Promise<ReadonlyMap<string, string | null>> => {
    const stored = new Map<string, string | null>()
    for (let start = 0; start < keys.length; start += STATEMENT_KEYS) {
      for (const { key, body } of await known(keys.slice(start, start + STATEMENT_KEYS))) stored.set(key, body)
    }
    return stored
  }

  return {
    /** Whether this fetch found a record with this key in a feed. */
    isSeen: (key: string): boolean => entryIds.has(key),
    remembered: articles.remembered,
    /** The records of a page that this fetch has not given yet. */
    async of(page: FeedPage, feed: Feed, isArchive: boolean): Promise<StoredRecord[]> {
      const entries = page.entries
        .map((entry) => ({ entry, language: languageOf(entry, page, feed) }))
        .map((placed) => ({ ...placed, key: keyOf(placed.language, placed.entry.guid) }))
        .filter(({ language, key }) => !entryIds.has(key) && !isOfAnotherFeed(language, feed))
      for (const { key } of entries) entryIds.add(key)
      const stored = await storedOf(entries.map(({ key }) => key))
      const records = entries.map(({ entry, language, key }) => {
        const body = stored.get(key)
        const before = body ? (JSON.parse(body) as FeedRecord) : undefined
        const today = new Date(now()).toISOString()
        const firstSeen = page.date && page.date < today ? page.date : today
        const published = entry.published ?? before?.published ?? firstSeen
        const at = isArchive ? Date.parse(published) : now()
        const group = groupOf(entry)
        const article = articles.articleOf(entry, { language, group, at }, before?.id)
        const hasGuid = before ? before.guid !== undefined : articles.ownsGuid(article, language)
        const title = titleFor({ ...entry, published }, language)
        const tags = match.by === 'category' ? entry.tags.filter((tag) => !tag.startsWith(match.prefix)) : entry.tags
        const identity = { id: article.id, language, guid: hasGuid ? entry.guid : undefined, site: page.site, group }
        return { key, body: JSON.stringify({ ...entry, ...identity, published, title, tags } satisfies FeedRecord) }
      })
      const withdrawn = page.withdrawn.flatMap((guid) => languages.map((language) => keyOf(language, guid)))
      const deleted = await storedOf(withdrawn.filter((key) => !entryIds.has(key)))
      return [...records, ...[...deleted.keys()].map((key) => ({ key, body: null }))]
    },
  }
}
