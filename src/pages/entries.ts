import type { Media } from '../domain/article.ts'
import { directionOf, type Language } from '../domain/language.ts'
import type { Published } from '../editions/published.ts'
import { type Html, html } from '../feeds/markup.ts'
import { dateIn, dayIn } from '../i18n/formats.ts'
import type { Shown } from '../store/variants.ts'

/** Of more entries a page has titles and days alone: nobody waits for all the rest of a long month. */
const MOST_IN_FULL = 40

/** A feed's entries, each with its picture, its date and its summary, as long as they are not too many. */
export function entryList(published: Published, spoken: Language, shown: readonly Shown[]): Html {
  const { site, catalog } = published.context
  if (shown.length === 0) return html`<p>${catalog.t(spoken, 'pages:feed.empty')}</p>`
  if (shown.length > MOST_IN_FULL) return titleList(published, spoken, shown)
  return html`<ul class="entries">
${shown.map(({ variant: { language, title, url, summary, published, image } }) => {
  const foreign = foreignTo(spoken, language)
  const credit = image?.credit && catalog.t(spoken, 'embed:photo', { credit: image.credit })
  return html`<li>${image && picture(image)}<div>
<a href="${url}"${foreign}>${title}</a>
<p class="soft"><time datetime="${new Date(published).toISOString()}">${dateIn(spoken, site.timeZone, published)}</time>${credit && html` · ${credit}`}</p>
${
  summary &&
  html`<p${foreign}>${summary}</p>
`
}</div></li>
`
})}</ul>`
}

function titleList({ context: { site } }: Published, spoken: Language, shown: readonly Shown[]): Html {
  return html`<ul class="feeds">
${shown.map(({ variant: { language, title, url, published } }) => {
  const foreign = foreignTo(spoken, language)
  return html`<li><a href="${url}"${foreign}>${title}</a> <time class="soft" datetime="${new Date(published).toISOString()}">${dayIn(spoken, site.timeZone, published)}</time></li>
`
})}</ul>`
}

/** What stands in for another language says so. */
function foreignTo(spoken: Language, language: Language): Html | false {
  return language !== spoken && html` lang="${language}" dir="${directionOf(language)}"`
}

/** In a box of its own size, so that nothing moves when it comes. */
function picture({ url, alt }: Media): Html {
  return html`<img src="${url}" alt="${alt ?? ''}" width="144" height="96" loading="lazy" decoding="async">`
}
