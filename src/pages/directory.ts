import { searchPath } from '../domain/embed-path.ts'
import { type ScopeKind, scopeId } from '../domain/feed-key.ts'
import { folderOf, opmlPath } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { directoryOf, type ListedFeed, largest, type Totals } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { localized, nameAttributes, textAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import { dayIn } from '../i18n/formats.ts'

/** The kinds of feeds that a language lists, with their headings. */
export const SECTIONS = [
  ['headlines', 'pages:home.headlines'],
  ['section', 'pages:home.sections'],
  ['tag', 'pages:home.tags'],
  ['author', 'pages:home.authors'],
  ['corrections', 'pages:home.corrections'],
] as const satisfies readonly (readonly [ScopeKind, string])[]

/** Each kind lists its largest feeds; the search finds the others. */
const FEEDS_PER_KIND_MAX = 60

/** The feeds that the page of a language lists. */
export function listedFeeds(published: Published, language: Language): readonly ListedFeed[] {
  return SECTIONS.flatMap(([kind]) => largestByName(directoryOf(published, language)[kind]))
}

/** Links to the lists of {@link directory}. */
export function directoryLinks(published: Published, language: Language): Html {
  const feeds = directoryOf(published, language)
  const links = SECTIONS.filter(([kind]) => feeds[kind].length > 0).map(
    ([kind, heading]) =>
      html`<li><a href="#${kind}">${localized(published.context.catalog, language, heading)}</a></li>\n`,
  )
  return html`<ul class="row screen">\n${links}</ul>`
}

/** `queryLinks`: whether pages with a query exist. */
export function directory(published: Published, language: Language, totals: Totals, queryLinks: boolean): Html {
  const { catalog } = published.context
  const feeds = directoryOf(published, language)
  return html`${SECTIONS.filter(([kind]) => feeds[kind].length > 0).map(
    ([kind, heading]) => html`<h2 id="${kind}">${localized(catalog, language, heading)}</h2>
${feedList(published, language, largestByName(feeds[kind]), totals)}
${feeds[kind].length > FEEDS_PER_KIND_MAX && html`<p class="soft">${localized(catalog, language, 'pages:home.more', { count: feeds[kind].length - FEEDS_PER_KIND_MAX })}</p>\n`}`,
  )}${queryLinks && feeds.tag.length > 1 && html`<h2>${localized(catalog, language, 'pages:pick.title')}</h2>\n${tagPicker(published, language, language, false)}`}
<p><a href="${opmlPath(language)}">${localized(catalog, language, 'pages:home.opml')}</a></p>`
}

/** A form that leads to the feed of several tags, or to the builder with that feed. Texts are in `textLanguage`. */
export function tagPicker(published: Published, language: Language, textLanguage: Language, forEmbed: boolean): Html {
  const { catalog } = published.context
  const tags = largestByName(directoryOf(published, language).tag)
  const label = catalog.t(textLanguage, 'pages:pick.tag')
  const input = html`<input name="tag" list="tags" aria-label="${label}" placeholder="${label}"${textAttributes(catalog, textLanguage, 'pages:pick.tag')} maxlength="100" autocomplete="off"`
  return html`<form class="pick screen" action="${searchPath(language)}">
${input} required>
<select name="operator" aria-label="${catalog.t(textLanguage, 'pages:pick.title')}"${textAttributes(catalog, textLanguage, 'pages:pick.title')}>
${(['every', 'some', 'without'] as const).map((one) => html`<option value="${one}"${textAttributes(catalog, textLanguage, `pages:pick.${one}`)}>${catalog.t(textLanguage, `pages:pick.${one}`)}</option>`)}</select>
${input} required>
${input}>
<datalist id="tags">${tags.map(({ name }) => html`<option value="${name}">`)}</datalist>
${forEmbed && html`<input type="hidden" name="embed" value="">`}<button>${localized(catalog, textLanguage, 'pages:pick.show')}</button>
</form>\n`
}

/** The largest feeds, in the order of their names. */
export function largestByName(feeds: readonly ListedFeed[]): readonly ListedFeed[] {
  if (feeds.length <= FEEDS_PER_KIND_MAX) return feeds
  const largestFeeds = new Set(largest(feeds, FEEDS_PER_KIND_MAX))
  return feeds.filter((feed) => largestFeeds.has(feed))
}

/** Feeds with their number of articles and their last change. */
export function feedList(published: Published, language: Language, feeds: readonly ListedFeed[], totals: Totals): Html {
  const { site, catalog } = published.context
  return html`<ul class="feeds">
${feeds.map(
  ({ scope, name, feed: { items, updated } }) =>
    html`<li><a href="${folderOf(scope)}"${nameAttributes(catalog, language, scope.kind)}>${name}</a> <span class="soft">${localized(catalog, language, 'pages:feed.items', { count: totals.get(scopeId(scope)) ?? items })} · <time datetime="${new Date(updated).toISOString()}">${dayIn(language, site.timeZone, updated)}</time></span></li>\n`,
)}</ul>`
}
