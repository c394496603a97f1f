import { type FeedKey, FORMATS, type Format } from '../../domain/feed-key.ts'
import { pathOf } from '../../domain/feed-path.ts'
import type { Channel } from '../../feeds/channel.ts'
import { FORMAT_SPECS } from '../../feeds/compose.ts'
import { type Html, html } from '../../feeds/markup.ts'
import type { Catalog } from '../../i18n/catalog.ts'
import { FORMAT_NAMES } from './links.ts'

/** Readers on the web that take a feed by its address, in the order of their names. */
const READERS: readonly (readonly [name: string, address: (feed: string) => string])[] = [
  ['Feedbin', (feed) => `https://feedbin.com/?subscribe=${feed}`],
  ['Feedly', (feed) => `https://feedly.com/i/subscription/feed%2F${feed}`],
  ['Inoreader', (feed) => `https://www.inoreader.com/?add_feed=${feed}`],
  ['NewsBlur', (feed) => `https://www.newsblur.com/?url=${feed}`],
  ['The Old Reader', (feed) => `https://theoldreader.com/feeds/subscribe?url=${feed}`],
]

/** How to subscribe: a feed's addresses, the one that was opened first, what a feed is, and readers that take it. */
export function subscribing(catalog: Catalog, key: FeedKey, { language, self }: Channel, opened: Format | null): Html {
  const formats = opened ? [opened, ...FORMATS.filter((format) => format !== opened)] : FORMATS
  const address = self[opened ?? 'rss']
  const [copy, copied] = [catalog.t(language, 'pages:feed.copy'), catalog.t(language, 'pages:feed.copied')]
  return html`${opened && html`<p class="note">${catalog.t(language, 'pages:feed.opened', { format: FORMAT_NAMES[opened] })}</p>`}
<h2>${catalog.t(language, 'pages:feed.formats')}</h2>
<dl class="addresses">
${formats.map(
  (format) => html`<dt>${FORMAT_NAMES[format]}</dt>
<dd><a href="${pathOf(key, format)}" type="${FORMAT_SPECS[format].mediaType}"><code dir="ltr">${self[format]}</code></a> <button type="button" hidden data-copy="${self[format]}" data-copied="${copied}" aria-label="${`${copy}: ${FORMAT_NAMES[format]}`}">${copy}</button></dd>
`,
)}</dl>
<p>${catalog.t(language, 'pages:feed.what')}</p>
<p>${catalog.t(language, 'pages:feed.readers')}</p>
<ul class="languages">
<li><a href="${`feed:${address}`}">${catalog.t(language, 'pages:feed.app')}</a></li>
${READERS.map(
  ([name, to]) => html`<li><a href="${to(encodeURIComponent(address))}" rel="noopener noreferrer">${name}</a></li>
`,
)}</ul>`
}
