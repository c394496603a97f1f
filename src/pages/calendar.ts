import { dayOf, type Month } from '../domain/calendar.ts'
import type { Language } from '../domain/language.ts'
import { type Html, html } from '../feeds/markup.ts'
import { firstWeekday, monthIn, numberIn, weekdayNameIn } from '../i18n/formats.ts'
import type { Shown } from '../store/variants.ts'

/** The anchor of a day, `2026-02-07`, on the page of its month. */
export const dayId = (day: string): string => `day-${day.slice(-2)}`

const DAYS_A_WEEK = 7

/** The days of a month by week. The days of entries link to them. */
export function calendar(language: Language, month: Month, timeZone: string, entries: readonly Shown[]): Html {
  const linked = new Set(entries.map(({ variant }) => dayOf(variant.published, timeZone)))
  const [year = 0, number = 0] = month.split('-').map(Number)
  const first = firstWeekday(language)
  const offset = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() - first + DAYS_A_WEEK) % DAYS_A_WEEK
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const cell = (day: number): Html => {
    const date = `${month}-${String(day).padStart(2, '0')}`
    if (day < 1 || day > length) return html`<td></td>`
    const name = numberIn(language, day)
    return html`<td>${linked.has(date) ? html`<a href="#${dayId(date)}">${name}</a>` : name}</td>`
  }
  const weeks = Array.from({ length: Math.ceil((offset + length) / DAYS_A_WEEK) }, (_, week) => week * DAYS_A_WEEK)
  const days = Array.from({ length: DAYS_A_WEEK }, (_, day) => day)
  return html`<table class="calendar screen"><caption>${monthIn(language, month)}</caption>
<tr>${days.map((day) => html`<th scope="col">${weekdayNameIn(language, first + day)}</th>`)}</tr>
${weeks.map((week) => html`<tr>${days.map((day) => cell(week + day + 1 - offset))}</tr>\n`)}</table>
`
}
