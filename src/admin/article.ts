import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import { folderOf } from '../domain/feed-path.ts'
import { appearancesOf, type Obstacle, partnerFindings } from '../editions/appearances.ts'
import type { Published } from '../editions/published.ts'
import { type Html, html } from '../feeds/markup.ts'
import { languageName, monthIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import type { StoreReader } from '../store/port.ts'
import { problemsTable } from './problems.ts'
import { figure, moment, part, say, table, until, type Words } from './view.ts'

export const ARTICLES_PATH = '/admin/articles'

const ARTICLES_MAX = 10

type ArticleState = Awaited<ReturnType<typeof readArticle>>

/** The articles that have a name, with all that the store knows of them. Messages are in English. */
export async function readArticles(
  published: Published,
  reader: StoreReader,
  quarantine: readonly Quarantined[],
  name: string,
) {
  const ids = await reader.articlesNamed(name, ARTICLES_MAX)
  const articles = await Promise.all(ids.map((id) => readArticle(published, reader, quarantine, id)))
  // A file without a valid article has problems only.
  return { name, articles, problems: ids.length > 0 ? [] : quarantine.filter(({ file }) => file === name) }
}

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

/** The form that finds articles. It works in an address, too. */
export function articleForm(words: Words, name = ''): Html {
  return html`<form method="get" action="${ARTICLES_PATH}" role="search">
<input type="search" name="q" value="${name}" required aria-label="${say(words, 'admin:article.name')}" placeholder="${say(words, 'admin:article.name')}">
<button>${say(words, 'admin:article.find')}</button></form>`
}

/** The body of the page: each article's variants with their feeds, its problems, and the partners that refuse it. */
export function articlesBody(
  words: Words,
  { name, articles, problems }: Awaited<ReturnType<typeof readArticles>>,
): Html {
  return html`${articleForm(words, name)}
${articles.map((state) => articleSection(words, state))}${problems.length > 0 && part('quarantine', say(words, 'admin:quarantine.heading'), problemsTable(words, name, problems))}${
  name !== '' &&
  articles.length + problems.length === 0 &&
  html`<p role="status">${say(words, 'admin:article.none')}</p>`
}`
}

function articleSection(words: Words, { article, files, variants, problems, refusals }: ArticleState): Html {
  const heading = say(words, 'admin:quarantine.heading')
  const refused = say(words, 'admin:article.partners')
  const columns = ['article.partner', 'quarantine.reason', 'quarantine.message'] as const
  const rows = refusals.map(({ name, language, rule, message, source }) => [
    html`<code>${name}</code> ${languageIn(words, language)}`,
    html`<code>${rule}</code>`,
    html`<span lang="en" dir="ltr">${message} <a href="${source}">${new URL(source).host}</a></span>`,
  ])
  return html`<h2><code>${article}</code></h2>
${variants.map((state) =>
  variantSection(
    words,
    state,
    files.filter(({ language }) => language === state.variant.language),
  ),
)}${problems.length > 0 && html`<h3>${heading}</h3>\n${problemsTable(words, `${article}: ${heading}`, problems)}`}${rows.length > 0 && html`<h3>${refused}</h3>\n${table(words, `${article}: ${refused}`, columns, rows)}`}`
}

function variantSection(
  words: Words,
  { variant, appearances, obstacles }: ArticleState['variants'][number],
  files: ArticleState['files'],
): Html {
  const { language, title, published, updated, expires, url, guid } = variant
  const fact = (key: Key, value: Html | string) => html`<div><dt>${say(words, key)}</dt><dd>${value}</dd></div>`
  const heading = html`<bdi lang="${language}">${title}</bdi> <small class="soft">${languageIn(words, language)}</small>`
  const rows = appearances.map(({ scope, published, since, position }) => [
    html`<a href="${folderOf(scope)}" dir="ltr">${decodeURIComponent(folderOf(scope))}</a>`,
    position === null ? archived(words, published) : figure(words, position),
    instantIn(words, since),
  ])
  const columns = ['watch.feed', 'article.position', 'missing.since'] as const
  const reasons = obstacles.map((obstacle) => html`<li>${obstacleText(words, obstacle)}</li>`)
  return html`<h3>${heading}</h3>
<dl class="facts">${fact('admin:article.published', instantIn(words, published))}${fact('admin:edition.modified', instantIn(words, updated))}${
    expires !== null && fact('admin:article.expires', instantIn(words, expires))
  }${fact('admin:article.url', html`<a href="${url}">${url}</a>`)}${guid && html`<div><dt>guid</dt><dd><code>${guid}</code></dd></div>`}${fact(
    'admin:quarantine.file',
    html`${files.map(({ file }) => html`<code>${file}</code> `)}`,
  )}</dl>
${
  rows.length > 0
    ? table(words, `${variant.article}, ${languageIn(words, language)}`, columns, rows)
    : html`<p class="bad">${say(words, 'admin:article.unseen')}</p>\n<ul>${reasons}</ul>`
}\n`
}

function obstacleText(words: Words, obstacle: Obstacle): Html {
  if (obstacle.reason === 'duplicate') return html`<span lang="en" dir="ltr">${obstacle.message}</span>`
  const { reason, at } = obstacle
  return html`${say(words, `admin:article.${reason}`)}${at !== undefined && html` · ${instantIn(words, at)}`}`
}

function archived(words: Words, published: Instant): string {
  const month = monthIn(words.language, monthOf(published, words.site.timeZone))
  return say(words, 'admin:article.archive', { month })
}

function languageIn({ language }: Words, named: Variant['language']): string {
  return languageName(language, named)
}

function instantIn(words: Words, instant: Instant): Html {
  return instant > words.now ? until(words, instant) : moment(words, instant)
}
