import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { feedsNamed } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { localized, textAttributes } from '../feeds/localized.ts'
import { html } from '../feeds/markup.ts'
import { feedList, searchForm } from './directory.ts'
import { page } from './layout.ts'

/** `/uk/search?q=…`: the feeds of a language whose names contain a text. */
export function searchPage(published: Published, language: Language, text: string): string {
  const { site, catalog } = published.context
  const found = feedsNamed(published, language, text)
  const key = text ? 'pages:search.title' : 'pages:search.every'
  const values = { name: text }
  return page({
    site,
    catalog,
    language,
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
