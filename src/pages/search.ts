import { searchPath } from '../domain/embed-path.ts'
import { keyOf } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { SEARCHED_ARTICLES_MAX } from '../editions/article-search.ts'
import type { ListedFeed, Totals } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { localized, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Key } from '../i18n/keys.ts'
import type { Shown } from '../store/variants.ts'
import { feedList } from './directory.ts'
import { fullEntries } from './entries.ts'
import { page } from './layout.ts'
import { masthead } from './masthead.ts'

/** Parameters of `/uk/search`. */
export type SearchQuery = Readonly<Record<string, string>>

/** One page of results, and their total numbers. */
export type SearchResults = {
  readonly text: string
  readonly feeds: readonly ListedFeed[]
  readonly feedCount: number
  readonly totals: Totals
  /** All feeds that were found, if these are not all of them. */
  readonly moreFeeds: SearchQuery | false
  readonly articles: readonly Shown[]
  readonly articleCount: number
  /** The sections, tags and authors of articles. */
  readonly terms: ReadonlyMap<string, readonly ListedFeed[]>
  /** Whether older articles were not searched. */
  readonly isPartial: boolean
  /** Feeds with similar names, if nothing was found. */
  readonly similar: readonly ListedFeed[]
  readonly previous: SearchQuery | false
  readonly next: SearchQuery | false
}

/** `/uk/search?q=…`: the feeds and articles of a language that have a text in their names and titles. */
export function searchPage(published: Published, language: Language, results: SearchResults): string {
  const { site, catalog } = published.context
  const { text, feeds, feedCount, totals, moreFeeds, articles, articleCount, isPartial, similar } = results
  const titleKey = text ? 'pages:search.title' : 'pages:search.every'
  const values = { name: text }
  const link = (query: SearchQuery | false, key: Key, rel?: 'prev' | 'next'): Html | false =>
    query &&
    html`<li><a href="${searchPath(language, query)}"${rel && html` rel="${rel}"`}>${localized(catalog, language, key)}</a></li>\n`
  const termLinks = (article: string): Html | false => {
    const feeds = results.terms.get(article) ?? []
    const links = feeds.map(({ scope, name }) => html`<a href="${folderOf(scope)}">${name}</a>`)
    return links.length > 0 && html`<p class="soft">${links.map((one, index) => [index > 0 && ' · ', one])}</p>\n`
  }
  return page({
    ...{ site, catalog, language },
    title: catalog.t(language, titleKey, values),
    titleAttributes: textAttributes(catalog, language, titleKey),
    // Search engines index the feeds' own pages.
    head: html`<meta name="robots" content="noindex">\n`,
    masthead: masthead(published.context, language, {
      search: text,
      pathIn: (other) => searchPath(other, text ? { q: text } : {}),
    }),
    body: html`<p class="soft"><a href="${folderOf({ language, kind: 'all' })}">${localized(catalog, language, 'pages:feed.back')}</a></p>
<h1>${localized(catalog, language, titleKey, values)}</h1>
${feedCount + articleCount === 0 && html`<p>${localized(catalog, language, 'pages:search.none')}</p>\n`}${
  similar.length > 0 &&
  html`<h2>${localized(catalog, language, 'pages:search.similar')}</h2>\n${feedList(published, language, similar, totals)}\n`
}${
  feeds.length > 0 &&
  html`<h2>${localized(catalog, language, 'pages:search.feeds', { count: feedCount })}</h2>
${feedList(published, language, feeds, totals)}
${moreFeeds && html`<ul class="row">\n${link(moreFeeds, 'pages:search.next')}</ul>\n`}`
}${
  articles.length > 0 &&
  html`<h2>${localized(catalog, language, 'pages:feed.items', { count: articleCount })}</h2>
<ul class="entries">\n${fullEntries(published, keyOf({ language, kind: 'all' }), articles, termLinks)}</ul>\n`
}${
  isPartial &&
  html`<p class="soft">${localized(catalog, language, 'pages:search.partial', { searched: SEARCHED_ARTICLES_MAX })}</p>\n`
}${
  (results.previous || results.next) &&
  html`<ul class="row">
${link(results.previous, 'pages:search.previous', 'prev')}${link(results.next, 'pages:search.next', 'next')}</ul>`
}`,
  })
}
