import { type Html, html } from '../feeds/markup.ts'
import { moment, part, say, table, until, type View } from './view.ts'

const COLUMNS = ['push.recipient', 'watch.feed', 'missing.since', 'push.error', 'push.next'] as const

/** Subscriptions, and the subscribers and hubs that get nothing. The callbacks are known to the subscribers only. */
export function pushPart(view: View): Html | false {
  const { subscriptions, topics, failing } = view.push
  const count = [...subscriptions.values()].reduce((sum, one) => sum + one, 0)
  if (count + failing.length === 0) return false
  const rows = failing.map(({ host, topic, failing, problem, due }) => [
    html`<code>${host}</code>`,
    html`<code>${topic}</code>`,
    moment(view, failing ?? view.now),
    html`<span lang="en" dir="ltr">${problem}</span>`,
    due === null ? say(view, 'admin:watch.unknown') : until(view, due),
  ])
  const heading = say(view, 'admin:push.heading')
  return part(
    'push',
    heading,
    html`<p>${say(view, 'admin:push.counts', { count, feeds: topics })}</p>
${rows.length > 0 ? table(view, heading, COLUMNS, rows) : html`<p>${say(view, 'admin:push.none')}</p>`}`,
  )
}
