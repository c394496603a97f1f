import { type FeedKey, FORMATS, type Format, type Scope } from '../../domain/feed-key.ts'
import { pathOf } from '../../domain/feed-path.ts'
import { FORMAT_SPECS } from '../../feeds/compose.ts'
import { type Html, html } from '../../feeds/markup.ts'

export const FORMAT_NAMES: Record<Format, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' }

/** Where readers look for feeds. Addresses on pages are relative to the server, so that they work wherever it is reached. */
export function autodiscovery(scope: Scope | FeedKey, title: string, hreflang?: string): Html {
  return html`${FORMATS.map(
    (format) =>
      html`<link rel="alternate" type="${FORMAT_SPECS[format].mediaType}" ${hreflang && html`hreflang="${hreflang}" `}title="${`${title} (${FORMAT_NAMES[format]})`}" href="${pathOf(scope, format)}">
`,
  )}`
}

/** `RSS Atom JSON Feed`, each a link that says whose it is. */
export function formatLinks(scope: Scope, title: string): Html {
  return html`<span class="formats">${FORMATS.map(
    (format) =>
      html`<a href="${pathOf(scope, format)}" type="${FORMAT_SPECS[format].mediaType}" aria-label="${`${title}: ${FORMAT_NAMES[format]}`}">${FORMAT_NAMES[format]}</a>`,
  )}</span>`
}
