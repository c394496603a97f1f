import type { Month } from '../domain/calendar.ts'
import { builderPath } from '../domain/embed-path.ts'
import type { Feed } from '../domain/feed.ts'
import { editionScope, type FeedKey, type Format, keyOf } from '../domain/feed-key.ts'
import { folderOf, openSearchPath } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import { channelIn } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { tokenOf } from '../editions/selection.ts'
import { OEMBED_FORMATS, OEMBED_TYPES, oEmbedUrl } from '../embed/oembed.ts'
import type { Channel } from '../feeds/channel.ts'
import { languageAttributes, localized, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import { feedLabel, feedTitle } from '../feeds/titles.ts'
import { dateIn, monthIn } from '../i18n/formats.ts'
import type { Shown } from '../store/variants.ts'
import { directory, searchForm } from './directory.ts'
import { archive, entryList } from './entries.ts'
import { languageList, page } from './layout.ts'
import { autodiscovery, subscribing } from './subscribing.ts'

/** The most entries on a feed's page and on a month's page. */
export function previewLimit({ month }: FeedKey): number {
  return month === null ? 10 : 150
}

/**
 * The page of a feed or of one month; a language's page also lists its feeds. A browser that opens the address of the
 * feed itself gets this page too; `opened` is the format of that address.
 */
export function feedPage(
  published: Published,
  feed: Feed,
  /** The newest entries, and the months that have entries. */
  { preview, months }: { readonly preview: readonly Shown[]; readonly months: readonly Month[] },
  /** Whether to link to pages that need a query, which an export does not have. */
  queryLinks: boolean,
  opened: Format | null,
): string {
  const { site, catalog } = published.context
  const { key } = feed
  const [language] = key.languages
  const channel = channelIn(published, feed)
  const isHome = editionScope(key)?.kind === 'all' && !opened
  const entriesSection = html`${key.month === null && html`<h2>${localized(catalog, language, 'pages:feed.latest')}</h2>`}
${entryList(published, language, preview)}
${key.month !== null && feed.items > preview.length && html`<p class="soft">${localized(catalog, language, 'pages:feed.rest', { more: feed.items - preview.length })}</p>`}`
  const subscribeSection =
    key.month === null || opened
      ? subscribing(published, key, channel, opened)
      : html`<p><a href="${folderOf({ ...key, month: null })}">${localized(catalog, language, 'pages:feed.latest')}</a></p>`
  return page({
    ...{ site, catalog, language },
    title: titleOf(published, feed, channel, isHome),
    titleAttributes: isHome && textAttributes(catalog, language, 'pages:home.title'),
    head: html`${headOf(published, key, channel, queryLinks)}${isHome && queryLinks && html`<link rel="search" type="application/opensearchdescription+xml" title="${channel.author.name}" href="${openSearchPath(language)}">\n`}`,
    body: html`${!isHome && html`<p><a href="${folderOf({ language, kind: 'all' })}">${localized(catalog, language, 'pages:feed.back')}</a></p>`}
${introduction(published, feed, channel, isHome)}
${opened || key.month !== null ? html`${subscribeSection}\n${entriesSection}` : html`${entriesSection}\n${subscribeSection}`}
${isHome && queryLinks && searchForm(catalog, language, '')}
${isHome && directory(published, language)}
${archive(published, feed, months)}
${languageList(
  localized(catalog, language, 'pages:home.languages'),
  isHome ? otherLanguages(site, channel) : channel.siblings.map((sibling) => sibling.language),
  (other) => folderOf({ ...key, languages: [other] }),
)}
${queryLinks && tokenOf(site, key) === null && html`<p class="screen"><a href="${`${builderPath(language)}?${new URLSearchParams({ feed: folderOf({ ...key, month: null }) })}`}">${localized(catalog, language, isHome ? 'pages:home.embed' : 'pages:feed.embed')}</a></p>`}${footer(published, channel)}`,
  })
}

/** How to support the newsroom, and its rights. */
function footer({ context: { catalog } }: Published, { language, author, details }: Channel): Html | null {
  const { support, rights, license } = details
  if (!support && !rights && !license) return null
  const text = localized(catalog, language, 'pages:feed.support', { site: author.name })
  return html`
<footer class="soft">
${support && html`<p class="screen"><a href="${support}" rel="payment">${text}</a></p>\n`}${(rights ?? license) && html`<p>${license ? html`<a href="${license}" rel="license">${rights ?? license}</a>` : rights}</p>\n`}</footer>`
}

function titleOf({ context: { catalog } }: Published, { key }: Feed, channel: Channel, isHome: boolean): string {
  const [language] = key.languages
  if (isHome) return catalog.t(language, 'pages:home.title', { site: channel.author.name })
  return key.month === null ? channel.title : `${channel.title} · ${monthIn(language, key.month)}`
}

function introduction({ context: { site, catalog } }: Published, feed: Feed, channel: Channel, isHome: boolean): Html {
  const { key, label, items, updated } = feed
  const [language] = key.languages
  const values = { site: channel.author.name }
  const name =
    key.topic.kind === 'all' ? localized(catalog, language, 'pages:home.all') : feedLabel(catalog, key, label)
  const heading = html`${name}${key.month !== null && html` · ${monthIn(language, key.month)}`}`
  return html`<h1>${isHome ? localized(catalog, language, 'pages:home.title', values) : heading}</h1>
<p class="lead"${!isHome && channel.descriptionLanguage !== language && languageAttributes(channel.descriptionLanguage)}>${isHome ? localized(catalog, language, 'pages:home.intro', values) : channel.description}</p>
<p class="soft">${localized(catalog, language, 'pages:feed.items', { count: items })}${items > 0 && html` · ${localized(catalog, language, 'pages:feed.updated', { date: dateIn(language, site.timeZone, updated) })}`}</p>`
}

/**
 * Autodiscovery links: the feed itself (never a month), the language's feed of all articles, then the same feed in
 * other languages. Some feed readers take the first link.
 */
function headOf({ context: { site, catalog } }: Published, key: FeedKey, channel: Channel, asked: boolean): Html {
  const [language] = key.languages
  const feedKey = { ...key, month: null }
  const languageKey = keyOf({ language, kind: 'all' })
  const isLanguageFeed = editionScope(feedKey)?.kind === 'all'
  const otherFeeds = isLanguageFeed
    ? otherLanguages(site, channel).map(
        (other) => [other, feedTitle(site, catalog, keyOf({ language: other, kind: 'all' }), '')] as const,
      )
    : channel.siblings.map((sibling) => [sibling.language, sibling.title] as const)
  // https://oembed.com §4.
  const oEmbedLinks = OEMBED_FORMATS.map(
    (format) =>
      html`<link rel="alternate" type="${OEMBED_TYPES[format]}+oembed" title="${channel.title}" href="${oEmbedUrl(site, { key: feedKey, partner: key.partner }, format)}">\n`,
  )
  return html`${autodiscovery(feedKey, channel.title)}${!isLanguageFeed && tokenOf(site, key) === null && autodiscovery(languageKey, feedTitle(site, catalog, languageKey, ''))}${otherFeeds.map(
    ([other, title]) =>
      html`${
        // Another language may have no entries in that month.
        key.month === null &&
        html`<link rel="alternate" hreflang="${other}" href="${folderOf({ ...key, languages: [other] })}">\n`
      }${autodiscovery({ ...feedKey, languages: [other] }, title, other)}`,
  )}${asked && tokenOf(site, key) === null && oEmbedLinks}`
}

/** Every language has a page, even without entries. */
function otherLanguages({ languages }: Site, { language }: Channel): Site['languages'][number][] {
  return languages.filter((other) => other !== language)
}
