import type { Html } from '../feeds/markup.ts'
import { bytesIn, dayIn, numberIn } from '../i18n/formats.ts'
import { clientsIn } from '../readers/client-sketch.ts'
import { HISTORY_DAYS } from '../readers/history.ts'
import { type DailyCounts, type DailyRow, lastDays } from '../store/daily.ts'
import { type Bar, barChart, figureOf } from './bar-chart.ts'
import { type Context, say } from './view.ts'

type Point = Omit<Bar, 'label'>

/** A bar for each of the last 90 days; `false` if all values are 0. Today is not over, so the title may have yesterday. */
function dayChart(
  { language, now }: Context,
  title: Html | string,
  days: readonly DailyRow[],
  pointOf: (counts: DailyCounts) => Point,
  presentOf = figureOf,
): Html | false {
  const counts = new Map(days.map((row) => [row.day, row.counts]))
  const bars = lastDays(now, HISTORY_DAYS).map((day): Bar => {
    const known = counts.get(day)
    const point = known ? pointOf(known) : { value: 0, text: numberIn(language, 0) }
    return { label: dayIn(language, 'UTC', Date.parse(day)), ...point }
  })
  const [yesterday, today] = bars.slice(-2) as [Bar, Bar]
  const present = presentOf(today.value < yesterday.value ? yesterday : today)
  return bars.some(({ value }) => value > 0) && barChart(title, bars, present)
}

export function readerCharts(context: Context, days: readonly DailyRow[]): readonly (Html | false)[] {
  const numberPoint = (value: number): Point => ({ value, text: numberIn(context.language, value) })
  return [
    dayChart(context, say(context, 'admin:charts.clients'), days, ({ clients }) => numberPoint(clientsIn(clients))),
    dayChart(context, say(context, 'admin:watch.subscribers'), days, ({ subscribers }) => numberPoint(subscribers)),
  ]
}

/** Bytes that were not sent, with the reasons in the text of each bar. */
export function savedChart(context: Context, days: readonly DailyRow[]): Html | false {
  const { language } = context
  return dayChart(context, say(context, 'admin:charts.saved'), days, ({ totals }) => {
    const { not_modified: unchanged = 0, delta = 0, compression = 0 } = totals
    const value = unchanged + delta + compression
    const figure = bytesIn(language, value)
    const reasons = Object.entries({ unchanged, delta, compression }).map(([name, bytes]) => [
      name,
      bytesIn(language, bytes),
    ])
    return { value, figure, text: `${figure} (${say(context, 'admin:charts.savedBy', Object.fromEntries(reasons))})` }
  })
}

/** Messages to subscribers and other hubs; failed ones in the colour of problems. */
export function deliveryChart(context: Context, days: readonly DailyRow[]): Html | false {
  const number = (count: number): string => numberIn(context.language, count)
  const pointOf = ({ totals: { delivered = 0, failed = 0 } }: DailyCounts): Point => {
    const value = delivered + failed
    const text = say(context, 'admin:charts.delivered', { sent: number(delivered), failed: number(failed) })
    return { value, bad: failed, figure: number(value), text }
  }
  return dayChart(context, say(context, 'admin:charts.deliveries'), days, pointOf, ({ text }) => text)
}
