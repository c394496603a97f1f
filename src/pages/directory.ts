import { searchPath } from '../domain/embed-path.ts'
import type { ScopeKind } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { directoryOf, feedsNamed, type ListedFeed, largest } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { localized, nameAttributes, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { dayIn } from '../i18n/formats.ts'
import { page } from './layout.ts'

/** The kinds of feeds that a language lists, with their headings. */
export const SECTIONS = [
  ['headlines', 'pages:home.headlines'],
  ['section', 'pages:home.sections'],
  ['tag', 'pages:home.tags'],
  ['author', 'pages:home.authors'],
] as const satisfies readonly (readonly [ScopeKind, string])[]

/** Each kind lists its largest feeds; the search finds the others. */
const FEEDS_PER_KIND_MAX = 60

export function directory(published: Published, language: Language): Html {
  const { catalog } = published.context
  const feeds = directoryOf(published, language)
  return html`${SECTIONS.filter(([kind]) => feeds[kind].length > 0).map(
    ([kind, heading]) => html`<h2>${localized(catalog, language, heading)}</h2>
${feedList(published, language, largestByName(feeds[kind]))}
${feeds[kind].length > FEEDS_PER_KIND_MAX && html`<p class="soft">${localized(catalog, language, 'pages:home.more', { count: feeds[kind].length - FEEDS_PER_KIND_MAX })}</p>\n`}`,
  )}`
}

/** The largest feeds, in the order of their names. */
export function largestByName(feeds: readonly ListedFeed[]): readonly ListedFeed[] {
  if (feeds.length <= FEEDS_PER_KIND_MAX) return feeds
  const largestFeeds = new Set(largest(feeds, FEEDS_PER_KIND_MAX))
  return feeds.filter((feed) => largestFeeds.has(feed))
}

export function searchForm(catalog: Catalog, language: Language, text: string): Html {
  return html`<form class="search" role="search" action="${searchPath(language)}">
<label for="q">${localized(catalog, language, 'pages:home.search')}</label>
<input id="q" name="q" type="search" value="${text}" required maxlength="100" autocomplete="off">
<button>${localized(catalog, language, 'pages:home.find')}</button>
</form>`
}

/** Feeds with their number of entries and their last change. */
function feedList(published: Published, language: Language, feeds: readonly ListedFeed[]): Html {
  const { site, catalog } = published.context
  return html`<ul class="feeds">
${feeds.map(
  ({ scope, name, feed: { items, updated } }) =>
    html`<li><a href="${folderOf(scope)}"${nameAttributes(catalog, language, scope.kind)}>${name}</a> <span class="soft">${localized(catalog, language, 'pages:feed.items', { count: items })} · <time datetime="${new Date(updated).toISOString()}">${dayIn(language, site.timeZone, updated)}</time></span></li>\n`,
)}</ul>`
}

/** `/uk/search?q=…`: the feeds of a language whose names contain a text. */
export function searchPage(published: Published, language: Language, text: string): string {
  const { site, catalog } = published.context
  const found = feedsNamed(published, language, text)
  const key = text ? 'pages:search.title' : 'pages:search.every'
  const values = { name: text }
  return page({
    ...{ site, catalog, language },
    title: catalog.t(language, key, values),
    titleAttributes: textAttributes(catalog, language, key),
    // Search engines index the feeds' own pages.
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p><a href="${folderOf({ language, kind: 'all' })}">${localized(catalog, language, 'pages:feed.back')}</a></p>
<h1>${localized(catalog, language, key, values)}</h1>
${searchForm(catalog, language, text)}
${found.length > 0 ? feedList(published, language, found) : html`<p>${localized(catalog, language, 'pages:search.none')}</p>`}`,
  })
}
