import { searchPath } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { ListedFeed } from '../editions/directory.ts'
import type { Overview, WatchedFeed } from '../editions/overview.ts'
import { nameAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import { languageName, numberIn, spanIn } from '../i18n/formats.ts'
import type { ReaderFigures } from '../readers/statistics.ts'
import { OTHER_FEEDS, SERVER } from '../store/daily.ts'
import { feedLink, figure, moment, part, say, table, tablePart, type View } from './view.ts'

const COLUMNS = (['feed', 'items', 'newest', 'usual', 'pollers', 'subscribers'] as const).map(
  (name) => `watch.${name}` as const,
)

/** Each language's feeds with their size, rhythm and readers. */
export function feedsPart(view: View): Html {
  return part(
    'feeds',
    say(view, 'admin:watch.heading'),
    html`<p class="soft">${say(view, 'admin:watch.rule')}</p>
${view.overviews.map((overview) => languageFeeds(view, overview))}`,
  )
}

function languageFeeds(view: View, { language, feeds, ended, others, omittedCount }: Overview): Html {
  const quiet = feeds.filter(isQuiet).length
  const name = languageName(language, language)
  const [all, ...rest] = feeds
  const sorted = [...(all ? [all] : []), ...rest.filter(isQuiet), ...rest.filter((feed) => !isQuiet(feed))]
  const rowsOf = (list: readonly (WatchedFeed | ListedFeed)[]) => list.map((feed) => rowOf(view, feed))
  const folded = (key: 'ended' | 'others', list: readonly (WatchedFeed | ListedFeed)[]) => {
    const summary = say(view, `admin:watch.${key}`, { count: list.length })
    return html`${list.length > 0 && html`<details id="${key}-${language}"><summary>${summary}</summary>\n${table(view, summary, COLUMNS, rowsOf(list))}</details>`}`
  }
  // With several languages, only those with quiet feeds are open at first.
  return html`<details id="feeds-${language}"${(quiet > 0 || view.overviews.length === 1) && html` open`}>
<summary><bdi lang="${language}">${name}</bdi> <span class="soft">${numberIn(view.language, feeds[0]?.feed.items ?? 0)}</span>${
    quiet > 0 &&
    html` <strong class="bad">${say(view, 'admin:watch.quiet')}: ${numberIn(view.language, quiet)}</strong>`
  }</summary>
${table(view, name, COLUMNS, rowsOf(sorted))}
${folded('ended', ended)}${folded('others', others)}${omittedCount > 0 && html`<p><a href="${searchPath(language)}">${say(view, 'admin:watch.others', { count: omittedCount })}</a></p>`}
</details>\n`
}

function isQuiet({ rhythm }: WatchedFeed): boolean {
  return rhythm?.quiet === true
}

function rowOf(view: View, watched: WatchedFeed | ListedFeed): readonly (Html | string)[] {
  const { scope, name, feed, newest, rhythm } = { newest: null, rhythm: null, ...watched }
  const { language, readers } = view
  const folder = folderOf(scope)
  const figures = readers.get(folder)
  // Feeds with few requests have no figures of their own.
  const readersOf = (name: keyof ReaderFigures): Html | string =>
    !figures && readers.has(OTHER_FEEDS) ? say(view, 'admin:watch.unknown') : figure(view, figures?.[name] ?? 0)
  return [
    // A tag and a section may have the same name; the path tells them apart.
    html`<a href="${folder}"><bdi${nameAttributes(view.catalog, scope.language, scope.kind) || html` lang="${scope.language}"`}>${name}</bdi></a>${
      rhythm?.quiet && html` <strong class="bad">${say(view, 'admin:watch.quiet')}</strong>`
    } <small>${feedLink(folder)}</small>`,
    figure(view, feed.items),
    newest === null ? say(view, 'admin:watch.unknown') : moment(view, newest),
    rhythm
      ? figure(view, rhythm.medianPauseMs, spanIn(language, rhythm.medianPauseMs))
      : say(view, 'admin:watch.unknown'),
    readersOf('pollers'),
    readersOf('subscribers'),
  ]
}

/** The page lists the feeds with the largest values of each figure. */
const FEEDS_PER_FIGURE = 20

const FIGURES = ['pollers', 'subscribers', 'claimed'] as const satisfies readonly (keyof ReaderFigures)[]

/** Figures of the feeds with the most readers. */
export function readersPart(view: View): Html {
  const { readers } = view
  const feeds = [...readers].filter(([feed]) => feed !== SERVER && feed !== OTHER_FEEDS)
  const largest = FIGURES.flatMap((name) =>
    feeds.toSorted(([, a], [, b]) => b[name] - a[name]).slice(0, FEEDS_PER_FIGURE),
  )
  const rowOf = (name: Html | string, figures: ReaderFigures) => [
    name,
    ...FIGURES.map((by) => figure(view, figures[by])),
  ]
  const rows = [...new Map(largest)].map(([feed, figures]) => rowOf(feedLink(feed), figures))
  const columns = (['feed', ...FIGURES] as const).map((column) => `watch.${column}` as const)
  const all = readers.get(SERVER)
  const note = html`<p class="soft">${say(view, 'admin:readers.note')}</p>\n`
  return tablePart(view, 'readers', columns, all ? [rowOf(say(view, 'admin:readers.all'), all), ...rows] : [], note)
}
