import { type Html, html } from '../feeds/markup.ts'
import { type Condition, conditionsIn, sectionOf, textOf } from './conditions.ts'
import { readiness } from './status.ts'
import { part, say, type View } from './view.ts'

/** The problems that an operator has to solve; of several levels, the first. */
export function problemsOf(view: View): readonly Condition[] {
  const { newsroom, refreshes, sources, site, push, occurrences, now } = view
  const ready = readiness({ newsroom, now: () => now }, true, sources, refreshes[0])
  const { failing } = push
  const state = { ready, interval: site.interval, quarantine: newsroom.quarantine(), failing, occurrences }
  const conditions = conditionsIn(state)
  return [...Map.groupBy(conditions, ({ kind, subject = '' }) => `${kind} ${subject}`).values()].flatMap(
    ([first]) => first ?? [],
  )
}

/** The first section: whether all is well, and the problems with links to their sections. */
export function healthPart(view: View, problems: readonly Condition[]): Html {
  const count = problems.length
  const heading = count > 0 ? say(view, 'admin:health.problems', { count }) : say(view, 'admin:health.well')
  const rows = problems.map((problem) => {
    const { subject, detail } = problem
    return html`<li><a href="#${sectionOf(problem)}">${textOf(view, problem)}</a>${subject && html` <code>${subject}</code>`}${detail && html` <span lang="en" dir="ltr">${detail}</span>`}</li>\n`
  })
  return part('health', heading, html`<ul${count > 0 && html` class="problems"`}>\n${rows}</ul>`)
}
