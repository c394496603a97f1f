import { type Headlines, headlinesIn } from './headlines.ts'

// All elements with the same address share one source, with one request and one timer. The timer runs only while an
// element is near the visible part of a visible page.

/** An element near the visible part of the page. */
export type Watcher = {
  shown(headlines: Headlines): void
  failed(reason: Failure): void
}

/** `network`: no response. `answer`: the response is not version 1 of headlines. `src`: no usable address. */
export type Failure = 'network' | 'answer' | 'src'

/** Seconds. Without any success so far, the first wait after a failure is twice this. */
const IMPATIENCE = 30
const LONGEST_WAIT = 3600
const TIMEOUT = 30_000

const sources = new Map<string, Source>()

/** @param url absolute */
export function sourceOf(url: string): Source {
  const known = sources.get(url)
  if (known) return known
  const source = new Source(url)
  sources.set(url, source)
  return source
}

document.addEventListener('visibilitychange', () => {
  for (const source of sources.values()) source.plan()
})

export class Source {
  /** The last valid response. */
  headlines: Headlines | undefined
  readonly #url: string
  readonly #watchers = new Set<Watcher>()
  #text = ''
  #timer = 0
  #asking = false
  /** Start of the last request in milliseconds: `performance.now()`. */
  #asked = Number.NEGATIVE_INFINITY
  #failures = 0

  constructor(url: string) {
    this.#url = url
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher)
    this.plan()
  }

  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher)
    this.plan()
  }

  /** Schedules the next request if the page is visible and an element watches. */
  plan(): void {
    clearTimeout(this.#timer)
    if (this.#asking || this.#watchers.size === 0 || document.visibilityState === 'hidden') return
    const refresh = this.headlines?.refresh
    const wait =
      this.#failures === 0 ? (refresh ?? 0) : Math.min((refresh ?? IMPATIENCE) * 2 ** this.#failures, LONGEST_WAIT)
    this.#timer = setTimeout(() => void this.#ask(), Math.max(this.#asked + wait * 1000 - performance.now(), 0))
  }

  async #ask(): Promise<void> {
    this.#asking = true
    this.#asked = performance.now()
    try {
      this.#take(await this.#answer())
      this.#failures = 0
    } catch (error) {
      this.#failures += 1
      for (const watcher of [...this.#watchers]) watcher.failed(error instanceof WrongAnswer ? 'answer' : 'network')
    }
    this.#asking = false
    this.plan()
  }

  /**
   * `no-cache` revalidates the copy in the browser's cache: Fetch §5.4. The first request accepts a cached copy of
   * another page as it is.
   */
  async #answer(): Promise<string> {
    const cache = this.headlines || this.#failures > 0 ? 'no-cache' : 'default'
    const signal = AbortSignal.timeout(TIMEOUT)
    const response = await fetch(this.#url, { cache, signal, credentials: 'omit' })
    if (!response.ok) throw new WrongAnswer()
    return response.text()
  }

  /** @throws WrongAnswer */
  #take(text: string): void {
    if (text === this.#text) return
    try {
      this.headlines = headlinesIn(text)
    } catch {
      throw new WrongAnswer()
    }
    this.#text = text
    for (const watcher of [...this.#watchers]) watcher.shown(this.headlines)
  }
}

class WrongAnswer extends Error {}
