import { type Html, html } from '../feeds/markup.ts'
import { numberIn } from '../i18n/formats.ts'
import { part, say, table, type View } from './view.ts'

/** Files below the sources that are no articles, with an example for each reason. */
export function skippedPart(view: View): Html {
  const { newsroom, language } = view
  const heading = say(view, 'admin:skipped.heading')
  const columns = [
    'missing.source',
    'skipped.pattern',
    'quarantine.reason',
    'skipped.count',
    'skipped.example',
  ] as const
  const rows = newsroom
    .skippedFiles()
    .map(({ source, pattern, reason, count, example }) => [
      html`<code>${source}</code>`,
      html`${pattern && html`<code>${pattern}</code>`}`,
      say(view, `admin:skipped.reasons.${reason}`),
      numberIn(language, count),
      html`<code>${example}</code>`,
    ])
  return part('skipped', heading, table(view, heading, columns, rows, 'skipped.none'))
}
