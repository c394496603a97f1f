import type { Wishes } from './attributes.ts'
import type { Headlines } from './headlines.ts'
import { reservedSize, summaryLines, titleLines } from './height.ts'
import { itemOf } from './item.ts'
import { linkTo, make, spoken } from './make.ts'
import { STYLE } from './style.ts'

/** One for all elements. Not a style element: a page's policy may allow none (CSP level 3 §6.1.15 is not asked for these). */
let sheet: CSSStyleSheet | undefined

type Focus = { readonly element: Element; readonly id: string | undefined }

/** What is in an element's shadow: the room that is reserved, and in it the page's own words until there are headlines. */
export class View {
  readonly #shadow: ShadowRoot
  readonly #room = make('div', 'room')
  readonly #fallback = document.createElement('div')
  readonly #list = make('ul', 'list')
  /** The items that stand in the list, by all that they show. */
  #items = new Map<string, HTMLLIElement>()

  constructor(host: HTMLElement) {
    if (!sheet) {
      sheet = new CSSStyleSheet()
      sheet.replaceSync(STYLE)
    }
    this.#shadow = host.attachShadow({ mode: 'open' })
    this.#shadow.adoptedStyleSheets = [sheet]
    this.#fallback.className = 'fallback'
    this.#fallback.append(document.createElement('slot'))
    // Safari takes a list without markers for none.
    this.#list.setAttribute('role', 'list')
    this.#shadow.append(this.#room)
    this.clear()
  }

  /** As high with headlines as without. */
  reserve({ count, show, heading }: Wishes, filled: boolean): void {
    const size = reservedSize({ count, show, heading: heading !== '' })
    const { style } = this.#room
    // Headlines may grow where a reader has set wider lines; what stands in their place can be scrolled.
    style.minBlockSize = size
    style.blockSize = filled ? 'auto' : size
    style.setProperty('--title', `${titleLines(show)}`)
    style.setProperty('--summary', `${summaryLines(show)}`)
  }

  /** Back to the page's own words. */
  clear(): void {
    this.#room.className = 'room'
    this.#room.removeAttribute('dir')
    this.#room.replaceChildren(this.#fallback)
    this.#list.replaceChildren()
    this.#items.clear()
  }

  show(headlines: Headlines, wishes: Wishes): void {
    const { title, language, direction, items, page, more, empty } = headlines
    const { theme, heading, level, count } = wishes
    const name = heading ?? title
    const shown = items.slice(0, count)
    const room = this.#room
    const focused = this.#focused()
    // The page's own scheme is inherited, and followed when it changes.
    const declared = getComputedStyle(this.#shadow.host).colorScheme !== 'normal'
    room.className = `room filled ${theme === 'auto' ? (declared ? '' : 'reader') : theme}`
    room.dir = direction
    const head = make(`h${level}` as 'h2', 'heading', name)
    if (heading === null) spoken(head, language, direction)
    else head.dir = 'auto'
    spoken(this.#list, language, direction)
    this.#list.ariaLabel = name || title
    this.#list.className = shown.length === count ? 'list full' : 'list'
    this.#fill(headlines, wishes)
    const rest = shown.length > 0 ? this.#list : make('p', 'empty', empty)
    const link = page === null || more === '' ? null : linkTo(page, 'more', more)
    for (const words of [rest, link]) if (words) spoken(words, language, direction)
    this.#lay([name ? head : null, rest, link])
    this.#focus(focused)
  }

  /** Items that show the same as before stay where they are, with what the reader has selected in them. */
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

  /** Takes away what says something else than before, and leaves what is equal. */
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

  /** The article, or the link to the feed, that has the focus. */
  #focused(): Focus | undefined {
    const element = this.#shadow.activeElement
    return element ? { element, id: element.closest('li')?.dataset.id } : undefined
  }

  /** Gives it back to what has taken the place of what had it. */
  #focus(before: Focus | undefined): void {
    if (!before || this.#shadow.activeElement === before.element) return
    const same = [...this.#list.children].find((item) => (item as HTMLElement).dataset.id === before.id)
    same?.querySelector('a')?.focus({ preventScroll: true })
  }
}
