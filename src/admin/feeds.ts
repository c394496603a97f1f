import { FORMATS } from '../domain/feed-key.ts'
import { folderOf, pathOf } from '../domain/feed-path.ts'
import type { Overview, Watched } from '../editions/overview.ts'
import { type Html, html } from '../feeds/markup.ts'
import { languageName, numberIn, spanIn } from '../i18n/formats.ts'
import type { ReaderFigures } from '../readers/statistics.ts'
import { moment, part, say, table, type View } from './view.ts'

const COLUMNS = ['feed', 'items', 'newest', 'usual', 'pollers', 'subscribers'] as const

/** Every language's feeds: how much is in them, when something came last, and who reads them. */
export function feedsPart(view: View): Html {
  return part(
    'feeds',
    say(view, 'admin:watch.heading'),
    html`<p class="soft">${say(view, 'admin:watch.rule')}</p>
${view.overviews.map((overview) => languageFeeds(view, overview))}`,
  )
}

function languageFeeds(view: View, { language, feeds, others }: Overview): Html {
  const columns = COLUMNS.map((column) => say(view, `admin:watch.${column}`))
  const quiet = feeds.filter(isQuiet).length
  const name = languageName(language, language)
  const [whole, ...rest] = feeds
  const inOrder = [...(whole ? [whole] : []), ...rest.filter(isQuiet), ...rest.filter((feed) => !isQuiet(feed))]
  const rows = inOrder.map((feed) => rowOf(view, feed))
  // Who has much to look at opens what is of interest; what has gone quiet is open.
  return html`<details id="feeds-${language}"${(quiet > 0 || view.overviews.length === 1) && html` open`}>
<summary><bdi lang="${language}">${name}</bdi> <span class="soft">${numberIn(view.language, feeds[0]?.feed.items ?? 0)}</span>${
    quiet > 0 &&
    html` <strong class="bad">${say(view, 'admin:watch.quiet')}: ${numberIn(view.language, quiet)}</strong>`
  }</summary>
${table(name, columns, rows)}
${others > 0 && html`<p class="soft">${say(view, 'admin:watch.others', { count: others })}</p>`}
</details>
`
}

function isQuiet({ rhythm }: Watched): boolean {
  return rhythm?.quiet === true
}

function rowOf(view: View, { scope, name, feed, newest, rhythm }: Watched): readonly (Html | string)[] {
  const { language, readerStats } = view
  const ofFormats = FORMATS.map((format) => readerStats.of(pathOf(scope, format)))
  const sum = (what: keyof ReaderFigures): number => ofFormats.reduce((total, figures) => total + figures[what], 0)
  return [
    // A tag may be called as a section is.
    html`<a href="${folderOf(scope)}"><bdi lang="${scope.language}">${name}</bdi></a>${
      rhythm?.quiet && html` <strong class="bad">${say(view, 'admin:watch.quiet')}</strong>`
    } <small class="soft" dir="ltr">${decodeURIComponent(folderOf(scope))}</small>`,
    numberIn(language, feed.items),
    newest === null ? say(view, 'admin:watch.unknown') : moment(view, newest),
    rhythm ? spanIn(language, rhythm.usual) : say(view, 'admin:watch.unknown'),
    numberIn(language, sum('pollers')),
    numberIn(language, sum('subscribers')),
  ]
}

/** Feeds with the most readers that are told of. */
const MOST = 20

const FIGURES = ['pollers', 'subscribers', 'claimed'] as const satisfies readonly (keyof ReaderFigures)[]

/** Who reads, feed by feed. */
export function readersPart(view: View): Html {
  const { readerStats, language } = view
  const paths = [...new Set(FIGURES.flatMap((by) => readerStats.largest(by, MOST)).map(([path]) => path))]
  const rowOf = (name: Html | string, figures: ReaderFigures) => [
    name,
    ...FIGURES.map((by) => numberIn(language, figures[by])),
  ]
  const rows = paths.map((path) => rowOf(html`<code>${path}</code>`, readerStats.of(path)))
  const columns = (['feed', ...FIGURES] as const).map((column) => say(view, `admin:watch.${column}`))
  const heading = say(view, 'admin:readers.heading')
  const sum = rowOf(say(view, 'admin:readers.all'), readerStats.all())
  return part(
    'readers',
    heading,
    html`<p class="soft">${say(view, 'admin:readers.note')}</p>
${rows.length > 0 ? table(heading, columns, [sum, ...rows]) : html`<p>${say(view, 'admin:readers.none')}</p>`}`,
  )
}
