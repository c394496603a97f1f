import type { Language } from '../domain/language.ts'
import type { RefreshReport } from '../domain/refresh-report.ts'
import type { Site } from '../domain/site.ts'
import type { Overview } from '../editions/overview.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { agoIn, dateIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import type { ReaderStatistics } from '../readers/statistics.ts'
import type { Newsroom } from '../refresh/newsroom.ts'

export type View = {
  readonly site: Site
  readonly catalog: Catalog
  /** The language of the operator. */
  readonly language: Language
  /** Milliseconds since 1970. */
  readonly now: number
  readonly role: 'all' | 'serve' | 'refresh'
  readonly newsroom: Newsroom
  readonly readerStats: ReaderStatistics
  /** The newest first. */
  readonly refreshes: readonly RefreshReport[]
  readonly overviews: readonly Overview[]
}

export type Values = Readonly<Record<string, string | number>>

export function say({ catalog, language }: Pick<View, 'catalog' | 'language'>, key: Key, values?: Values): string {
  return catalog.t(language, key, values)
}

/** Shows the age of an instant, with the exact time as tooltip. */
export function moment({ site, language, now }: View, instant: number): Html {
  const exactTime = dateIn(language, site.timeZone, instant)
  return html`<time datetime="${new Date(instant).toISOString()}" title="${exactTime}">${agoIn(language, now - instant)}</time>`
}

/** A section that the page's script replaces when its markup changes. */
export function part(id: string, heading: string, body: Html): Html {
  return html`<section id="${id}" data-part>
<h2>${heading}</h2>
${body}
</section>
`
}

/** A table that scrolls sideways if it is too wide. */
export function table(label: string, columns: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  return html`<div class="wide" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody></table></div>`
}
