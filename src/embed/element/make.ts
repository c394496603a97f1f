import type { Direction } from './headlines.ts'

/** The class and the part have the same name: pages can style every part that our style names. */
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
