import { folderOf } from '../domain/feed-path.ts'
import { html } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import { numberIn } from '../i18n/formats.ts'
import { page } from '../pages/layout.ts'
import { WATCH } from '../pages/scripts.ts'
import { ADMIN_STYLE } from '../pages/style.ts'
import { chartsPart } from './charts.ts'
import { sectionOf } from './conditions.ts'
import { editionPart, refreshesPart } from './edition.ts'
import { feedsPart, readersPart } from './feeds.ts'
import { healthPart, problemsOf } from './health.ts'
import { missingPart, quarantinePart, skippedPart, sourcesPart } from './problems.ts'
import { pushPart } from './push.ts'
import { articleForm, say, type View } from './view.ts'

/** `refreshRequested`: whether to note that another process was asked to refresh, or that the refresh still runs. */
export function operatorsPage(view: View, formToken: string, refreshRequested: boolean): string {
  const { site, catalog, language } = view
  const home = site.languages.includes(language) ? language : site.languages[0]
  const title = say(view, 'admin:title', { site: siteTitle(site, language) })
  const tokenField = html`<input type="hidden" name="token" value="${formToken}">`
  const problems = problemsOf(view)
  const count = problems.length
  const sections = [
    ['edition', editionPart(view)],
    ['charts', chartsPart(view)],
    ['missing', missingPart(view, tokenField)],
    ['sources', sourcesPart(view)],
    ['refreshes', refreshesPart(view)],
    ['push', pushPart(view)],
    ['feeds', feedsPart(view)],
    ['quarantine', quarantinePart(view)],
    ['skipped', skippedPart(view)],
    ['readers', readersPart(view)],
  ] as const
  const hasProblem = ([id]: (typeof sections)[number]): boolean => problems.some((problem) => sectionOf(problem) === id)
  const ordered = [...sections.filter(hasProblem), ...sections.filter((section) => !hasProblem(section))]
  return page({
    ...{ site, catalog, language, title: count > 0 ? `(${numberIn(language, count)}) ${title}` : title },
    style: ADMIN_STYLE,
    script: WATCH,
    head: NOT_FOR_SEARCH,
    body: html`<p><a href="${folderOf({ language: home, kind: 'all' })}">${say(view, 'admin:feeds')}</a> · <a href="${view.stateFeed}">${say(view, 'admin:health.feed')}</a></p>
<h1>${title}</h1>
<div class="actions">
<form method="post" action="/admin/"><button name="action" value="refresh">${say(view, 'admin:refresh')}</button>${tokenField}</form>
<form method="post" action="/admin/logout"><button>${say(view, 'admin:logout')}</button>${tokenField}</form>
<span class="soft" data-scripted hidden>${say(view, 'admin:fresh')}</span>
</div>
${articleForm(view)}
${refreshRequested && html`<p class="note" role="status">${say(view, 'admin:asked')}</p>`}
<div id="parts">
${healthPart(view, problems)}${ordered.map(([, section]) => section)}</div>`,
  })
}

export function loginPage(view: Pick<View, 'site' | 'catalog' | 'language'>, tokenRejected: boolean): string {
  return page({
    ...view,
    title: say(view, 'admin:login.heading'),
    style: ADMIN_STYLE,
    head: NOT_FOR_SEARCH,
    body: html`<h1>${say(view, 'admin:login.heading')}</h1>
${tokenRejected && html`<p class="note" role="alert">${say(view, 'admin:login.wrong')}</p>`}
<form method="post" action="/admin/login" class="login">
<label for="token">${say(view, 'admin:login.token')}</label>
<input id="token" name="token" type="password" required autocomplete="current-password" autofocus>
<button>${say(view, 'admin:login.submit')}</button>
</form>`,
  })
}

export const NOT_FOR_SEARCH = html`<meta name="robots" content="noindex">\n`
