import { searchPath } from '../domain/embed-path.ts'
import type { ScopeKind } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { directoryOf, type Listed, largest } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { dayIn } from '../i18n/formats.ts'

/** The kinds of feeds that a language lists, each under its heading. */
export const SECTIONS = [
  ['headlines', 'pages:home.headlines'],
  ['section', 'pages:home.sections'],
  ['tag', 'pages:home.tags'],
  ['author', 'pages:home.authors'],
] as const satisfies readonly (readonly [ScopeKind, string])[]

/** So many of a kind are shown, those with the most entries; all others are found by their names. */
const MOST = 60

/** A language's feeds by kind. */
export function directory(published: Published, language: Language): Html {
  const { catalog } = published.context
  const feeds = directoryOf(published, language)
  return html`${SECTIONS.filter(([kind]) => feeds[kind].length > 0).map(
    ([kind, heading]) => html`<h2>${catalog.t(language, heading)}</h2>
${feedList(published, language, largestByName(feeds[kind]))}
${
  feeds[kind].length > MOST &&
  html`<p class="soft">${catalog.t(language, 'pages:home.more', { count: feeds[kind].length - MOST })}</p>
`
}`,
  )}`
}

/** By name, of those that have most. */
export function largestByName(feeds: readonly Listed[]): readonly Listed[] {
  if (feeds.length <= MOST) return feeds
  const kept = new Set(largest(feeds, MOST))
  return feeds.filter((feed) => kept.has(feed))
}

export function searchForm(catalog: Catalog, language: Language, text: string): Html {
  return html`<form class="search" role="search" action="${searchPath(language)}">
<label for="q">${catalog.t(language, 'pages:home.search')}</label>
<input id="q" name="q" type="search" value="${text}" required maxlength="100" autocomplete="off">
<button>${catalog.t(language, 'pages:home.find')}</button>
</form>`
}

/** Each with how much is in it, and when it changed last. */
export function feedList(
  { context: { site, catalog } }: Published,
  language: Language,
  feeds: readonly Listed[],
): Html {
  return html`<ul class="feeds">
${feeds.map(
  ({
    scope,
    name,
    feed: { items, updated },
  }) => html`<li><a href="${folderOf(scope)}">${name}</a> <span class="soft">${catalog.t(language, 'pages:feed.items', { count: items })} · <time datetime="${new Date(updated).toISOString()}">${dayIn(language, site.timeZone, updated)}</time></span></li>
`,
)}</ul>`
}
