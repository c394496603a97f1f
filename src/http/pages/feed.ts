import type { FeedState } from '../../domain/edition.ts'
import { FORMATS, folderOf, inLanguage, pathOf } from '../../domain/feed-key.ts'
import { directionOf } from '../../domain/language.ts'
import { feedLabel } from '../../feeds/channel.ts'
import { dateIn } from '../../i18n/formats.ts'
import { channelIn } from '../../publishing/documents.ts'
import type { Published } from '../../publishing/refresh.ts'
import type { Shown } from '../../store/port.ts'
import { type Html, html } from '../html.ts'
import { languageList } from './home.ts'
import { page } from './layout.ts'
import { autodiscovery, FORMAT_NAMES } from './links.ts'

/** How many entries a feed's page shows of it. */
export const PREVIEW = 10

/** A feed's folder: what it is, where it is, and what is in it. */
export function feedPage(published: Published, feed: FeedState, preview: readonly Shown[]): string {
  const { site, catalog } = published.making
  const { scope, label, items } = feed
  const { language } = scope
  const channel = channelIn(published, feed)
  const home = folderOf({ language, kind: 'all' })
  return page({
    site,
    catalog,
    language,
    title: channel.title,
    head: html`${autodiscovery(scope, channel.title)}${channel.siblings.map(
      (
        sibling,
      ) => html`<link rel="alternate" hreflang="${sibling.language}" href="${folderOf(inLanguage(scope, sibling.language))}">
`,
    )}`,
    body: html`<p><a href="${home}">${catalog.t(language, 'pages:feed.back')}</a></p>
<h1>${feedLabel(catalog, scope, label)}</h1>
<p class="lead">${channel.description}</p>
<p class="soft">${catalog.t(language, 'pages:feed.items', { count: items })}${items > 0 && html` · ${catalog.t(language, 'pages:feed.updated', { date: dateIn(language, site.timeZone, feed.updated) })}`}</p>
<h2>${catalog.t(language, 'pages:feed.formats')}</h2>
<dl class="addresses">
${FORMATS.map(
  (format) => html`<dt>${FORMAT_NAMES[format]}</dt>
<dd><a href="${pathOf(scope, format)}"><code dir="ltr">${channel.self[format]}</code></a></dd>
`,
)}</dl>
<p>${catalog.t(language, 'pages:feed.what')}</p>
<h2>${catalog.t(language, 'pages:feed.latest')}</h2>
${preview.length === 0 ? html`<p>${catalog.t(language, 'pages:feed.empty')}</p>` : entryList(published, feed, preview)}
${languageList(
  catalog.t(language, 'pages:home.languages'),
  channel.siblings.map((sibling) => inLanguage(scope, sibling.language)),
)}`,
  })
}

function entryList({ making: { site } }: Published, { scope }: FeedState, preview: readonly Shown[]): Html {
  return html`<ul class="entries">
${preview.map(
  ({
    variant,
  }) => html`<li lang="${variant.language}" dir="${directionOf(variant.language)}"><a href="${variant.url}">${variant.title}</a>
<time class="soft" lang="${scope.language}" dir="${directionOf(scope.language)}" datetime="${new Date(variant.published).toISOString()}">${dateIn(scope.language, site.timeZone, variant.published)}</time>
<p>${variant.summary}</p></li>
`,
)}</ul>`
}
