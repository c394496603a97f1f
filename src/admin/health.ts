import { withoutWarnings } from '../domain/article.ts'
import { type Html, html } from '../feeds/markup.ts'
import { agoIn } from '../i18n/formats.ts'
import { isStale } from './status.ts'
import { part, say, sayEnglish, type View } from './view.ts'

/** A section of the page with a problem that an operator has to solve. */
export type Problem = {
  readonly section: 'edition' | 'missing' | 'sources' | 'refreshes' | 'push' | 'quarantine'
  readonly text: Html
}

export function problemsOf(view: View): readonly Problem[] {
  const { newsroom, push, refreshes, sources, site, now, language } = view
  const problems: Problem[] = []
  const add = (section: Problem['section'], ...text: readonly (Html | string)[]): void =>
    void problems.push({ section, text: html`${text}` })
  const edition = newsroom.current()?.edition
  const outdated = newsroom.outdated()
  const ageMs = edition ? now - edition.instant : 0
  if (!edition) add('edition', say(view, 'admin:edition.none'))
  if (outdated) add('edition', say(view, `admin:edition.behind.${outdated}`))
  else if (isStale(ageMs, site)) add('edition', say(view, 'admin:health.stale', { ago: agoIn(language, ageMs) }))
  const [last] = refreshes
  if (last && !last.ok) add('refreshes', sayEnglish(view, 'admin:refreshes.failed', { error: last.error }))
  for (const { source } of newsroom.missingSources()) add('missing', html`<code>${source}</code>`)
  for (const { name, error = '', failures } of sources.filter((source) => source.failures > 0)) {
    const reason = sayEnglish(view, 'admin:sources.failed', { error, count: failures })
    add('sources', html`<code>${name}</code> ${reason}`)
  }
  if (push.failing.length > 0) add('push', say(view, 'admin:push.failing', { count: push.failing.length }))
  const errors = withoutWarnings(newsroom.quarantine()).length
  if (errors > 0) add('quarantine', say(view, 'admin:refreshes.quarantined', { count: errors }))
  return problems
}

/** The first section: whether all is well, and the problems with links to their sections. */
export function healthPart(view: View, problems: readonly Problem[]): Html {
  const count = problems.length
  const heading = count > 0 ? say(view, 'admin:health.problems', { count }) : say(view, 'admin:health.well')
  const rows = problems.map(
    ({ section, text }) => html`<li><a href="#${section}">${say(view, `admin:${section}.heading`)}</a> ${text}</li>\n`,
  )
  return part('health', heading, html`<ul${count > 0 && html` class="problems"`}>\n${rows}</ul>`)
}
