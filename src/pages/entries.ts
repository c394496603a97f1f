import { audioOf, type Media, type Variant } from '../domain/article.ts'
import { dayOf, type Month } from '../domain/calendar.ts'
import type { Feed } from '../domain/feed.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Published } from '../editions/published.ts'
import { correctionNotice } from '../feeds/entry.ts'
import { labelsOf } from '../feeds/item-facts.ts'
import { languageAttributes, localized } from '../feeds/localized.ts'
import { Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { dateIn, languageName, monthIn, numberIn, timeIn, weekdayIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import type { Shown } from '../store/variants.ts'
import { dayId } from './calendar.ts'

/** Longer lists show only titles and times, because the page of a long month would load slowly. */
const FULL_ENTRIES_MAX = 40

/** The newest entries, the first of them larger; those of a month under their days. */
export function entryList(published: Published, key: FeedKey, entries: readonly Shown[]): Html {
  const { site, catalog } = published.context
  const [language] = key.languages
  if (entries.length === 0) return html`<p>${localized(catalog, language, 'pages:feed.empty')}</p>`
  if (key.month === null) return html`<ul class="entries front">\n${fullEntries(published, key, entries)}</ul>`
  const isFull = entries.length <= FULL_ENTRIES_MAX
  const days = Map.groupBy(entries, ({ variant }) => dayOf(variant.published, site.timeZone))
  return html`${[...days].map(
    ([day, ofDay]) => html`<h2 class="day" id="${dayId(day)}">${weekdayIn(language, day)}</h2>
<ul class="${isFull ? 'entries' : 'feeds'}">
${isFull ? fullEntries(published, key, ofDay) : titles(published, key, ofDay)}</ul>\n`,
  )}`
}

/** `after` is added to an entry. */
export function fullEntries(
  published: Published,
  key: FeedKey,
  entries: readonly Shown[],
  after: (article: string) => Html | false = () => false,
): Html[] {
  const { site, catalog } = published.context
  const [pageLanguage] = key.languages
  return entries.map(({ variant }, index) => {
    const { language, title, url, summary, published, image } = variant
    const audio = audioOf(variant)
    const attributes = ownAttributes(pageLanguage, language)
    const { paid, facts } = labelled(catalog, variant, attributes)
    const credit = image?.credit && localized(catalog, pageLanguage, 'embed:photo', { credit: image.credit })
    const time = key.month === null ? dateIn : timeIn
    const correction = key.topic.kind === 'corrections' && variant.correction
    return html`<li>${image && picture(image, key.month === null && index === 0)}<div>
<h3><a href="${url}"${attributes}>${title}</a></h3>
<p class="soft">${paid}<time datetime="${new Date(published).toISOString()}">${time(pageLanguage, site.timeZone, published)}</time>${facts}${credit && html` · ${credit}`}${languageNote(catalog, key, language)}</p>
${correction && html`${new Html(correctionNotice(catalog, correction, pageLanguage))}\n`}${summary && html`<p>${attributes ? html`<span${attributes}>${summary}</span>` : summary}</p>\n`}${audio && html`<audio controls preload="none" src="${audio.url}"></audio>\n`}${after(variant.article)}</div></li>\n`
  })
}

function titles({ context: { site, catalog } }: Published, key: FeedKey, entries: readonly Shown[]): Html[] {
  const [pageLanguage] = key.languages
  return entries.map(({ variant }) => {
    const { language, title, url, published } = variant
    const attributes = ownAttributes(pageLanguage, language)
    return html`<li><a href="${url}"${attributes}>${title}</a> <span class="soft">${labelled(catalog, variant, attributes).paid}<time datetime="${new Date(published).toISOString()}">${timeIn(pageLanguage, site.timeZone, published)}</time>${languageNote(catalog, key, language)}</span></li>\n`
  })
}

/** The label of an article that is paid for; the kind of any other one, its part of a series, its place. */
function labelled(catalog: Catalog, variant: Variant, attributes: Html | false) {
  const { kind, paid, part } = labelsOf(catalog, variant).labels ?? {}
  const { place } = variant.facts ?? {}
  const facts = [...[paid ? undefined : kind, part].map((text) => text && new Html(text)), place?.name]
  return {
    paid: paid && html`<strong${attributes}>${new Html(paid)}</strong> · `,
    facts: facts.flatMap((fact) => (fact ? html` · <span${attributes}>${fact}</span>` : [])),
  }
}

/** For entries in another language than the page. They keep the page's alignment, because the attributes are inline. */
function ownAttributes(pageLanguage: Language, language: Language): Html | false {
  return language !== pageLanguage && languageAttributes(language)
}

/** The language of an entry if it is not the page's, and that the entry stands in if it is none of the feed's. */
function languageNote(
  catalog: Published['context']['catalog'],
  { languages }: FeedKey,
  language: Language,
): Html | null {
  const [pageLanguage] = languages
  if (language === pageLanguage) return null
  const name = languageName(pageLanguage, language)
  if (languages.includes(language)) return html` · ${name}`
  return html`<br>${localized(catalog, pageLanguage, 'feeds:item.fallback', { language: name })}`
}

/** The fixed size reserves the space, so that nothing moves when the picture loads. The first one is in view at once. */
function picture({ url, alt }: Media, isFirst: boolean): Html {
  const loading = isFirst
    ? html`width="640" height="360" fetchpriority="high"`
    : html`width="160" height="107" loading="lazy"`
  return html`<img src="${url}" alt="${alt ?? ''}" ${loading} decoding="async">`
}

/** Of more years, only the newest is unfolded. */
const OPEN_YEARS_MAX = 3

/** Months by year, newest first. A feed without a list of months links to the months before and after. */
export function archive(published: Published, feed: Feed, months: readonly Month[]): Html | null {
  const { catalog } = published.context
  const { key } = feed
  const [language] = key.languages
  if (months.length === 0 || key.month !== null) return monthsBeside(published, feed)
  const years = [...Map.groupBy(months, (month) => month.slice(0, 4))]
  const folds = years.length > OPEN_YEARS_MAX
  return html`<h2>${localized(catalog, language, 'pages:feed.archive')}</h2>
<div class="archive">
${years.map(([year, monthsOfYear], index) => {
  const name = numberIn(language, Number(year), { useGrouping: false })
  const links = monthsOfYear.map(
    (month) => html`<a href="${folderOf({ ...key, month })}">${monthIn(language, month, { month: 'long' })}</a> `,
  )
  return html`<details${(!folds || index === 0) && html` open`}><summary>${name}</summary>\n<p>${links}</p></details>\n`
})}</div>`
}

function monthsBeside({ context: { catalog } }: Published, { key, older, newer }: Feed): Html | null {
  const [language] = key.languages
  const link = (month: Month | null, text: Key): Html | null =>
    month &&
    html`<li><a href="${folderOf({ ...key, month })}">${localized(catalog, language, text, { month: monthIn(language, month) })}</a></li>\n`
  if (!older && !newer) return null
  return html`<ul class="row">
${link(older, 'pages:feed.older')}${link(newer, 'pages:feed.newer')}</ul>`
}
