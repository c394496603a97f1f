import { keyOf, type Scope, type ScopeKind } from '../../domain/feed-key.ts'
import { folderOf, opmlPath } from '../../domain/feed-path.ts'
import type { Language } from '../../domain/language.ts'
import { type Html, html } from '../../feeds/markup.ts'
import { feedTitle, siteTitle } from '../../feeds/titles.ts'
import { languageName } from '../../i18n/formats.ts'
import { directoryOf, type Listed } from '../../publishing/directory.ts'
import type { Published } from '../../publishing/editions.ts'
import { page } from './layout.ts'
import { autodiscovery, formatLinks } from './links.ts'

const SECTIONS = [
  ['headlines', 'pages:home.headlines'],
  ['section', 'pages:home.sections'],
  ['tag', 'pages:home.tags'],
  ['author', 'pages:home.authors'],
] as const satisfies readonly (readonly [ScopeKind, string])[]

/** `/{lang}/`: a language's feeds by name. */
export function homePage(published: Published, language: Language): string {
  const { site, catalog } = published.making
  const directory = directoryOf(published, language)
  const values = { site: siteTitle(site, language) }
  const title = catalog.t(language, 'pages:home.title', values)
  const others = site.languages
    .filter((other) => other !== language)
    .map((other) => ({ language: other, kind: 'all' }) as const)
  return page({
    site,
    catalog,
    language,
    title,
    // Its own language first: readers offer, and some simply take, the first.
    head: html`${directory.all.map(({ scope, title }) => autodiscovery(scope, title))}${others.map(
      (scope) => html`<link rel="alternate" hreflang="${scope.language}" href="${folderOf(scope)}">
${autodiscovery(scope, feedTitle(site, catalog, keyOf(scope), ''), scope.language)}`,
    )}`,
    body: html`<h1>${title}</h1>
<p class="lead">${catalog.t(language, 'pages:home.intro', values)}</p>
${feedList(directory.all)}
${SECTIONS.filter(([kind]) => directory[kind].length > 0).map(
  ([kind, heading]) => html`<h2>${catalog.t(language, heading)}</h2>
${feedList(directory[kind])}`,
)}
<p><a href="${opmlPath(language)}">${catalog.t(language, 'pages:home.opml')}</a></p>
${languageList(catalog.t(language, 'pages:home.languages'), others)}`,
  })
}

function feedList(feeds: readonly Listed[]): Html {
  return html`<ul class="feeds">
${feeds.map(
  ({
    scope,
    name,
    title,
  }) => html`<li><a class="name" href="${folderOf(scope)}">${name}</a>${formatLinks(scope, title)}</li>
`,
)}</ul>`
}

/** The same page in other languages, each called by its own name. */
export function languageList(heading: string, scopes: readonly Scope[]): Html | null {
  if (scopes.length === 0) return null
  return html`<h2>${heading}</h2>
<ul class="languages">
${scopes.map(
  (
    scope,
  ) => html`<li><a href="${folderOf(scope)}" lang="${scope.language}" hreflang="${scope.language}">${languageName(scope.language, scope.language)}</a></li>
`,
)}</ul>`
}
