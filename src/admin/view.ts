import type { SourceStatus } from '../domain/fetches.ts'
import type { Language } from '../domain/language.ts'
import type { RefreshReport } from '../domain/refresh-report.ts'
import type { Site } from '../domain/site.ts'
import { decodedUri } from '../domain/url.ts'
import type { Overview } from '../editions/overview.ts'
import { localized } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { ResponseCounts } from '../http/response-counts.ts'
import type { Catalog, TextValues } from '../i18n/catalog.ts'
import { agoIn, dateIn, numberIn, untilIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import type { PushStatus } from '../push/status.ts'
import type { ReaderFigures } from '../readers/statistics.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Occurrence } from '../store/conditions.ts'
import type { DailyRow } from '../store/daily.ts'
import type { EntryCount } from '../store/placements.ts'
import type { Condition } from './conditions.ts'

/** Every part of the operator's pages needs these. */
export type Context = {
  readonly site: Site
  readonly catalog: Catalog
  /** The language of the operator. */
  readonly language: Language
  /** Milliseconds since 1970. */
  readonly now: number
}

export type View = Context & {
  /** A process that only refreshes answers operators only. */
  readonly role: 'all' | 'serve' | 'refresh'
  readonly newsroom: Newsroom
  /** By a feed's folder, and of the server. */
  readonly readers: ReadonlyMap<string, ReaderFigures>
  /** In running systems. */
  readonly sources: readonly SourceStatus[]
  readonly push: PushStatus
  /** Problems of before and now, the last change first. */
  readonly occurrences: readonly Occurrence<Condition>[]
  /** The path of the feed of the state, with its token. */
  readonly stateFeed: string
  /** The newest first. */
  readonly refreshes: readonly RefreshReport[]
  readonly overviews: readonly Overview[]
  /** Numbers of articles of each language by time, of the days that the page shows. */
  readonly articleTimes: readonly EntryCount[]
  /** The counts of all processes per day. */
  readonly days: readonly DailyRow[]
  readonly responseCounts: Pick<ResponseCounts, 'cells'>
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
export function moment(view: Context, instant: number): Html {
  return time(view, instant, agoIn(view.language, view.now - instant))
}

/** Shows the time until an instant in the same way. */
export function until(view: Context, instant: number): Html {
  return time(view, instant, untilIn(view.language, instant - view.now))
}

function time({ site, language }: Context, instant: number, text: string): Html {
  const exactTime = dateIn(language, site.timeZone, instant)
  return html`<time datetime="${new Date(instant).toISOString()}" title="${exactTime}">${text}</time>`
}

export const FEED_PAGES = '/admin/feeds'

/** A link to the page that tells operators of a feed. */
export function feedLink(folder: string): Html {
  const path = decodedUri(folder) ?? folder
  return html`<a href="${FEED_PAGES}${folder}" dir="ltr">${path}</a>`
}

export const ARTICLES_PATH = '/admin/articles'

/** The form that finds articles. It works in an address, too. */
export function articleForm(context: Context, name = ''): Html {
  return html`<form method="get" action="${ARTICLES_PATH}" role="search">
<input type="search" name="q" value="${name}" required aria-label="${say(context, 'admin:article.name')}" placeholder="${say(context, 'admin:article.name')}">
<button>${say(context, 'admin:article.find')}</button></form>`
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

/** A cell that the page's script orders by a number. */
export function figure({ language }: Context, value: number, text = numberIn(language, value)): Html {
  return html`<data value="${value}">${text}</data>`
}

/** Shorter tables are read without a filter. */
const FILTERED_MIN = 8

/** A table that scrolls sideways if it is too wide. The page's script filters and orders it. */
export function table(view: Context, label: string, columns: readonly AdminText[], rows: readonly Row[]): Html {
  const filter = say(view, 'admin:table.filter')
  const labels = columns.map((column) => say(view, `admin:${column}`))
  return html`${rows.length >= FILTERED_MIN && html`<input type="search" hidden aria-label="${filter}: ${label}" placeholder="${filter}">\n`}<div class="wide" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${labels.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td data-label="${labels[index]}">${cell}</td>`)}</tr>\n`)}</tbody></table></div>`
}
