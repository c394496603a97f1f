import type { Month } from '../../domain/calendar.ts'
import type { Feed } from '../../domain/edition.ts'
import { type FeedKey, type Format, standingScope } from '../../domain/feed-key.ts'
import { folderOf } from '../../domain/feed-path.ts'
import { directionOf } from '../../domain/language.ts'
import { type Html, html } from '../../feeds/markup.ts'
import { feedLabel } from '../../feeds/titles.ts'
import { dateIn, monthNameIn } from '../../i18n/formats.ts'
import type { Key } from '../../i18n/keys.ts'
import type { Published } from '../../publishing/editions.ts'
import { channelIn } from '../../publishing/feeds.ts'
import type { Shown } from '../../store/port.ts'
import { languageList } from './home.ts'
import { page } from './layout.ts'
import { autodiscovery } from './links.ts'
import { subscribing } from './subscribing.ts'

/** How many entries a page shows of a feed, and of a month of it. */
export function previewOf({ month }: FeedKey): number {
  return month === null ? 10 : 500
}

/**
 * A feed's folder: what it is, where it is, what is in it, and where its past is. A month has what is in it alone. The same
 * is shown to who has `opened` the feed itself, in a format.
 */
export function feedPage(published: Published, feed: Feed, preview: readonly Shown[], opened: Format | null): string {
  const { site, catalog } = published.making
  const { key, label, items } = feed
  const [language] = key.languages
  const channel = channelIn(published, feed)
  const name = feedLabel(catalog, key, label)
  const heading = key.month === null ? name : `${name} · ${monthNameIn(language, key.month)}`
  return page({
    site,
    catalog,
    language,
    title: key.month === null ? channel.title : `${channel.title} · ${monthNameIn(language, key.month)}`,
    // What readers are offered is the feed itself, not a month of it.
    head: html`${autodiscovery({ ...key, month: null }, channel.title)}${channel.siblings.map(
      (
        sibling,
      ) => html`<link rel="alternate" hreflang="${sibling.language}" href="${folderOf({ ...key, languages: [sibling.language] })}">
`,
    )}`,
    body: html`<p><a href="${folderOf({ language, kind: 'all' })}">${catalog.t(language, 'pages:feed.back')}</a></p>
<h1>${heading}</h1>
<p class="lead">${channel.description}</p>
<p class="soft">${catalog.t(language, 'pages:feed.items', { count: items })}${items > 0 && html` · ${catalog.t(language, 'pages:feed.updated', { date: dateIn(language, site.timeZone, feed.updated) })}`}</p>
${key.month === null || opened ? subscribing(catalog, key, channel, opened) : html`<p><a href="${folderOf({ ...key, month: null })}">${catalog.t(language, 'pages:feed.latest')}</a></p>`}
${key.month === null && html`<h2>${catalog.t(language, 'pages:feed.latest')}</h2>`}
${preview.length === 0 ? html`<p>${catalog.t(language, 'pages:feed.empty')}</p>` : entryList(published, feed, preview)}
${monthLinks(published, feed)}
${languageList(
  catalog.t(language, 'pages:home.languages'),
  channel.siblings.flatMap((sibling) => standingScope({ ...key, languages: [sibling.language] }) ?? []),
)}`,
  })
}

/** To the months before and after. */
function monthLinks({ making: { catalog } }: Published, { key, older, newer }: Feed): Html | null {
  const [language] = key.languages
  const link = (month: Month | null, text: Key): Html | null =>
    month &&
    html`<li><a href="${folderOf({ ...key, month })}">${catalog.t(language, text, { month: monthNameIn(language, month) })}</a></li>
`
  if (!older && !newer) return null
  return html`<ul class="languages">
${link(older, 'pages:feed.older')}${link(newer, 'pages:feed.newer')}</ul>`
}

function entryList({ making: { site } }: Published, { key }: Feed, preview: readonly Shown[]): Html {
  const [spoken] = key.languages
  return html`<ul class="entries">
${preview.map(
  ({
    variant,
  }) => html`<li lang="${variant.language}" dir="${directionOf(variant.language)}"><a href="${variant.url}">${variant.title}</a>
<time class="soft" lang="${spoken}" dir="${directionOf(spoken)}" datetime="${new Date(variant.published).toISOString()}">${dateIn(spoken, site.timeZone, variant.published)}</time>
<p>${variant.summary}</p></li>
`,
)}</ul>`
}
