import { dayOf } from '../domain/calendar.ts'
import { type Html, html } from '../feeds/markup.ts'
import { agoIn, dayIn, languageName, numberIn, spanIn } from '../i18n/formats.ts'
import { isStale } from './status.ts'
import { part, say, type View } from './view.ts'

type Bar = {
  readonly label: string
  readonly value: number
  /** The value with its unit. */
  readonly text: string
  readonly isBad?: boolean
}

const DAY_MS = 24 * 60 * 60 * 1000

const CHART_DAYS = 30

/** The time that the chart of articles shows. */
export const CHART_MS = CHART_DAYS * DAY_MS

/** Every bar of a chart with fewer has its label below. */
const LABELLED_MAX = 6

/** Charts of what the store and this process know already; none without data. */
export function chartsPart(view: View): Html | false {
  const charts = [refreshChart(view), ageChart(view), ...articleCharts(view), answerChart(view)].filter(Boolean)
  const heading = say(view, 'admin:charts.heading')
  return charts.length > 0 && part('charts', heading, html`<div class="charts">${charts}</div>`)
}

/** An SVG of bars with one text alternative for all of them; `false` without bars. */
function barChart(title: Html | string, bars: readonly Bar[]): Html | false {
  if (bars.length === 0) return false
  const top = bars.reduce((most, bar) => (bar.value > most.value ? bar : most))
  const rects = bars.map(({ value, isBad, label, text }, index) => {
    const height = top.value > 0 ? Math.max(1, Math.round((100 * value) / top.value)) : 1
    return html`<rect x="${index * 10 + 1}" y="${100 - height}" width="8" height="${height}"${isBad && html` class="bad"`}><title>${label}: ${text}</title></rect>`
  })
  const texts = bars.map(({ label, text }) => `${label}: ${text}`)
  const labels = bars.length <= LABELLED_MAX ? texts : [bars[0]?.label, bars.at(-1)?.label]
  return html`<figure><figcaption>${title} <span class="soft">≤ ${top.text}</span></figcaption>
<svg viewBox="0 0 ${bars.length * 10} 100" preserveAspectRatio="none" role="img" aria-label="${texts.join('; ')}">${rects}</svg>
<p class="soft">${labels.map((label) => html`<span>${label}</span>`)}</p></figure>\n`
}

function refreshChart(view: View): Html | false {
  const { language, now } = view
  const bars = view.refreshes.map(({ at, milliseconds, ok }) => ({
    ...{ label: agoIn(language, now - at), value: milliseconds, text: spanIn(language, milliseconds), isBad: !ok },
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
    return { label: agoIn(language, now - end), value, text: spanIn(language, value), isBad: isStale(value, site) }
  })
  return barChart(say(view, 'admin:charts.age'), bars.reverse())
}

function articleCharts(view: View): readonly (Html | false)[] {
  const { language, site, now, articleTimes } = view
  const today = Date.parse(dayOf(now, site.timeZone))
  const days = Array.from({ length: CHART_DAYS }, (_, index) =>
    new Date(today - (CHART_DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  )
  const byLanguage = Map.groupBy(articleTimes, (row) => row.language)
  return [...byLanguage].map(([tag, rows]) => {
    const counts = new Map<string, number>()
    for (const { at, entries } of rows) {
      const day = dayOf(at, site.timeZone)
      counts.set(day, (counts.get(day) ?? 0) + entries)
    }
    const bars = days.map((day) => {
      const value = counts.get(day) ?? 0
      return { label: dayIn(language, 'UTC', Date.parse(day)), value, text: numberIn(language, value) }
    })
    const title = html`${say(view, 'admin:charts.articles')} · <bdi lang="${tag}">${languageName(tag, tag)}</bdi>`
    return barChart(title, bars)
  })
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
    .map(([status, value]) => ({ label: `${status}`, value, text: numberIn(language, value), isBad: status >= 500 }))
  const title = html`${say(view, 'admin:charts.answers')} · ${say(view, 'admin:charts.unchanged', { share })}`
  return barChart(title, bars)
}
