import type { SourceStatus } from '../domain/fetches.ts'
import type { Language } from '../domain/language.ts'
import type { RefreshReport } from '../domain/refresh-report.ts'
import type { Site } from '../domain/site.ts'
import type { Overview } from '../editions/overview.ts'
import { localized } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Catalog, TextValues } from '../i18n/catalog.ts'
import { agoIn, dateIn, untilIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import type { PushStatus } from '../push/status.ts'
import type { ReaderStatistics } from '../readers/statistics.ts'
import type { Newsroom } from '../refresh/newsroom.ts'

export type View = {
  readonly site: Site
  readonly catalog: Catalog
  /** The language of the operator. */
  readonly language: Language
  /** Milliseconds since 1970. */
  readonly now: number
  /** A process that only refreshes answers operators only. */
  readonly role: 'all' | 'serve' | 'refresh'
  readonly newsroom: Newsroom
  readonly readerStats: ReaderStatistics
  /** In running systems. */
  readonly sources: readonly SourceStatus[]
  readonly push: PushStatus
  /** The newest first. */
  readonly refreshes: readonly RefreshReport[]
  readonly overviews: readonly Overview[]
}

export function say({ catalog, language }: Pick<View, 'catalog' | 'language'>, key: Key, values?: TextValues): string {
  return catalog.t(language, key, values)
}

/** Like {@link say}, with the server's English messages marked. */
export function sayEnglish({ catalog, language }: View, key: Key, values: TextValues): Html {
  return localized(catalog, language, key, values, 'en' as Language)
}

type AdminText = WithoutNamespace<Key>
type WithoutNamespace<K extends Key> = K extends `admin:${infer Name}` ? Name : never

/** Shows the age of an instant, with the exact time as tooltip. */
export function moment(view: View, instant: number): Html {
  return time(view, instant, agoIn(view.language, view.now - instant))
}

/** Shows the time until an instant in the same way. */
export function until(view: View, instant: number): Html {
  return time(view, instant, untilIn(view.language, instant - view.now))
}

function time({ site, language }: View, instant: number, text: string): Html {
  const exactTime = dateIn(language, site.timeZone, instant)
  return html`<time datetime="${new Date(instant).toISOString()}" title="${exactTime}">${text}</time>`
}

/** A section that the page's script replaces when its markup changes. */
export function part(id: string, heading: string, body: Html): Html {
  return html`<section id="${id}" data-part>
<h2>${heading}</h2>
${body}
</section>\n`
}

type Row = readonly (Html | string)[]

/** A section with a table between other markup. A text replaces a table without rows. */
export function tablePart(
  view: View,
  id: 'missing' | 'quarantine' | 'readers' | 'refreshes' | 'skipped',
  columns: readonly AdminText[],
  rows: readonly Row[],
  before: Html | false = false,
  after: Html | false = false,
): Html {
  const heading = say(view, `admin:${id}.heading`)
  const body = rows.length > 0 ? table(view, heading, columns, rows) : html`<p>${say(view, `admin:${id}.none`)}</p>`
  return part(id, heading, html`${before}${body}${after}`)
}

/** A table that scrolls sideways if it is too wide. */
export function table(view: View, label: string, columns: readonly AdminText[], rows: readonly Row[]): Html {
  return html`<div class="wide" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${say(view, `admin:${column}`)}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`
}
