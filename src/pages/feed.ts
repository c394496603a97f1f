import type { Month } from '../domain/calendar.ts'
import { builderPath } from '../domain/embed-path.ts'
import type { Feed } from '../domain/feed.ts'
import { editionScope, type FeedKey, type Format, keyOf, scopeId } from '../domain/feed-key.ts'
import { folderOf, openSearchPath } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import type { Totals } from '../editions/directory.ts'
import { channelIn } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { itemsMax, tokenOf } from '../editions/selection.ts'
import { OEMBED_FORMATS, OEMBED_TYPES, oEmbedUrl } from '../embed/oembed.ts'
import type { Channel } from '../feeds/channel.ts'
import { languageAttributes, localized, nameAttributes, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import { feedLabel, feedTitle } from '../feeds/titles.ts'
import { dateIn, languageName, listOf, monthIn } from '../i18n/formats.ts'
import type { Shown } from '../store/variants.ts'
import { calendar } from './calendar.ts'
import { directory, directoryLinks } from './directory.ts'
import { archive, entryList } from './entries.ts'
import { descriptionOf, page } from './layout.ts'
import { masthead } from './masthead.ts'
import { MONTH_STYLE, STYLE } from './style.ts'
import { autodiscovery, FORMAT_NAMES, subscribing } from './subscribing.ts'

/** The most entries on a feed's page and on a month's page. */
export function previewLimit({ month }: FeedKey): number {
  return month === null ? 10 : 150
}

type Contents = {
  readonly preview: readonly Shown[]
  /** The months that have entries. */
  readonly months: readonly Month[]
  readonly totals: Totals
}

/**
 * The page of a feed or of one month; a language's page also lists its feeds. A browser that opens the address of the
 * feed itself gets this page too; `opened` is the format of that address.
 */
export function feedPage(
  published: Published,
  feed: Feed,
  { preview, months, totals }: Contents,
  /** Whether to link to pages that need a query, which an export does not have. */
  queryLinks: boolean,
  opened: Format | null,
): string {
  const { site, catalog } = published.context
  const { key } = feed
  const [language] = key.languages
  const channel = channelIn(published, feed)
  const isHome = editionScope(key)?.kind === 'all' && !opened
  const feedFolder = folderOf({ ...key, month: null })
  const isPublic = tokenOf(site, key) === null
  const cover = isHome && site.channel.cover
  const title = titleOf(published, feed, channel, isHome)
  return page({
    ...{ site, catalog, language, title },
    style: key.month === null ? STYLE : MONTH_STYLE,
    titleAttributes: isHome && textAttributes(catalog, language, 'pages:home.title'),
    head: html`${descriptionOf({ site, language, title, description: isHome ? catalog.t(language, 'pages:home.intro', { site: channel.author.name }) : channel.description, path: folderOf(key) })}${headOf(published, key, channel, queryLinks)}${isHome && queryLinks && html`<link rel="search" type="application/opensearchdescription+xml" title="${channel.author.name}" href="${openSearchPath(language)}">\n`}`,
    masthead: masthead(published.context, language, {
      pathIn: (other) =>
        folderOf(
          channel.siblings.some((one) => one.language === other)
            ? { ...key, languages: [other] }
            : { language: other, kind: 'all' },
        ),
      search: queryLinks && '',
      subscribe: key.month === null || opened ? '#subscribe' : `${feedFolder}#subscribe`,
    }),
    body: html`${cover && html`<img class="cover" src="${cover.url}" alt="" width="${cover.width ?? 1200}" height="${cover.height ?? 200}">\n`}${!isHome && html`<p class="soft"><a href="${folderOf({ language, kind: 'all' })}">${localized(catalog, language, 'pages:feed.back')}</a></p>`}
${introduction(published, feed, channel, isHome, totals)}
${isHome && directoryLinks(published, language)}
${opened && html`<p class="note">${localized(catalog, language, 'pages:feed.opened', { format: FORMAT_NAMES[opened] })}</p>`}
<div class="feed">
${
  key.month === null || opened
    ? subscribing(published, key, channel, opened)
    : html`<div class="panel">${calendar(language, key.month, site.timeZone, preview)}
<p><a href="${feedFolder}">${localized(catalog, language, 'pages:feed.latest')}</a></p></div>`
}
<div class="stories">
${key.month === null && html`<h2>${localized(catalog, language, 'pages:feed.latest')}</h2>`}
${entryList(published, key, preview)}
${key.month !== null && feed.items > preview.length && html`<p class="soft">${localized(catalog, language, 'pages:feed.rest', { more: feed.items - preview.length })}</p>`}
</div>
<div class="aside">
${archive(published, feed, months)}
${queryLinks && isPublic && html`<p class="screen"><a href="${builderPath(language, feedFolder)}">${localized(catalog, language, isHome ? 'pages:home.embed' : 'pages:feed.embed')}</a></p>`}
</div>
</div>
${isHome && directory(published, language, totals, queryLinks)}${footer(published, channel)}`,
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

function introduction(
  { context: { site, catalog } }: Published,
  feed: Feed,
  channel: Channel,
  isHome: boolean,
  totals: Totals,
): Html {
  const { key, items, updated } = feed
  const [language] = key.languages
  const values = { site: channel.author.name }
  const names = key.languages.map((one) => languageName(language, one))
  const attributes = nameAttributes(catalog, language, key.topic.kind)
  const ownLabel = feedLabel(catalog, key, feed.label)
  const named = attributes ? html`<span${attributes}>${ownLabel}</span>` : ownLabel
  const label = key.topic.kind === 'all' ? localized(catalog, language, 'pages:home.all') : named
  const heading = html`${label}${names.length > 1 && html` (${listOf(language, 'every', names)})`}${key.month !== null && html` · ${monthIn(language, key.month)}`}`
  const scope = editionScope(key)
  // The number of articles is known for scopes, for months, and if all of them are in the feed.
  const isAll = key.month !== null || items < itemsMax(site, key)
  const total = (scope && totals.get(scopeId(scope))) ?? (isAll ? items : undefined)
  return html`<h1>${isHome ? localized(catalog, language, 'pages:home.title', values) : heading}</h1>
${
  key.month === null &&
  html`<p class="lead"${!isHome && channel.descriptionLanguage !== language && languageAttributes(channel.descriptionLanguage)}>${isHome ? localized(catalog, language, 'pages:home.intro', values) : channel.description}</p>
`
}<p class="soft">${total !== undefined && localized(catalog, language, 'pages:feed.items', { count: total })}${total !== items && html`${total !== undefined && ' · '}${localized(catalog, language, 'pages:feed.window', { shown: items })}`}${items > 0 && html` · ${localized(catalog, language, 'pages:feed.updated', { date: dateIn(language, site.timeZone, updated) })}`}</p>`
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
