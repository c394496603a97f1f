import { searchPath } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { languageAttributes, localized, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'

type Context = { readonly site: Site; readonly catalog: Catalog }

type MastheadParts = {
  /** The page in another language; without it there is no menu of languages. */
  readonly pathIn?: (language: Language) => string
  /** The text of the search field; without it there is no search. */
  readonly search?: string | false
  /** The address of the panel to subscribe. */
  readonly subscribe?: string
}

/** Pixels. The attributes reserve the space, so that nothing moves when the picture loads. */
const LOGO_HEIGHT = 40
const LOGO_WIDTH_MAX = 112

/** The top of a page: the newsroom's logo and name, search, languages, and a link to the panel. */
export function masthead(context: Context, language: Language, { pathIn, search, subscribe }: MastheadParts): Html {
  const { site, catalog } = context
  const logo = site.channel.logo ?? site.channel.icon
  const shape = logo?.width && logo.height ? logo.width / logo.height : 1
  const menuAttributes = textAttributes(catalog, language, 'pages:home.languages')
  const others = site.languages.filter((other) => other !== language)
  return html`<header class="top">
<a class="brand" href="${folderOf({ language, kind: 'all' })}">${logo && html`<img src="${logo.url}" alt="" width="${Math.min(LOGO_WIDTH_MAX, Math.round(LOGO_HEIGHT * shape))}" height="${LOGO_HEIGHT}">`}<span>${siteTitle(site, language)}</span></a>
${typeof search === 'string' && searchForm(catalog, language, search)}${
  pathIn &&
  others.length > 0 &&
  html`<nav aria-label="${catalog.t(language, 'pages:home.languages')}"${menuAttributes}><details class="menu"><summary${menuAttributes && languageAttributes(language)}>${languageName(language, language)}</summary><ul>
${others.map((one) => html`<li><a href="${pathIn(one)}" lang="${one}" hreflang="${one}">${languageName(one, one)}</a></li>\n`)}</ul></details></nav>\n`
}${subscribe && html`<a class="button" href="${subscribe}">${localized(catalog, language, 'pages:feed.formats')}</a>\n`}</header>\n`
}

function searchForm(catalog: Catalog, language: Language, text: string): Html {
  const label = catalog.t(language, 'pages:home.search')
  const attributes = textAttributes(catalog, language, 'pages:home.search')
  return html`<form class="search" role="search" action="${searchPath(language)}">
<input id="q" name="q" type="search" value="${text}" aria-label="${label}" placeholder="${label}"${attributes} required maxlength="100" autocomplete="off">
<button aria-label="${catalog.t(language, 'pages:home.find')}"${textAttributes(catalog, language, 'pages:home.find')}><svg width="20" height="20" fill="none" stroke="currentColor" stroke-width="2"><path d="M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3M12 12l6 6"/></svg></button>
</form>\n`
}
