import type { Month } from '../domain/calendar.ts'
import { builderPath } from '../domain/embed-path.ts'
import type { Feed } from '../domain/feed.ts'
import { type FeedKey, type Format, keyOf, standingScope } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import { channelIn } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { tokenOf } from '../editions/selection.ts'
import { oEmbedUrl } from '../embed/oembed.ts'
import type { Channel } from '../feeds/channel.ts'
import { type Html, html } from '../feeds/markup.ts'
import { feedLabel, feedTitle } from '../feeds/titles.ts'
import { dateIn, monthNameIn } from '../i18n/formats.ts'
import type { Shown } from '../store/variants.ts'
import { archive } from './archive.ts'
import { directory, searchForm } from './directory.ts'
import { entryList } from './entries.ts'
import { languageList } from './languages.ts'
import { page } from './layout.ts'
import { autodiscovery, oEmbedDiscovery } from './links.ts'
import { subscribing } from './subscribing.ts'

/** How many entries a page shows of a feed, and of a month of it. */
export function previewOf({ month }: FeedKey): number {
  return month === null ? 10 : 150
}

/**
 * What a page tells of a feed beside what the edition has: its newest entries, the months that have any, and whether it leads
 * to what is asked for by a query.
 */
export type Told = { readonly preview: readonly Shown[]; readonly months: readonly Month[]; readonly asked: boolean }

/**
 * A feed's folder: what it is, what is in it, where it is, and where its past is; of a whole language, all of its feeds too.
 * A month has what is in it alone. The same is shown to who has `opened` the feed itself, in a format.
 */
export function feedPage(
  published: Published,
  feed: Feed,
  { preview, months, asked }: Told,
  opened: Format | null,
): string {
  const { site, catalog } = published.context
  const { key } = feed
  const [language] = key.languages
  const channel = channelIn(published, feed)
  const home = standingScope(key)?.kind === 'all' && !opened
  const latest = html`${key.month === null && html`<h2>${catalog.t(language, 'pages:feed.latest')}</h2>`}
${entryList(published, language, preview)}
${
  key.month !== null &&
  feed.items > preview.length &&
  html`<p class="soft">${catalog.t(language, 'pages:feed.rest', { more: feed.items - preview.length })}</p>`
}`
  const how =
    key.month === null || opened
      ? subscribing(site, catalog, key, channel, opened)
      : html`<p><a href="${folderOf({ ...key, month: null })}">${catalog.t(language, 'pages:feed.latest')}</a></p>`
  return page({
    site,
    catalog,
    language,
    title: titleOf(published, feed, channel, home),
    head: headOf(published, key, channel, asked),
    body: html`${!home && html`<p><a href="${folderOf({ language, kind: 'all' })}">${catalog.t(language, 'pages:feed.back')}</a></p>`}
${introduction(published, feed, channel, home)}
${opened || key.month !== null ? html`${how}\n${latest}` : html`${latest}\n${how}`}
${home && asked && searchForm(catalog, language, '')}
${home && directory(published, language)}
${archive(published, feed, months)}
${languageList(
  catalog.t(language, 'pages:home.languages'),
  (home ? others(site, channel) : channel.siblings.map((sibling) => sibling.language)).map((other) => ({
    language: other,
    path: folderOf({ ...key, languages: [other] }),
  })),
)}
${
  asked &&
  tokenOf(site, key) === null &&
  html`<p class="screen"><a href="${`${builderPath(language)}?${new URLSearchParams({ feed: folderOf({ ...key, month: null }) })}`}">${catalog.t(language, home ? 'pages:home.embed' : 'pages:feed.embed')}</a></p>`
}`,
  })
}

function titleOf({ context: { catalog } }: Published, { key }: Feed, channel: Channel, home: boolean): string {
  const [language] = key.languages
  if (home) return catalog.t(language, 'pages:home.title', { site: channel.author.name })
  return key.month === null ? channel.title : `${channel.title} · ${monthNameIn(language, key.month)}`
}

function introduction({ context: { site, catalog } }: Published, feed: Feed, channel: Channel, home: boolean): Html {
  const { key, label, items, updated } = feed
  const [language] = key.languages
  const values = { site: channel.author.name }
  const name = feedLabel(catalog, key, label)
  const heading = key.month === null ? name : `${name} · ${monthNameIn(language, key.month)}`
  return html`<h1>${home ? catalog.t(language, 'pages:home.title', values) : heading}</h1>
<p class="lead">${home ? catalog.t(language, 'pages:home.intro', values) : channel.description}</p>
<p class="soft">${catalog.t(language, 'pages:feed.items', { count: items })}${items > 0 && html` · ${catalog.t(language, 'pages:feed.updated', { date: dateIn(language, site.timeZone, updated) })}`}</p>`
}

/**
 * What readers, and other people's programs, are told of: the feed itself and not a month of it, then its language's, then
 * the same feed in other languages. Some take simply the first.
 */
function headOf({ context: { site, catalog } }: Published, key: FeedKey, channel: Channel, asked: boolean): Html {
  const [language] = key.languages
  const own = { ...key, month: null }
  const whole = keyOf({ language, kind: 'all' })
  const isWhole = standingScope(own)?.kind === 'all'
  const beside = isWhole
    ? others(site, channel).map(
        (other) => [other, feedTitle(site, catalog, keyOf({ language: other, kind: 'all' }), '')] as const,
      )
    : channel.siblings.map((sibling) => [sibling.language, sibling.title] as const)
  const embed = { key: own, partner: key.partner }
  return html`${autodiscovery(own, channel.title)}${!isWhole && tokenOf(site, key) === null && autodiscovery(whole, feedTitle(site, catalog, whole, ''))}${beside.map(
    ([other, title]) =>
      html`${
        // Another language may have nothing of that month.
        key.month === null &&
        html`<link rel="alternate" hreflang="${other}" href="${folderOf({ ...key, languages: [other] })}">
`
      }${autodiscovery({ ...own, languages: [other] }, title, other)}`,
  )}${asked && tokenOf(site, key) === null && oEmbedDiscovery(channel.title, (format) => oEmbedUrl(site, embed, format))}`
}

/** A language has its page, whether or not there is anything in it yet. */
function others({ languages }: Site, { language }: Channel): Site['languages'][number][] {
  return languages.filter((other) => other !== language)
}
