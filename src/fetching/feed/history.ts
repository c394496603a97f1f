import { webUrl } from '../../domain/url.ts'
import type { FeedPage } from './page.ts'

/** A document of a feed's history. `isGuess`: the feed does not name it, but WordPress would have it at this address. */
export type Step = { readonly place: string; readonly number: number; readonly isGuess: boolean }

const PAGES_MAX = 2000

/**
 * Reads a feed and its older documents: RFC 5005, `next_url` of JSON Feed; with `guesses` also `?paged=2` … A page that
 * `read` has not ends it.
 */
export async function* historyOf(
  feed: string,
  guesses: boolean,
  read: (step: Step) => Promise<FeedPage | undefined>,
  from: Step = { place: feed, number: 1, isGuess: false },
): AsyncGenerator<{ readonly step: Step; readonly page: FeedPage; readonly next: Step | undefined }> {
  const visited = new Set<string>()
  for (let step: Step | undefined = from; step && !visited.has(step.place) && visited.size < PAGES_MAX; ) {
    visited.add(step.place)
    const page: FeedPage | undefined = await read(step)
    if (!page) return
    const next: Step | undefined = webUrl(feed) ? stepAfter(step, feed, page, guesses) : undefined
    yield { step, page, next }
    step = next
  }
}

function stepAfter({ number: last }: Step, feed: string, page: FeedPage, guesses: boolean): Step | undefined {
  const number = last + 1
  if (page.older !== undefined) return { place: page.older, number, isGuess: false }
  if (!guesses) return undefined
  const guess = new URL(feed)
  guess.searchParams.set('paged', `${number}`)
  return { place: guess.href, number, isGuess: true }
}
