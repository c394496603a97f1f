import type { Wishes } from './attributes.ts'
import type { Direction, Headline, Headlines, Picture } from './headlines.ts'

/** The class and the part have the same name: pages can style every part that our style names. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name: string, text = '') {
  const element = document.createElement(tag)
  element.className = name
  element.setAttribute('part', name)
  element.textContent = text
  return element
}

/** Opens in the same tab. */
export function linkTo(url: string, name: string, text: string): HTMLAnchorElement {
  const link = make('a', name, text)
  link.href = url
  link.rel = 'noopener'
  return link
}

/** Sets the language and the direction of a text. */
export function spoken(element: HTMLElement, language: string, direction: Direction): void {
  element.lang = language
  element.dir = direction
}

/** Screen readers get the title first; the style moves the picture before it. */
export function itemOf(headline: Headline, feed: Headlines, show: Wishes['show']): HTMLLIElement {
  const { language, direction, texts } = feed
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
    item.append(figureOf(headline.image, texts))
  }
  return item
}

function figureOf({ url, alt, credit }: Picture, texts: Headlines['texts']): HTMLElement {
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
    spoken(caption, texts.language, texts.direction)
    // The style clamps the credit to two lines; the tooltip shows all of it.
    caption.title = credit
    figure.append(caption)
  }
  return figure
}
