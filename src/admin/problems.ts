import { collapsed, type Quarantined } from '../domain/article.ts'
import { type Html, html } from '../feeds/markup.ts'
import { numberIn } from '../i18n/formats.ts'
import { type Context, figure, moment, part, say, sayEnglish, table, tablePart, type View } from './view.ts'

type Problem = Quarantined & { readonly moreFiles?: number }

/** The form action that confirms the loss of a source's files. */
export const CONFIRM = 'confirm'

/** Missing sources, each with a button that confirms the loss of its files. */
export function missingPart(view: View, tokenField: Html): Html {
  const { newsroom, language } = view
  const columns = ['missing.source', 'missing.reason', 'missing.held', 'missing.since', 'missing.action'] as const
  const rows = newsroom
    .missingSources()
    .map(({ source, isRunning, reason, held, known, since }) => [
      html`<code>${source}</code>`,
      html`<strong class="bad">${say(view, `admin:missing.reasons.${isRunning && reason === 'empty' ? 'nothing' : reason}`)}</strong>`,
      say(view, 'admin:missing.of', { held: numberIn(language, held), known: numberIn(language, known) }),
      moment(view, since),
      html`${held > 0 && html`<form method="post" action="/admin/"><input type="hidden" name="source" value="${source}">${tokenField}<button name="action" value="${CONFIRM}">${say(view, 'admin:missing.confirm')}</button></form>`}`,
    ])
  const note = html`<p class="note" role="alert">${say(view, 'admin:missing.note')}</p>\n`
  return tablePart(view, 'missing', columns, rows, rows.length > 0 && note)
}

/** The sources in running systems: when each was fetched last, and why it could not be. */
export function sourcesPart(view: View): Html | false {
  const columns = ['missing.source', 'sources.type', 'sources.fetched', 'sources.state'] as const
  const rows = view.sources.map(({ name, type, fetchedAt, error, failures, isFetching }) => [
    html`<code>${name}</code>`,
    type,
    fetchedAt === undefined ? say(view, 'admin:sources.never') : moment(view, fetchedAt),
    error !== undefined && failures > 0
      ? html`<strong class="bad">${sayEnglish(view, 'admin:sources.failed', { error, count: failures })}</strong>`
      : say(view, isFetching ? 'admin:sources.now' : 'admin:sources.ok'),
  ])
  const heading = say(view, 'admin:sources.heading')
  return rows.length > 0 && part('sources', heading, table(view, heading, columns, rows))
}

const PROBLEMS_MAX = 1000

const PROBLEM_COLUMNS = ['quarantine.file', 'quarantine.place', 'quarantine.reason', 'quarantine.message'] as const

function problemRow(words: Context, { file, place, reason, message, severity, moreFiles }: Problem): Html[] {
  return [
    html`<a href="/admin/articles?q=${encodeURIComponent(file)}"><code>${file}</code></a>${moreFiles && html` +${numberIn(words.language, moreFiles)}`}`,
    html`<code>${place}</code>`,
    html`<code>${reason}</code>${severity && html` <small>${say(words, 'admin:quarantine.warning')}</small>`}`,
    html`<span lang="en" dir="ltr">${message}</span>`,
  ]
}

export function problemsTable(words: Context, label: string, problems: readonly Quarantined[]): Html {
  const rows = problems.map((problem) => problemRow(words, problem))
  return table(words, label, PROBLEM_COLUMNS, rows)
}

export function quarantinePart(view: View): Html {
  const problems = collapsed(view.newsroom.quarantine())
  const rows = problems.slice(0, PROBLEMS_MAX).map((problem) => problemRow(view, problem))
  const omitted = problems.length - rows.length
  const note = omitted > 0 && html`<p class="soft">${say(view, 'admin:quarantine.more', { count: omitted })}</p>`
  const advice = html`<p>${say(view, 'admin:quarantine.todo')}</p>\n`
  return tablePart(view, 'quarantine', PROBLEM_COLUMNS, rows, rows.length > 0 && advice, html`\n${note}`)
}

/** Files below the sources that are no articles, with an example for each reason. */
export function skippedPart(view: View): Html {
  const columns = [
    'missing.source',
    'skipped.pattern',
    'quarantine.reason',
    'skipped.count',
    'skipped.example',
  ] as const
  const rows = view.newsroom
    .skippedFiles()
    .map(({ source, pattern, reason, count, example }) => [
      html`<code>${source}</code>`,
      html`${pattern && html`<code>${pattern}</code>`}`,
      say(view, `admin:skipped.reasons.${reason}`),
      figure(view, count),
      html`<code>${example}</code>`,
    ])
  return tablePart(view, 'skipped', columns, rows)
}
