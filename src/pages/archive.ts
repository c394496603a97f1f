import type { Month } from '../domain/calendar.ts'
import type { Feed } from '../domain/feed.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Published } from '../editions/published.ts'
import { localized } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import { monthNameIn, monthOfYearIn, yearIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'

/** Months by year, newest first. A feed without a list of months links to the months before and after. */
export function archive(published: Published, feed: Feed, months: readonly Month[]): Html | null {
  const { catalog } = published.context
  const { key } = feed
  const [language] = key.languages
  if (months.length === 0) return monthsBeside(published, feed)
  const years = Map.groupBy(months, (month) => month.slice(0, 4))
  return html`<h2>${localized(catalog, language, 'pages:feed.archive')}</h2>
<dl class="archive">
${[...years].map(
  ([year, monthsOfYear]) => html`<dt>${yearIn(language, Number(year))}</dt>
<dd>${monthsOfYear.map((month) => html`<a href="${folderOf({ ...key, month })}">${monthOfYearIn(language, month)}</a> `)}</dd>\n`,
)}</dl>`
}

function monthsBeside({ context: { catalog } }: Published, { key, older, newer }: Feed): Html | null {
  const [language] = key.languages
  const link = (month: Month | null, text: Key): Html | null =>
    month &&
    html`<li><a href="${folderOf({ ...key, month })}">${localized(catalog, language, text, { month: monthNameIn(language, month) })}</a></li>\n`
  if (!older && !newer) return null
  return html`<ul class="row">
${link(older, 'pages:feed.older')}${link(newer, 'pages:feed.newer')}</ul>`
}
