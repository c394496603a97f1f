import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import { AppError } from '../domain/errors.ts'
import { folderOf } from '../domain/feed-path.ts'
import { appearancesOf, type Obstacle, partnerFindings } from '../editions/appearances.ts'
import type { Published } from '../editions/published.ts'
import { type Html, html } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import { languageName, monthIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import { page } from '../pages/layout.ts'
import { ADMIN_STYLE } from '../pages/style.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Store, StoreReader } from '../store/port.ts'
import { NOT_FOR_SEARCH } from './page.ts'
import { problemsTable } from './problems.ts'
import { articleForm, type Context, feedLink, figure, moment, part, say, table, until } from './view.ts'

const ARTICLES_MAX = 10

type ArticleState = Awaited<ReturnType<typeof readArticle>>

/** The page of the articles that have a name. @throws AppError `not_ready` */
export async function articlesPage(
  { newsroom, store }: { readonly newsroom: Newsroom; readonly store: Pick<Store, 'snapshot'> },
  context: Context,
  name: string,
): Promise<string> {
  const published = newsroom.current()
  if (!published) throw new AppError('not_ready', 'there is no edition yet')
  const quarantine = newsroom.quarantine()
  const articles = await store.snapshot(async (reader) => {
    const ids = await reader.articlesNamed(name, ARTICLES_MAX)
    return Promise.all(ids.map((id) => readArticle(published, reader, quarantine, id)))
  })
  // A file without a valid article has problems only.
  const problems = articles.length > 0 ? [] : quarantine.filter(({ file }) => file === name)
  const { site, language } = context
  const title = say(context, 'admin:article.find')
  const heading = say(context, 'admin:quarantine.heading')
  return page({
    ...{ ...context, title, style: ADMIN_STYLE, head: NOT_FOR_SEARCH },
    body: html`<p><a href="/admin/">${say(context, 'admin:title', { site: siteTitle(site, language) })}</a></p>
<h1>${title}</h1>
${articleForm(context, name)}
${articles.map((state) => articleSection(context, state))}${problems.length > 0 && part('quarantine', heading, problemsTable(context, name, problems))}${
  name !== '' &&
  articles.length + problems.length === 0 &&
  html`<p role="status">${say(context, 'admin:article.none')}</p>`
}`,
  })
}

/** All that the store knows of an article. Messages are in English. */
async function readArticle(
  published: Published,
  reader: StoreReader,
  quarantine: readonly Quarantined[],
  article: string,
) {
  const { site } = published.context
  const { instant } = published.edition
  const files = await reader.filesOf(article)
  const problemsOf = (file: string) => quarantine.filter((problem) => problem.file === file)
  const withdrawals = await reader.withdrawalsOf([article])
  const variants = await Promise.all(
    (await reader.variantsOf(article)).map(async (variant) => {
      const { language } = variant
      const problems = problemsOf(await reader.fileOf({ article, language }))
      const { appearances, obstacles } = await appearancesOf(reader, site, variant, { problems, instant })
      const withdrawn = withdrawals.find((one) => one.language === language)?.at
      return { variant, appearances, obstacles: obstacles.map((one) => withDate(one, withdrawn)) }
    }),
  )
  const refusals = []
  for (const [name, partner] of site.partners) {
    if (!partner.profile) continue
    for (const language of partner.languages) {
      const { findings } = await partnerFindings(published, reader, [name, partner], language, article)
      const refused = findings.filter((one) => one.article !== null && one.severity === 'refused')
      refusals.push(...refused.map((one) => ({ ...one, name, language })))
    }
  }
  const names = [...new Set(files.map(({ file }) => file))]
  return { article, files, variants, refusals, problems: names.flatMap(problemsOf) }
}

function withDate(obstacle: Obstacle, at: Instant | undefined): Obstacle {
  return obstacle.reason === 'withdrawn' && at !== undefined ? { ...obstacle, at } : obstacle
}

function articleSection(context: Context, { article, files, variants, problems, refusals }: ArticleState): Html {
  const heading = say(context, 'admin:quarantine.heading')
  const refused = say(context, 'admin:article.partners')
  const columns = ['article.partner', 'quarantine.reason', 'quarantine.message'] as const
  const rows = refusals.map(({ name, language, rule, message, source }) => [
    html`<code>${name}</code> ${languageIn(context, language)}`,
    html`<code>${rule}</code>`,
    html`<span lang="en" dir="ltr">${message} <a href="${source}">${new URL(source).host}</a></span>`,
  ])
  return html`<h2><code>${article}</code></h2>
${variants.map((state) =>
  variantSection(
    context,
    state,
    files.filter(({ language }) => language === state.variant.language),
  ),
)}${problems.length > 0 && html`<h3>${heading}</h3>\n${problemsTable(context, `${article}: ${heading}`, problems)}`}${rows.length > 0 && html`<h3>${refused}</h3>\n${table(context, `${article}: ${refused}`, columns, rows)}`}`
}

function variantSection(
  context: Context,
  { variant, appearances, obstacles }: ArticleState['variants'][number],
  files: ArticleState['files'],
): Html {
  const { language, title, published, updated, expires, url, guid } = variant
  const fact = (key: Key, value: Html | string) => html`<div><dt>${say(context, key)}</dt><dd>${value}</dd></div>`
  const heading = html`<bdi lang="${language}">${title}</bdi> <small class="soft">${languageIn(context, language)}</small>`
  const rows = appearances.map(({ scope, published, since, position }) => [
    feedLink(folderOf(scope)),
    position === null ? archived(context, published) : figure(context, position),
    instantIn(context, since),
  ])
  const columns = ['watch.feed', 'article.position', 'missing.since'] as const
  const reasons = obstacles.map((obstacle) => html`<li>${obstacleText(context, obstacle)}</li>`)
  return html`<h3>${heading}</h3>
<dl class="facts">${fact('admin:article.published', instantIn(context, published))}${fact('admin:edition.modified', instantIn(context, updated))}${
    expires !== null && fact('admin:article.expires', instantIn(context, expires))
  }${fact('admin:article.url', html`<a href="${url}">${url}</a>`)}${guid && html`<div><dt>guid</dt><dd><code>${guid}</code></dd></div>`}${fact(
    'admin:quarantine.file',
    html`${files.map(({ file }) => html`<code>${file}</code> `)}`,
  )}</dl>
${
  rows.length > 0
    ? table(context, `${variant.article}, ${languageIn(context, language)}`, columns, rows)
    : html`<p class="bad">${say(context, 'admin:article.unseen')}</p>\n<ul>${reasons}</ul>`
}\n`
}

function obstacleText(context: Context, obstacle: Obstacle): Html {
  if (obstacle.reason === 'duplicate') return html`<span lang="en" dir="ltr">${obstacle.message}</span>`
  const { reason, at } = obstacle
  return html`${say(context, `admin:article.${reason}`)}${at !== undefined && html` · ${instantIn(context, at)}`}`
}

function archived(context: Context, published: Instant): string {
  const month = monthIn(context.language, monthOf(published, context.site.timeZone))
  return say(context, 'admin:article.archive', { month })
}

function languageIn({ language }: Context, named: Variant['language']): string {
  return languageName(language, named)
}

function instantIn(context: Context, instant: Instant): Html {
  return instant > context.now ? until(context, instant) : moment(context, instant)
}
