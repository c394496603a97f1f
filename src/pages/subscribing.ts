import { type FeedKey, FORMATS, type Format, type Scope } from '../domain/feed-key.ts'
import { folderOf, opmlPath, pathOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Published } from '../editions/published.ts'
import type { Channel } from '../feeds/channel.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { localized, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { qrCode } from './qr-code.ts'

const FORMAT_NAMES: Record<Format, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' }

/** Feed autodiscovery. Addresses are relative to the server, so that they work under every host name. */
export function autodiscovery(scope: Scope | FeedKey, title: string, hreflang?: string): Html {
  return html`${FORMATS.map(
    (format) =>
      html`<link rel="alternate" type="${FORMAT_SPECS[format].mediaType}" ${hreflang && html`hreflang="${hreflang}" `}title="${`${title} (${FORMAT_NAMES[format]})`}" href="${pathOf(scope, format)}">\n`,
  )}`
}

const READERS: readonly (readonly [name: string, address: (feed: string) => string])[] = [
  ['Feedbin', (feed) => `https://feedbin.com/?subscribe=${feed}`],
  ['Feedly', (feed) => `https://feedly.com/i/subscription/feed%2F${feed}`],
  ['Inoreader', (feed) => `https://www.inoreader.com/?add_feed=${feed}`],
  ['NewsBlur', (feed) => `https://www.newsblur.com/?url=${feed}`],
  ['The Old Reader', (feed) => `https://theoldreader.com/feeds/subscribe?url=${feed}`],
]

/** Hidden unless a script may copy. `label` names the text for screen readers. */
export function copyButton(catalog: Catalog, language: Language, text: string, label: string): Html {
  const [copy, copied] = [catalog.t(language, 'pages:feed.copy'), catalog.t(language, 'pages:feed.copied')]
  const attributes = textAttributes(catalog, language, 'pages:feed.copy')
  return html`<button type="button"${attributes} hidden data-copy="${text}" data-copied="${copied}" aria-label="${`${copy}: ${label}`}">${copy}</button>`
}

/** How to subscribe: the feed's addresses, with the opened format first, and feed readers. */
export function subscribing(published: Published, key: FeedKey, channel: Channel, opened: Format | null): Html {
  const { site, catalog } = published.context
  const { language, self } = channel
  const formats = opened ? [opened, ...FORMATS.filter((format) => format !== opened)] : FORMATS
  const address = self[opened ?? 'rss']
  return html`${opened && html`<p class="note">${localized(catalog, language, 'pages:feed.opened', { format: FORMAT_NAMES[opened] })}</p>`}
<h2>${localized(catalog, language, 'pages:feed.formats')}</h2>
<dl class="addresses">
${formats.map(
  (format) => html`<dt>${FORMAT_NAMES[format]}</dt>
<dd><a href="${pathOf(key, format)}" type="${FORMAT_SPECS[format].mediaType}"><code dir="ltr">${self[format]}</code></a> ${copyButton(catalog, language, self[format], FORMAT_NAMES[format])}</dd>\n`,
)}</dl>
<p>${localized(catalog, language, 'pages:feed.what')}</p>
<div class="screen">
<p>${localized(catalog, language, 'pages:feed.readers')}</p>
<ul class="row">
<li><a href="${`feed:${address}`}">${localized(catalog, language, 'pages:feed.app')}</a></li>
${READERS.map(
  ([name, link]) =>
    html`<li><a href="${link(encodeURIComponent(address))}" rel="noopener noreferrer">${name}</a></li>\n`,
)}<li><a href="${opmlPath(language)}">${localized(catalog, language, 'pages:home.opml')}</a></li>
</ul>
</div>
<div class="scan">${qrCode(site.feedUrl + folderOf(key))}<p class="soft">${localized(catalog, language, 'pages:feed.qr')}</p></div>`
}
