import type { RefreshReport } from '../domain/refresh-report.ts'
import { type Html, html } from '../feeds/markup.ts'
import { languageName, numberIn, spanIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import { figure, moment, part, say, sayEnglish, tablePart, type View } from './view.ts'

export function editionPart(view: View): Html {
  const { newsroom, language, role } = view
  const edition = newsroom.current()?.edition
  const outdated = newsroom.outdated()
  const fact = (key: Key, value: Html | string) => html`<div><dt>${say(view, key)}</dt><dd>${value}</dd></div>`
  const articles = [...(edition?.extents ?? [])].map(
    ([tag, { entries }], index) =>
      html`${index > 0 && ' · '}<bdi lang="${tag}">${languageName(tag, tag)}</bdi>\u00a0${numberIn(language, entries)}`,
  )
  const facts = edition && [
    fact('admin:edition.revision', numberIn(language, edition.revision)),
    fact('admin:edition.instant', moment(view, edition.instant)),
    fact('admin:edition.modified', moment(view, edition.modified)),
    fact('admin:edition.feeds', numberIn(language, edition.feeds.size)),
    fact('admin:edition.articles', html`${articles}`),
  ]
  return part(
    'edition',
    say(view, 'admin:edition.heading'),
    html`${outdated && html`<p class="note" role="alert">${say(view, `admin:edition.behind.${outdated}`)}</p>`}
${!edition && html`<p class="note">${say(view, 'admin:edition.none')}</p>`}
<dl class="facts">${facts}${fact('admin:edition.role', say(view, `admin:edition.roles.${role}`))}</dl>`,
  )
}

/** The latest refreshes of all processes that share the store. */
export function refreshesPart(view: View): Html {
  const { refreshes, language } = view
  const columns = ['refreshes.at', 'refreshes.took', 'edition.revision', 'refreshes.what'] as const
  const rows = refreshes.map((record) => [
    moment(view, record.at),
    figure(view, record.milliseconds, spanIn(language, record.milliseconds)),
    record.ok ? numberIn(language, record.revision) : say(view, 'admin:watch.unknown'),
    changeOf(view, record),
  ])
  return tablePart(view, 'refreshes', columns, rows)
}

function changeOf(view: View, record: RefreshReport): Html {
  if (!record.ok)
    return html`<strong class="bad">${sayEnglish(view, 'admin:refreshes.failed', { error: record.error })}</strong>`
  const { files, articles, feeds, quarantined, scopes } = record
  const counts = [
    ['files', files.changed],
    ['vanished', files.vanished],
    ['articles', articles],
    ['feeds', feeds],
    ['quarantined', quarantined],
  ] as const
  const texts = counts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => say(view, `admin:refreshes.${name}`, { count }))
  if (files.changed + files.vanished + articles + feeds === 0) texts.unshift(say(view, 'admin:refreshes.nothing'))
  const ellipsis = feeds > scopes.length ? ' …' : ''
  return html`${texts.join(' · ')}${scopes.length > 0 && html`<br><small class="soft" dir="ltr">${scopes.join(', ')}${ellipsis}</small>`}`
}
