import { ATTRIBUTES, webAddress, wishesOf } from './attributes.ts'
import type { Headlines } from './headlines.ts'
import { type Failure, type Source, sourceOf, type Watcher } from './source.ts'
import { View } from './view.ts'

/** How far below or above what the reader sees headlines are asked for. */
const MARGIN = '300px'

/**
 * `<polyfeed-headlines src="https://feeds.example/embed/uk/headlines.json" count="5" show="images summaries">…</polyfeed-headlines>`
 * What stands inside stays until there are headlines. Fires `polyfeed-load` when other headlines than before are shown, and
 * `polyfeed-error` (`detail.reason`: `network`, `answer` or `src`); both bubble, out of shadow trees, too.
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

  /** Moved in one piece (`moveBefore`), nothing ends. */
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
    this.#tell('error', { reason })
  }

  /** Another feed: what is shown of the one before goes. */
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
    // What comes after # is never sent: it makes no other source.
    this.#source = sourceOf(url.replace(/#.*/, ''))
    // Another element, or this one elsewhere, may have them already.
    if (this.#source.headlines) this.shown(this.#source.headlines)
    this.#source.watch(this)
  }

  #draw(): void {
    const wishes = wishesOf(this)
    this.#view.reserve(wishes, this.#headlines !== undefined)
    if (this.#headlines) this.#view.show(this.#headlines, wishes)
  }

  #tell(what: 'load' | 'error', detail: { readonly reason: Failure } | null = null): void {
    this.dispatchEvent(new CustomEvent(`polyfeed-${what}`, { bubbles: true, composed: true, detail }))
  }
}

// A page may have this script twice, in two versions: the first one stays.
if (!customElements.get('polyfeed-headlines')) customElements.define('polyfeed-headlines', HeadlinesElement)
