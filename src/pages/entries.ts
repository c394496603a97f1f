import { audioOf, type Media, type Variant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Feed } from '../domain/feed.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Published } from '../editions/published.ts'
import { labelsOf } from '../feeds/item-facts.ts'
import { languageAttributes, localized } from '../feeds/localized.ts'
import { Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { dateIn, dayIn, monthIn, numberIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import type { Shown } from '../store/variants.ts'

/** Longer lists show only titles and days, because the page of a long month would load slowly. */
const FULL_ENTRIES_MAX = 40

export function entryList(published: Published, pageLanguage: Language, entries: readonly Shown[]): Html {
  const { site, catalog } = published.context
  if (entries.length === 0) return html`<p>${localized(catalog, pageLanguage, 'pages:feed.empty')}</p>`
  if (entries.length > FULL_ENTRIES_MAX) return titleList(published, pageLanguage, entries)
  return html`<ul class="entries">
${entries.map(({ variant }) => {
  const { language, title, url, summary, published, image } = variant
  const audio = audioOf(variant)
  const attributes = ownAttributes(pageLanguage, language)
  const { paid, facts } = labelled(catalog, variant, attributes)
  const credit = image?.credit && localized(catalog, pageLanguage, 'embed:photo', { credit: image.credit })
  return html`<li>${image && picture(image)}<div>
<a href="${url}"${attributes}>${title}</a>
<p class="soft">${paid}<time datetime="${new Date(published).toISOString()}">${dateIn(pageLanguage, site.timeZone, published)}</time>${facts}${credit && html` · ${credit}`}</p>
${summary && html`<p${attributes}>${summary}</p>\n`}${audio && html`<audio controls preload="none" src="${audio.url}"></audio>\n`}</div></li>\n`
})}</ul>`
}

function titleList({ context: { site, catalog } }: Published, pageLanguage: Language, entries: readonly Shown[]): Html {
  return html`<ul class="feeds">
${entries.map(({ variant }) => {
  const { language, title, url, published } = variant
  const attributes = ownAttributes(pageLanguage, language)
  return html`<li><a href="${url}"${attributes}>${title}</a> ${labelled(catalog, variant, attributes).paid}<time class="soft" datetime="${new Date(published).toISOString()}">${dayIn(pageLanguage, site.timeZone, published)}</time></li>\n`
})}</ul>`
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

/** For entries in another language than the page. */
function ownAttributes(pageLanguage: Language, language: Language): Html | false {
  return language !== pageLanguage && languageAttributes(language)
}

/** The fixed size reserves the space, so that nothing moves when the picture loads. */
function picture({ url, alt }: Media): Html {
  return html`<img src="${url}" alt="${alt ?? ''}" width="144" height="96" loading="lazy" decoding="async">`
}

/** Months by year, newest first. A feed without a list of months links to the months before and after. */
export function archive(published: Published, feed: Feed, months: readonly Month[]): Html | null {
  const { catalog } = published.context
  const { key } = feed
  const [language] = key.languages
  if (months.length === 0) return monthsBeside(published, feed)
  const years = Map.groupBy(months, (month) => month.slice(0, 4))
  return html`<h2>${localized(catalog, language, 'pages:feed.archive')}</h2>
<dl class="archive">
${[...years].map(
  ([year, monthsOfYear]) => html`<dt>${numberIn(language, Number(year), { useGrouping: false })}</dt>
<dd>${monthsOfYear.map((month) => html`<a href="${folderOf({ ...key, month })}">${monthIn(language, month, { month: 'long' })}</a> `)}</dd>\n`,
)}</dl>`
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
