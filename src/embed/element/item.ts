import type { Wishes } from './attributes.ts'
import type { Headline, Headlines, Picture } from './headlines.ts'
import { linkTo, make, spoken } from './make.ts'

/** Screen readers get the title first; the style moves the picture before it. */
export function itemOf(headline: Headline, { language, direction }: Headlines, show: Wishes['show']): HTMLLIElement {
  const item = make('li', 'item')
  if (headline.language !== language || headline.direction !== direction) {
    spoken(item, headline.language, headline.direction)
  }
  const words = document.createElement('div')
  words.className = 'words'
  words.append(linkTo(headline.url, 'link', headline.title))
  if (show.includes('summaries') && headline.summary) words.append(make('p', 'summary', headline.summary))
  const time = make('time', 'time', headline.date)
  time.dateTime = headline.published
  // The date is in the feed's language, even if the article is not.
  words.append(time)
  if (headline.language !== language) time.lang = language
  item.append(words)
  if (show.includes('images') && headline.image) {
    item.classList.add('pictured')
    item.append(figureOf(headline.image))
  }
  return item
}

function figureOf({ url, alt, credit }: Picture): HTMLElement {
  const figure = document.createElement('figure')
  figure.className = 'figure'
  const image = make('img', 'image')
  image.loading = 'lazy'
  image.decoding = 'async'
  image.alt = alt
  image.src = url
  figure.append(image)
  if (credit) {
    const caption = make('figcaption', 'credit', credit)
    // The style clamps the credit to two lines; the tooltip shows all of it.
    caption.title = credit
    figure.append(caption)
  }
  return figure
}
