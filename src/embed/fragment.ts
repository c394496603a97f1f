import type { Look } from '../domain/look.ts'
import { type Html, html } from '../feeds/markup.ts'
import type { Headline, Headlines } from './headlines.ts'

/**
 * Headlines as a piece of a page: for servers that include it (SSI, ESI), and for the page in a frame. Without a style of its
 * own; every part has a class.
 */
export function fragmentOf(headlines: Headlines, { count, show }: Pick<Look, 'count' | 'show'>): Html {
  const { language, direction, title, page, more, empty } = headlines
  const items = headlines.items.slice(0, count)
  return html`<section class="polyfeed" lang="${language}" dir="${direction}">
<h2 class="polyfeed-heading"><a href="${page}" rel="noopener">${title}</a></h2>
${
  items.length === 0
    ? html`<p class="polyfeed-empty">${empty}</p>`
    : html`<ul class="polyfeed-list">
${items.map((item) => itemOf(item, headlines, show))}</ul>`
}
<p class="polyfeed-more"><a href="${page}" rel="noopener">${more}</a></p>
</section>
`
}

function itemOf(item: Headline, reader: Headlines, show: Look['show']): Html {
  const { title, url, published, date, language, direction, summary } = item
  const image = show.includes('images') ? item.image : null
  const foreign = language !== reader.language && html` lang="${language}" dir="${direction}"`
  const size = image?.width && image.height && html` width="${image.width}" height="${image.height}"`
  return html`<li class="polyfeed-item">
${
  image &&
  html`<img class="polyfeed-image" src="${image.url}" alt="${image.alt}"${size} loading="lazy" decoding="async">
`
}<div class="polyfeed-text">
<h3 class="polyfeed-title"${foreign}><a class="polyfeed-link" href="${url}" rel="noopener">${title}</a></h3>
<p class="polyfeed-date"><time class="polyfeed-time" datetime="${published}">${date}</time>${image?.credit && html` <small class="polyfeed-credit">${image.credit}</small>`}</p>
${
  show.includes('summaries') &&
  summary !== null &&
  html`<p class="polyfeed-summary"${foreign}>${summary}</p>
`
}</div>
</li>
`
}
