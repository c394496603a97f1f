import { dayOf } from '../domain/calendar.ts'
import type { Language } from '../domain/language.ts'
import { type Html, html } from '../feeds/markup.ts'
import { agoIn, dayIn, languageName, numberIn, spanIn } from '../i18n/formats.ts'
import { lastDays } from '../store/daily.ts'
import type { EntryCount } from '../store/placements.ts'
import { barChart } from './bar-chart.ts'
import { deliveryChart, readerCharts, savedChart } from './day-charts.ts'
import { isStale } from './status.ts'
import { type Context, part, say, type View } from './view.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export const CHART_DAYS = 30

/** The time that the chart of articles shows. */
export const CHART_MS = CHART_DAYS * DAY_MS

/** Charts of what the store and this process know already; none without data. */
export function chartsPart(view: View): Html | false {
  const charts = [
    ...[...readerCharts(view, view.days), savedChart(view, view.days), deliveryChart(view, view.days)],
    ...[refreshChart(view), ageChart(view), ...articleCharts(view), answerChart(view)],
  ].filter(Boolean)
  const heading = say(view, 'admin:charts.heading')
  return charts.length > 0 && part('charts', heading, html`<div class="charts">${charts}</div>`)
}

function refreshChart(view: View): Html | false {
  const { language, now } = view
  const bars = view.refreshes.map(({ at, milliseconds, ok }) => ({
    ...{
      label: agoIn(language, now - at),
      value: milliseconds,
      text: spanIn(language, milliseconds),
      bad: ok ? 0 : milliseconds,
    },
  }))
  return barChart(say(view, 'admin:charts.took'), bars.reverse())
}

/** The age of each edition when the next one replaced it; the last bar is the age of the current one. */
function ageChart(view: View): Html | false {
  const { language, now, site } = view
  const ends = view.refreshes.filter(({ ok }) => ok).map(({ at }) => at)
  const bars = ends.map((at, index) => {
    const end = ends[index - 1] ?? now
    const value = end - at
    return {
      label: agoIn(language, now - end),
      value,
      text: spanIn(language, value),
      bad: isStale(value, site) ? value : 0,
    }
  })
  return barChart(say(view, 'admin:charts.age'), bars.reverse())
}

function articleCharts(view: View): readonly (Html | false)[] {
  return [...Map.groupBy(view.articleTimes, ({ scope }) => scope)].map(([tag, rows]) => {
    const language = tag as Language
    return articleChart(view, rows, html` · <bdi lang="${tag}">${languageName(language, language)}</bdi>`)
  })
}

/** Articles per day of the newsroom's time zone. */
export function articleChart(context: Context, rows: readonly EntryCount[], suffix?: Html): Html | false {
  const { language, site, now } = context
  const counts = new Map<string, number>()
  for (const { at, entries } of rows) {
    const day = dayOf(at, site.timeZone)
    counts.set(day, (counts.get(day) ?? 0) + entries)
  }
  const bars = lastDays(Date.parse(dayOf(now, site.timeZone)), CHART_DAYS).map((day) => {
    const value = counts.get(day) ?? 0
    return { label: dayIn(language, 'UTC', Date.parse(day)), value, text: numberIn(language, value) }
  })
  return barChart(html`${say(context, 'admin:charts.articles')}${suffix}`, bars)
}

/** Answers of this process, without those to operators and their programs. */
function answerChart(view: View): Html | false {
  const { language } = view
  const counts = new Map<number, number>()
  for (const { kind, answers } of view.responseCounts.cells()) {
    if (kind === 'operator') continue
    for (const [status, count] of answers) counts.set(status, (counts.get(status) ?? 0) + count)
  }
  const total = [200, 226, 304].reduce((sum, status) => sum + (counts.get(status) ?? 0), 0)
  const share = numberIn(language, total > 0 ? (counts.get(304) ?? 0) / total : 0, { style: 'percent' })
  const bars = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, value]) => ({
      label: `${status}`,
      value,
      text: numberIn(language, value),
      bad: status >= 500 ? value : 0,
    }))
  const title = html`${say(view, 'admin:charts.answers')} · ${say(view, 'admin:charts.unchanged', { share })}`
  return barChart(title, bars, '')
}
