import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { feedsNamed } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { html } from '../feeds/markup.ts'
import { feedList, searchForm } from './directory.ts'
import { page } from './layout.ts'

/** `/uk/search?q=…`: the feeds of a language whose names contain a text. */
export function searchPage(published: Published, language: Language, text: string): string {
  const { site, catalog } = published.context
  const found = feedsNamed(published, language, text)
  const title = text
    ? catalog.t(language, 'pages:search.title', { name: text })
    : catalog.t(language, 'pages:search.every')
  return page({
    site,
    catalog,
    language,
    title,
    // Search engines index the feeds' own pages.
    head: html`<meta name="robots" content="noindex">
`,
    body: html`<p><a href="${folderOf({ language, kind: 'all' })}">${catalog.t(language, 'pages:feed.back')}</a></p>
<h1>${title}</h1>
${searchForm(catalog, language, text)}
${found.length > 0 ? feedList(published, language, found) : html`<p>${catalog.t(language, 'pages:search.none')}</p>`}`,
  })
}
