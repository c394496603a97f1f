import { type Html, html } from '../feeds/markup.ts'
import { numberIn } from '../i18n/formats.ts'
import { moment, part, say, table, type View } from './view.ts'

/** The form action that confirms the loss of a source's files. */
export const CONFIRM = 'confirm'

/** Missing sources, each with a button that confirms the loss of its files. */
export function missingPart(view: View, tokenField: Html): Html {
  const { newsroom, language } = view
  const missing = newsroom.missingSources()
  const heading = say(view, 'admin:missing.heading')
  const columns = ['missing.source', 'missing.reason', 'missing.held', 'missing.since', 'missing.action'] as const
  const rows = missing.map(({ source, isRunning, reason, held, known, since }) => [
    html`<code>${source}</code>`,
    html`<strong class="bad">${say(view, `admin:missing.reasons.${isRunning && reason === 'empty' ? 'nothing' : reason}`)}</strong>`,
    say(view, 'admin:missing.of', { held: numberIn(language, held), known: numberIn(language, known) }),
    moment(view, since),
    html`${
      held > 0 &&
      html`<form method="post" action="/admin/"><input type="hidden" name="source" value="${source}">${tokenField}<button name="action" value="${CONFIRM}">${say(view, 'admin:missing.confirm')}</button></form>`
    }`,
  ])
  const note = html`<p class="note" role="alert">${say(view, 'admin:missing.note')}</p>\n`
  const body = html`${rows.length > 0 && note}${table(view, heading, columns, rows, 'missing.none')}`
  return part('missing', heading, body)
}

/** The sources in running systems: when each was fetched last, and why it could not be. */
export function sourcesPart(view: View): Html | false {
  const { sources } = view
  if (sources.length === 0) return false
  const heading = say(view, 'admin:sources.heading')
  const columns = ['missing.source', 'sources.type', 'sources.fetched', 'sources.state'] as const
  const rows = sources.map(({ name, type, fetchedAt, error, failures, isFetching }) => [
    html`<code>${name}</code>`,
    type,
    fetchedAt === undefined ? say(view, 'admin:sources.never') : moment(view, fetchedAt),
    error !== undefined && failures > 0
      ? html`<strong class="bad">${say(view, 'admin:sources.failed', { error, count: failures })}</strong>`
      : say(view, isFetching ? 'admin:sources.now' : 'admin:sources.ok'),
  ])
  return part('sources', heading, table(view, heading, columns, rows))
}
