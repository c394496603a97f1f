import type { Html } from '../feeds/markup.ts'
import { bytesIn, dayIn, numberIn } from '../i18n/formats.ts'
import { clientsIn } from '../readers/client-sketch.ts'
import { HISTORY_DAYS } from '../readers/history.ts'
import { type DailyCounts, type DailyRow, lastDays } from '../store/daily.ts'
import { type Bar, barChart } from './bar-chart.ts'
import { type Context, say } from './view.ts'

type Point = Pick<Bar, 'value' | 'text' | 'bad'>

/** A bar for each of the last 90 days; `false` if all values are 0. */
function dayChart(
  { language, now }: Context,
  title: Html | string,
  days: readonly DailyRow[],
  pointOf: (counts: DailyCounts) => Point,
): Html | false {
  const counts = new Map(days.map((row) => [row.day, row.counts]))
  const bars = lastDays(now, HISTORY_DAYS).map((day): Bar => {
    const known = counts.get(day)
    const point = known ? pointOf(known) : { value: 0, text: numberIn(language, 0) }
    return { label: dayIn(language, 'UTC', Date.parse(day)), ...point }
  })
  return bars.some(({ value }) => value > 0) && barChart(title, bars)
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
  return dayChart(context, say(context, 'admin:charts.saved'), days, ({ totals }) => {
    const { not_modified: unchanged = 0, delta = 0, compression = 0 } = totals
    const texts = Object.entries({ unchanged, delta, compression }).map(([name, bytes]) => [
      name,
      bytesIn(context.language, bytes),
    ])
    const value = unchanged + delta + compression
    return {
      value,
      text: `${bytesIn(context.language, value)} (${say(context, 'admin:charts.savedBy', Object.fromEntries(texts))})`,
    }
  })
}

/** Messages to subscribers and other hubs; failed ones in the colour of problems. */
export function deliveryChart(context: Context, days: readonly DailyRow[]): Html | false {
  return dayChart(
    context,
    say(context, 'admin:charts.deliveries'),
    days,
    ({ totals: { delivered = 0, failed = 0 } }) => ({
      ...{ value: delivered + failed, bad: failed },
      text: say(context, 'admin:charts.delivered', {
        sent: numberIn(context.language, delivered),
        failed: numberIn(context.language, failed),
      }),
    }),
  )
}
