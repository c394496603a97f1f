import type { Look } from '../domain/look.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Headline, Headlines } from './headlines.ts'

/** CSS pixels of a picture on a page without style. */
const IMAGE_WIDTH = 160

/** Headlines as HTML for SSI, ESI and the page in a frame. It has no style; every part has a class. */
export function fragmentOf(headlines: Headlines, { count, show }: Pick<Look, 'count' | 'show'>): Html {
  const { language, direction, title, page, more, support, empty, texts } = headlines
  const textAttributes = texts && attributesOf(texts)
  const items = headlines.items.slice(0, count)
  return html`<section class="polyfeed" lang="${language}" dir="${direction}">
<h2 class="polyfeed-heading"><a href="${page}" rel="noopener">${title}</a></h2>
${
  items.length === 0
    ? html`<p class="polyfeed-empty"${textAttributes}>${empty}</p>`
    : html`<ul class="polyfeed-list">
${items.map((item) => itemOf(item, headlines, show))}</ul>`
}
<p class="polyfeed-more"${textAttributes}><a href="${page}" rel="noopener">${more}</a></p>
${show.includes('support') && support && html`<p class="polyfeed-more polyfeed-support"${textAttributes}><a href="${support.url}" rel="payment noopener">${support.text}</a></p>\n`}</section>\n`
}

function itemOf(item: Headline, feed: Headlines, show: Look['show']): Html {
  const { title, url, published, date, language, summary } = item
  const paid = item.labels?.paid
  const image = show.includes('images') ? item.image : null
  const languageAttributes = language !== feed.language && attributesOf(item)
  // Without a style sheet, the attributes are the size on the page.
  const height = image?.width && image.height && Math.round((IMAGE_WIDTH * image.height) / image.width)
  return html`<li class="polyfeed-item">
${image && html`<img class="polyfeed-image" src="${image.url}" alt="${image.alt}" width="${IMAGE_WIDTH}"${height && html` height="${height}"`} loading="lazy" decoding="async">\n`}<div class="polyfeed-text">
<h3 class="polyfeed-title"${languageAttributes}><a class="polyfeed-link" href="${url}" rel="noopener">${title}</a></h3>
<p class="polyfeed-date">${paid && html`<strong class="polyfeed-paid"${languageAttributes || (feed.texts && attributesOf(feed.texts))}>${paid}</strong> `}<time class="polyfeed-time" datetime="${published}">${date}</time>${image?.credit && html` <small class="polyfeed-credit"${feed.texts && attributesOf(feed.texts)}>${image.credit}</small>`}</p>
${show.includes('summaries') && summary !== null && html`<p class="polyfeed-summary"${languageAttributes}>${summary}</p>\n`}</div>
</li>\n`
}

function attributesOf({ language, direction }: Pick<Headline, 'language' | 'direction'>): Html {
  return html` lang="${language}" dir="${direction}"`
}
