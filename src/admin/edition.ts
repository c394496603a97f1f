import type { RefreshReport } from '../domain/refresh-report.ts'
import { type Html, html } from '../feeds/markup.ts'
import { languageName, numberIn, spanIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import { moment, part, say, table, type View } from './view.ts'

/** What is served, how old it is, and whether it should be. */
export function editionPart(view: View): Html {
  const { newsroom, language, role } = view
  const published = newsroom.current()
  const behind = newsroom.outdated()
  const facts: (readonly [Key, Html | string])[] = published
    ? [
        ['admin:edition.revision', numberIn(language, published.edition.revision)],
        ['admin:edition.instant', moment(view, published.edition.instant)],
        ['admin:edition.modified', moment(view, published.edition.modified)],
        ['admin:edition.feeds', numberIn(language, published.edition.feeds.size)],
        [
          'admin:edition.articles',
          html`${[...published.edition.extents].map(
            ([one, { entries }], index) =>
              html`${index > 0 && ' · '}<bdi lang="${one}">${languageName(one, one)}</bdi>\u00a0${numberIn(language, entries)}`,
          )}`,
        ],
      ]
    : []
  return part(
    'edition',
    say(view, 'admin:edition.heading'),
    html`${behind && html`<p class="note" role="alert">${say(view, `admin:edition.behind.${behind}`)}</p>`}
${!published && html`<p class="note">${say(view, 'admin:edition.none')}</p>`}
<dl class="facts">${[...facts, ['admin:edition.role', say(view, `admin:edition.roles.${role}`)] as const].map(
      ([key, value]) => html`<div><dt>${say(view, key)}</dt><dd>${value}</dd></div>`,
    )}</dl>`,
  )
}

/** The last refreshes, whichever process they were of. */
export function refreshesPart(view: View): Html {
  const { refreshes, language } = view
  const heading = say(view, 'admin:refreshes.heading')
  const [at, took, what] = (['at', 'took', 'what'] as const).map((column) => say(view, `admin:refreshes.${column}`))
  const columns = [at, took, say(view, 'admin:edition.revision'), what] as string[]
  const rows = refreshes.map((record) => [
    moment(view, record.at),
    spanIn(language, record.milliseconds),
    record.ok ? numberIn(language, record.revision) : say(view, 'admin:watch.unknown'),
    changeOf(view, record),
  ])
  return part(
    'refreshes',
    heading,
    rows.length > 0 ? table(heading, columns, rows) : html`<p>${say(view, 'admin:refreshes.none')}</p>`,
  )
}

function changeOf(view: View, record: RefreshReport): Html {
  if (!record.ok)
    return html`<strong class="bad">${say(view, 'admin:refreshes.failed', { error: record.error })}</strong>`
  const { files, articles, feeds, quarantined, scopes } = record
  const counts = [
    ['files', files.changed],
    ['vanished', files.vanished],
    ['articles', articles],
    ['feeds', feeds],
    ['quarantined', quarantined],
  ] as const
  const said = counts
    .filter(([, count]) => count > 0)
    .map(([what, count]) => say(view, `admin:refreshes.${what}`, { count }))
  if (files.changed + files.vanished + articles + feeds === 0) said.unshift(say(view, 'admin:refreshes.nothing'))
  const more = feeds > scopes.length ? ' …' : ''
  return html`${said.join(' · ')}${scopes.length > 0 && html`<br><small class="soft" dir="ltr">${scopes.join(', ')}${more}</small>`}`
}
