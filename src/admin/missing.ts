import { type Html, html } from '../feeds/markup.ts'
import { numberIn } from '../i18n/formats.ts'
import { moment, part, say, table, type View } from './view.ts'

const COLUMNS = ['source', 'reason', 'held', 'since', 'action'] as const

/** The form action that confirms the loss of a source's files. */
export const CONFIRM = 'confirm'

/** Missing sources, each with a button that confirms the loss of its files. */
export function missingPart(view: View, tokenField: Html): Html {
  const { newsroom, language } = view
  const missing = newsroom.missingSources()
  const heading = say(view, 'admin:missing.heading')
  const columns = COLUMNS.map((column) => say(view, `admin:missing.${column}`))
  const rows = missing.map(({ source, reason, held, known, since }) => [
    html`<code>${source}</code>`,
    html`<strong class="bad">${say(view, `admin:missing.reasons.${reason}`)}</strong>`,
    say(view, 'admin:missing.of', { held: numberIn(language, held), known: numberIn(language, known) }),
    moment(view, since),
    html`${
      held > 0 &&
      html`<form method="post" action="/admin/"><input type="hidden" name="source" value="${source}">${tokenField}<button name="action" value="${CONFIRM}">${say(view, 'admin:missing.confirm')}</button></form>`
    }`,
  ])
  const body = html`<p class="note" role="alert">${say(view, 'admin:missing.note')}</p>
${table(heading, columns, rows)}`
  return part('missing', heading, rows.length > 0 ? body : html`<p>${say(view, 'admin:missing.none')}</p>`)
}
