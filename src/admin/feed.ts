import { AppError } from '../domain/errors.ts'
import { scopeId } from '../domain/feed-key.ts'
import { folderOf, parsePath } from '../domain/feed-path.ts'
import { directoryOf, type ListedFeed } from '../editions/directory.ts'
import { type WatchedFeed, withRhythm } from '../editions/overview.ts'
import type { Published } from '../editions/published.ts'
import { type Html, html } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import { numberIn, spanIn } from '../i18n/formats.ts'
import { page } from '../pages/layout.ts'
import { WATCH } from '../pages/scripts.ts'
import { ADMIN_STYLE } from '../pages/style.ts'
import type { ReaderHistory } from '../readers/history.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { DailyRow } from '../store/daily.ts'
import type { EntryCount } from '../store/placements.ts'
import type { Store } from '../store/port.ts'
import { articleChart, CHART_DAYS, CHART_MS } from './charts.ts'
import { readerCharts } from './day-charts.ts'
import { NOT_FOR_SEARCH } from './page.ts'
import { programsPart } from './programs.ts'
import { type Context, feedLink, moment, part, say } from './view.ts'

export type FeedParts = {
  readonly newsroom: Pick<Newsroom, 'current'>
  readonly store: Pick<Store, 'entryCounts' | 'snapshot' | 'subscribedTopics'>
  readonly history: Pick<ReaderHistory, 'read'>
}

/** The facts of a feed that operators see. */
type FeedView = Context & {
  readonly folder: string
  /** `undefined` for a feed that is composed on request. */
  readonly watched: WatchedFeed | undefined
  readonly articleTimes: readonly EntryCount[]
  readonly days: readonly DailyRow[]
  readonly subscriptions: number
}

/** The page of the feed in a folder. @throws AppError `not_found` if the edition lacks it and it had no requests in 90 days */
export async function feedPage(
  { newsroom, store, history }: FeedParts,
  context: Context,
  folder: string,
): Promise<string> {
  const published = newsroom.current()
  const listed = published && listedIn(published, folder)
  const days = await history.read(folder)
  if (!listed && days.length === 0) {
    throw new AppError('not_found', `no feed at ${folder}, and no requests for one in 90 days`)
  }
  const topics = (await store.subscribedTopics()).filter(({ topic }) => topic.replace(/[^/]*$/, '') === folder)
  return pageOf({
    ...{ ...context, folder, days },
    watched: listed && (await store.snapshot((reader) => withRhythm(listed, reader, context.now))),
    articleTimes: listed ? await store.entryCounts([scopeId(listed.scope)], context.now - CHART_MS) : [],
    subscriptions: topics.reduce((sum, { subscriptions }) => sum + subscriptions, 0),
  })
}

function listedIn(published: Published, folder: string): ListedFeed | undefined {
  const parsed = parsePath(folder)
  const language = published.context.site.languages.find((one) => one === parsed?.languages[0])
  if (!parsed || !language) return undefined
  return directoryOf(published, language)[parsed.kind].find(({ scope }) => folderOf(scope) === folder)
}

function pageOf(view: FeedView): string {
  const { site, catalog, language, folder, watched, articleTimes, days } = view
  const charts = [...readerCharts(view, days), articleTimes.length > 0 && articleChart(view, articleTimes)].filter(
    Boolean,
  )
  return page({
    ...{ site, catalog, language, title: watched?.title ?? folder },
    ...{ style: ADMIN_STYLE, script: WATCH, head: NOT_FOR_SEARCH },
    body: html`<p><a href="/admin/">${say(view, 'admin:title', { site: siteTitle(site, language) })}</a></p>
<h1>${watched ? html`<bdi lang="${watched.scope.language}">${watched.title}</bdi>` : feedLink(folder)}</h1>
<p><a href="${folder}" dir="ltr">${site.feedUrl}${folder}</a></p>
<div id="parts">
${part('feed', say(view, 'admin:watch.feed'), factsOf(view))}${charts.length > 0 && part('charts', say(view, 'admin:charts.heading'), html`<div class="charts">${charts}</div>`)}${programsPart(view, days)}</div>`,
  })
}

function factsOf(view: FeedView): Html {
  const { language, watched, articleTimes, subscriptions } = view
  const fact = (name: Html | string, value: Html | string | false) =>
    html`${value && html`<div><dt>${name}</dt><dd>${value}</dd></div>`}`
  const { feed, newest = null, rhythm } = watched ?? {}
  const perDay = articleTimes.reduce((sum, { entries }) => sum + entries, 0) / CHART_DAYS
  const quiet = rhythm?.quiet && html` <strong class="bad">${say(view, 'admin:watch.quiet')}</strong>`
  return html`<dl class="facts">${
    feed && [
      fact(say(view, 'admin:watch.items'), numberIn(language, feed.items)),
      fact(say(view, 'admin:charts.articles'), numberIn(language, perDay, { maximumFractionDigits: 1 })),
      fact(say(view, 'admin:watch.newest'), newest !== null && html`${moment(view, newest)}${quiet}`),
      fact(say(view, 'admin:watch.usual'), rhythm ? spanIn(language, rhythm.medianPauseMs) : false),
      fact(html`<code>ETag</code>`, html`<code>${feed.version}</code>`),
      fact(html`<code>Last-Modified</code>`, html`<code>${new Date(feed.lastModified).toUTCString()}</code>`),
    ]
  }${fact(say(view, 'admin:feed.subscriptions'), numberIn(language, subscriptions))}</dl>`
}
