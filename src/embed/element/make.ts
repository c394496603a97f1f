import type { Direction } from './headlines.ts'

/** An element with its class and its part, which are called the same: what the style names, pages may style, too. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  name: string,
  text = '',
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  element.className = name
  element.setAttribute('part', name)
  element.textContent = text
  return element
}

/** A link on the same tab, which tells the page behind it nothing of this one's window. */
export function linkTo(url: string, name: string, text: string): HTMLAnchorElement {
  const link = make('a', name, text)
  link.href = url
  link.rel = 'noopener'
  return link
}

/** What language a text is in, and which way it runs. */
export function spoken(element: HTMLElement, language: string, direction: Direction): void {
  element.lang = language
  element.dir = direction
}
