import type { Wishes } from './attributes.ts'
import type { Headlines } from './headlines.ts'
import { linesOf, reservedSize } from './height.ts'
import { itemOf, linkTo, make, spoken } from './item.ts'
import { STYLE } from './style.ts'

/** Shared by all elements. A page's policy can forbid style elements (CSP 3 §6.1.15), but not a constructed sheet. */
let sheet: CSSStyleSheet | undefined

type Focus = { readonly element: Element; readonly id: string | undefined }

/** An element's shadow tree: the reserved room, which shows the page's own content until there are headlines. */
export class View {
  readonly #shadow: ShadowRoot
  readonly #room = make('div', 'room')
  readonly #fallback = document.createElement('div')
  readonly #list = make('ul', 'list')
  /** The items in the list, by everything that they show. */
  #items = new Map<string, HTMLLIElement>()

  constructor(host: HTMLElement) {
    if (!sheet) {
      sheet = new CSSStyleSheet()
      sheet.replaceSync(STYLE)
    }
    this.#shadow = host.attachShadow({ mode: 'open' })
    this.#shadow.adoptedStyleSheets = [sheet]
    this.#fallback.append(document.createElement('slot'))
    // Safari does not announce a list without markers as a list.
    this.#list.setAttribute('role', 'list')
    // A page's `* { all: unset }` reaches the host only, so the container is inside.
    const column = document.createElement('div')
    column.className = 'column'
    column.append(this.#room)
    this.#shadow.append(column)
    this.clear()
  }

  /** Reserves the same height with and without headlines. It grows if the reader sets wider line spacing. */
  reserve({ count, show, heading }: Wishes): void {
    const extent = { count, show, heading: heading !== '' }
    const { title, summary } = linesOf(show, false)
    const values = { wide: reservedSize(extent), narrow: reservedSize(extent, true), title, summary }
    for (const [name, value] of Object.entries(values)) this.#room.style.setProperty(`--${name}`, `${value}`)
  }

  /** Gives the reserved height back, because nothing will fill it soon. */
  fail(): void {
    this.#room.className = 'room failed'
  }

  /** Shows the page's own content. */
  clear(): void {
    this.#room.className = 'room waiting'
    this.#room.removeAttribute('dir')
    this.#room.replaceChildren(this.#fallback)
    this.#list.replaceChildren()
    this.#items.clear()
  }

  show(headlines: Headlines, wishes: Wishes): void {
    const { title, language, direction, texts, items, page, more, support, empty } = headlines
    const { theme, heading, level, count, show } = wishes
    const name = heading ?? title
    const shown = items.slice(0, count)
    const room = this.#room
    const focused = this.#focused()
    // The element inherits the page's colour scheme, so that it follows changes.
    const declared = getComputedStyle(this.#shadow.host).colorScheme !== 'normal'
    room.className = `room filled ${theme === 'auto' ? (declared ? '' : 'reader') : theme}`
    room.dir = direction
    const head = make(`h${level}` as 'h2', 'heading', name)
    if (heading === null) spoken(head, language, direction)
    else head.dir = 'auto'
    this.#list.ariaLabel = name || title
    this.#list.className = shown.length === count ? 'list full' : 'list'
    this.#fill(headlines, wishes)
    const rest = shown.length > 0 ? this.#list : make('p', 'empty', empty)
    const link = page === null || more === '' ? null : linkTo(page, 'more', more)
    const { url, text } = support
    const payment = url === null || text === '' || !show.includes('support') ? null : linkTo(url, 'support', text)
    if (payment) payment.rel += ' payment'
    for (const words of [rest, link, payment]) if (words) spoken(words, texts.language, texts.direction)
    spoken(this.#list, language, direction)
    this.#lay([name ? head : null, rest, link, payment])
    this.#focus(focused)
  }

  /** Keeps items that show the same as before, so that the reader's selection in them survives. */
  #fill(headlines: Headlines, { count, show }: Wishes): void {
    const known = this.#items
    this.#items = new Map()
    for (const headline of headlines.items.slice(0, count)) {
      const key = JSON.stringify([headline, headlines.language, headlines.direction, show])
      const item = known.get(key) ?? itemOf(headline, headlines, show)
      item.dataset.id = headline.id
      this.#items.set(key, item)
    }
    for (const [key, item] of known) if (!this.#items.has(key)) item.remove()
    let at = 0
    for (const item of this.#items.values()) {
      const there = this.#list.children[at++]
      if (there !== item) this.#list.insertBefore(item, there ?? null)
    }
  }

  /** Replaces the children that changed and keeps equal ones. */
  #lay(wanted: readonly (HTMLElement | null)[]): void {
    const before = [...this.#room.children]
    const after = wanted
      .filter((one) => one !== null)
      .map((one) => before.find((old) => old === one || (one !== this.#list && old.isEqualNode(one))) ?? one)
    for (const old of before) if (!after.includes(old)) old.remove()
    after.forEach((one, at) => {
      const there = this.#room.children[at]
      if (there !== one) this.#room.insertBefore(one, there ?? null)
    })
  }

  /** The link that has the focus and, if it is in an item, the item's id. */
  #focused(): Focus | undefined {
    const element = this.#shadow.activeElement
    return element ? { element, id: element.closest('li')?.dataset.id } : undefined
  }

  /** Moves the focus to the element that replaces the focused one. */
  #focus(before: Focus | undefined): void {
    if (!before || this.#shadow.activeElement === before.element) return
    const same = [...this.#list.children].find((item) => (item as HTMLElement).dataset.id === before.id)
    same?.querySelector('a')?.focus({ preventScroll: true })
  }
}
