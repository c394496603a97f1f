import { type FeedKey, FORMATS, type Format, type Scope } from '../domain/feed-key.ts'
import { folderOf, pathOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Published } from '../editions/published.ts'
import type { Channel } from '../feeds/channel.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { localized, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { qrCode } from './qr-code.ts'

export const FORMAT_NAMES: Record<Format, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' }

/** Feed autodiscovery. Addresses are relative to the server, so that they work under every host name. */
export function autodiscovery(scope: Scope | FeedKey, title: string, hreflang?: string): Html {
  return html`${FORMATS.map(
    (format) =>
      html`<link rel="alternate" type="${FORMAT_SPECS[format].mediaType}" ${hreflang && html`hreflang="${hreflang}" `}title="${`${title} (${FORMAT_NAMES[format]})`}" href="${pathOf(scope, format)}">\n`,
  )}`
}

/** A service, and the address at which it offers to subscribe to an encoded feed. The page's policy sends no referrer. */
type Services = readonly (readonly [name: string, address: (feed: string) => string])[]

// Sources: github.com/DIYgod/RSSHub-Radar, src/lib/quick-subscriptions.ts; the feeds in feeder.co/knowledge-base.
const READERS: Services = [
  ['BazQux', (feed) => `https://bazqux.com/add?url=${feed}`],
  ['CommaFeed', (feed) => `https://www.commafeed.com/rest/feed/subscribe?url=${feed}`],
  ['Feedbin', (feed) => `https://feedbin.com/?subscribe=${feed}`],
  ['Feeder', (feed) => `https://feeder.co/add-feed?url=${feed}`],
  ['Feedly', (feed) => `https://feedly.com/i/subscription/feed%2F${feed}`],
  ['Inoreader', (feed) => `https://www.inoreader.com/?add_feed=${feed}`],
  ['NewsBlur', (feed) => `https://www.newsblur.com/?url=${feed}`],
  ['The Old Reader', (feed) => `https://theoldreader.com/feeds/subscribe?url=${feed}`],
]

// Sources: github.com/superfeedr/subtome, app/scripts/services/store.js; links to feedrabbit.com in meta.discourse.org.
const BY_EMAIL: Services = [
  ['Blogtrottr', (feed) => `https://blogtrottr.com/?subscribe=${feed}`],
  ['Feedrabbit', (feed) => `https://feedrabbit.com/?url=${feed}`],
]

/** Hidden unless a script may copy. `label` names the text for screen readers. */
export function copyButton(catalog: Catalog, language: Language, text: string, label: string): Html {
  const [copy, copied] = [catalog.t(language, 'pages:feed.copy'), catalog.t(language, 'pages:feed.copied')]
  const attributes = textAttributes(catalog, language, 'pages:feed.copy')
  return html`<button type="button"${attributes} hidden data-copy="${text}" data-copied="${copied}" aria-label="${`${copy}: ${label}`}">${copy}</button>`
}

/** How to subscribe: readers that take the feed with one tap, then the addresses, the opened format first. */
export function subscribing(published: Published, key: FeedKey, channel: Channel, opened: Format | null): Html {
  const { site, catalog } = published.context
  const { language, self } = channel
  const [format, ...others] = opened ? [opened, ...FORMATS.filter((one) => one !== opened)] : FORMATS
  const address = self[format as Format]
  const addresses = (formats: readonly Format[]) => html`<dl class="addresses">
${formats.map(
  (one) => html`<dt>${FORMAT_NAMES[one]}</dt>
<dd><a href="${pathOf(key, one)}" type="${FORMAT_SPECS[one].mediaType}"><code dir="ltr">${self[one]}</code></a> ${copyButton(catalog, language, self[one], FORMAT_NAMES[one])}</dd>\n`,
)}</dl>`
  const links = (services: Services) => html`<ul class="readers">
${services.map(([name, link]) => html`<li><a href="${link(encodeURIComponent(address))}">${name}</a></li>\n`)}</ul>`
  return html`<section class="panel" id="subscribe">
<h2>${localized(catalog, language, 'pages:feed.formats')}</h2>
<div class="screen">
<p>${localized(catalog, language, 'pages:feed.readers')}</p>
<a class="button" href="${`feed:${address}`}">${localized(catalog, language, 'pages:feed.app')}</a>
${links(READERS)}
<details><summary>${localized(catalog, language, 'pages:feed.email')}</summary>
${links(BY_EMAIL)}</details>
</div>
${addresses([format as Format])}
<details${opened && html` open`}><summary>${others.map((one) => FORMAT_NAMES[one]).join(' · ')}</summary>
${addresses(others)}</details>
<details><summary>${localized(catalog, language, 'pages:feed.about')}</summary>
<p>${localized(catalog, language, 'pages:feed.what')}</p></details>
<div class="scan">${qrCode(site.feedUrl + folderOf(key))}<p class="soft">${localized(catalog, language, 'pages:feed.qr')}</p></div>
</section>`
}
