import { type FeedKey, FORMATS, type Format, type Scope } from '../domain/feed-key.ts'
import { pathOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { OEMBED_FORMATS, OEMBED_TYPES } from '../embed/oembed.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'
import { type Html, html } from '../feeds/markup.ts'
import { languageName } from '../i18n/formats.ts'

export const FORMAT_NAMES: Record<Format, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' }

/** Feed autodiscovery. Addresses are relative to the server, so that they work under every host name. */
export function autodiscovery(scope: Scope | FeedKey, title: string, hreflang?: string): Html {
  return html`${FORMATS.map(
    (format) =>
      html`<link rel="alternate" type="${FORMAT_SPECS[format].mediaType}" ${hreflang && html`hreflang="${hreflang}" `}title="${`${title} (${FORMAT_NAMES[format]})`}" href="${pathOf(scope, format)}">\n`,
  )}`
}

/** https://oembed.com §4: discovery links, with absolute addresses. */
export function oEmbedDiscovery(title: string, addressOf: (format: (typeof OEMBED_FORMATS)[number]) => string): Html {
  return html`${OEMBED_FORMATS.map(
    (format) =>
      html`<link rel="alternate" type="${OEMBED_TYPES[format]}+oembed" title="${title}" href="${addressOf(format)}">\n`,
  )}`
}

export function languageList(heading: Html, languages: readonly Language[], pathIn: (language: Language) => string) {
  if (languages.length === 0) return null
  const links = languages.map(
    (one) => html`<li><a href="${pathIn(one)}" lang="${one}" hreflang="${one}">${languageName(one, one)}</a></li>\n`,
  )
  return html`<h2>${heading}</h2>
<ul class="row">
${links}</ul>`
}
