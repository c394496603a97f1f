import { ATTRIBUTES, webAddress, wishesOf } from './attributes.ts'
import type { Headlines } from './headlines.ts'
import { type Failure, type Source, sourceOf, type Watcher } from './source.ts'
import { View } from './view.ts'

/** The element loads headlines when it is this close to the visible part of the page. */
const MARGIN = '300px'

/**
 * `<polyfeed-headlines src="https://feeds.example/embed/uk/headlines.json" count="5">…</polyfeed-headlines>`
 * Shows its own content until there are headlines, above rows that stand for them while they load. Fires `polyfeed-load` when it shows new headlines, and
 * `polyfeed-error` (`detail.reason`: `network`, `answer` or `src`). Both events bubble and leave shadow trees.
 */
class HeadlinesElement extends HTMLElement implements Watcher {
  static readonly observedAttributes = ATTRIBUTES
  readonly #view = new View(this)
  readonly #observer = new IntersectionObserver((seen) => this.#near(seen.at(-1)?.isIntersecting === true), {
    rootMargin: MARGIN,
  })
  #source: Source | undefined
  #headlines: Headlines | undefined
  #isNear = false

  connectedCallback(): void {
    this.#draw()
    this.#observer.observe(this)
  }

  disconnectedCallback(): void {
    this.#observer.disconnect()
    this.#near(false)
  }

  /** Keeps `moveBefore` from disconnecting and connecting the element. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return
    if (name === 'src') this.#turn()
    else this.#draw()
  }

  shown(headlines: Headlines): void {
    if (this.#headlines === headlines) return
    this.#headlines = headlines
    this.#draw()
    this.#tell('load')
  }

  failed(reason: Failure): void {
    if (!this.#headlines) this.#view.fail()
    this.#tell('error', { reason })
  }

  /** Switches to another feed. */
  #turn(): void {
    const wasNear = this.#isNear
    this.#near(false)
    this.#headlines = undefined
    this.#view.clear()
    this.#draw()
    this.#near(wasNear)
  }

  #near(isNear: boolean): void {
    if (isNear === this.#isNear) return
    this.#isNear = isNear
    if (!isNear) {
      this.#source?.leave(this)
      this.#source = undefined
      return
    }
    const url = webAddress(this.getAttribute('src'), document.baseURI)
    if (url === null) {
      this.failed('src')
      return
    }
    // The fragment is never sent, so it must not make another source.
    this.#source = sourceOf(url.replace(/#.*/, ''))
    // The source may already have loaded them for another element.
    if (this.#source.headlines) this.shown(this.#source.headlines)
    this.#source.watch(this)
  }

  #draw(): void {
    const wishes = wishesOf(this)
    this.#view.reserve(wishes)
    if (this.#headlines) this.#view.show(this.#headlines, wishes)
  }

  #tell(what: 'load' | 'error', detail: { readonly reason: Failure } | null = null): void {
    this.dispatchEvent(new CustomEvent(`polyfeed-${what}`, { bubbles: true, composed: true, detail }))
  }
}

// A page may load two versions of this script; the first one wins.
if (!customElements.get('polyfeed-headlines')) customElements.define('polyfeed-headlines', HeadlinesElement)
