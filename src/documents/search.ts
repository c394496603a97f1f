import { isTerm } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { createArticleSearch } from '../editions/article-search.ts'
import { feedsNamed, feedsNamedLike, type ListedFeed, listedFeedsIn, totalsOf } from '../editions/directory.ts'
import { expectCurrent } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { keysOfDirectory } from '../editions/surrogate-keys.ts'
import { INERT, OPEN_TO_ALL } from '../http/header-fields.ts'
import { searchPage } from '../pages/search.ts'
import { pageFields } from '../pages/security.ts'
import type { StoreReader } from '../store/port.ts'
import { type Listing, listDocument } from './feed-document.ts'
import type { ListingParts } from './listings.ts'
import type { QueryTarget } from './query-target.ts'
import { SUGGESTIONS_TYPE } from './site-files.ts'

const FEEDS_PER_PAGE = 100
/** Above articles. */
const FEEDS_ABOVE_MAX = 6
const ARTICLES_PER_PAGE = 20
const SUGGESTIONS_MAX = 10
const SUGGESTED_FEEDS_MAX = 5

type Target<Kind extends QueryTarget['kind']> = Extract<QueryTarget, { readonly kind: Kind }>

/** The search of feeds and articles, and the suggestions of browsers. They are composed for each request. */
export function createSearch({ documents, store }: Pick<ListingParts, 'documents' | 'store'>) {
  const findArticles = createArticleSearch(store)
  const readCurrent = <T>(published: Published, work: (reader: StoreReader) => Promise<T>): Promise<T> =>
    store.snapshot(async (reader) => {
      await expectCurrent(published, reader)
      return work(reader)
    })
  const documentOf = (published: Published, language: Language, listing: Pick<Listing, 'text' | 'type' | 'fields'>) => {
    const keys = keysOfDirectory([language])
    const document = listDocument(documents, published, { ...listing, languages: [language], partner: null, keys })
    // An article that no feed shows any more may change, and the edition's date does not tell.
    return { ...document, lastModified: null }
  }

  return {
    /** `undefined` for a page after the last. */
    search: async (published: Published, { language, text, feedsOnly, page }: Target<'search'>) => {
      const feeds = feedsNamed(published, language, text)
      const { articles, isPartial } = feedsOnly ? NONE : await findArticles(published, language, text)
      const similar = feeds.length + articles.length === 0 ? feedsNamedLike(published, language, text) : []
      const listsFeeds = articles.length === 0
      const [count, perPage] = listsFeeds ? [feeds.length, FEEDS_PER_PAGE] : [articles.length, ARTICLES_PER_PAGE]
      const [start, end] = [(page - 1) * perPage, page * perPage]
      if (page > 1 && start >= count) return undefined
      const feedsShown = listsFeeds ? feeds.slice(start, end) : page === 1 ? feeds.slice(0, FEEDS_ABOVE_MAX) : []
      const query = { ...(text && { q: text }), ...(text && feedsOnly && { feeds: '' }) }
      const results = await readCurrent(published, async (reader) => {
        const placed = articles.slice(start, end)
        const rows = placed.length > 0 ? await reader.titlesAndScopes(placed, language) : []
        const feedsById = listedFeedsIn(published, language)
        const termsIn = (scopes: string | null): ListedFeed[] =>
          (scopes?.split(' ') ?? []).flatMap((id) => feedsById.get(id) ?? []).filter(({ scope }) => isTerm(scope))
        const listed = [...feedsShown, ...similar].map(({ scope }) => scope)
        return {
          ...{ text, feeds: feedsShown, feedCount: feeds.length, articleCount: articles.length, similar, isPartial },
          articles: await reader.shownVariants(placed),
          terms: new Map(rows.map(({ article, scopes }) => [article, termsIn(scopes)])),
          totals: await totalsOf(reader, listed),
          moreFeeds: !listsFeeds && feeds.length > FEEDS_ABOVE_MAX && { q: text, feeds: '' },
          previous: page > 1 && { ...query, ...(page > 2 && { page: String(page - 1) }) },
          next: end < count && { ...query, page: String(page + 1) },
        }
      })
      const fields = pageFields(published.context.site)
      const html = searchPage(published, language, results)
      return documentOf(published, language, { text: html, type: 'text/html', fields })
    },

    /** Names of feeds, then titles of articles, each with its page. */
    suggestions: async (published: Published, { language, text }: Target<'suggestions'>) => {
      const { articles } = await findArticles(published, language, text)
      const { site } = published.context
      const feeds = text === '' ? [] : feedsNamed(published, language, text).slice(0, SUGGESTED_FEEDS_MAX)
      const placed = articles.slice(0, SUGGESTIONS_MAX - feeds.length)
      const shown = await readCurrent(published, (reader) => reader.shownVariants(placed))
      const suggestions = [
        ...feeds.map(({ name, scope }) => [name, site.feedUrl + folderOf(scope)] as const),
        ...shown.map(({ variant }) => [variant.title, variant.url] as const),
      ]
      const [names, addresses] = [0, 1].map((at) => suggestions.map((suggestion) => suggestion[at]))
      // The third member has descriptions, which browsers do not show.
      const json = JSON.stringify([text, names, [], addresses])
      return documentOf(published, language, { text: json, type: SUGGESTIONS_TYPE, fields: [...OPEN_TO_ALL, ...INERT] })
    },
  }
}

const NONE = { articles: [], isPartial: false } as const
