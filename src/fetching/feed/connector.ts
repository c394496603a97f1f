import type { FeedSource } from '../../domain/sources.ts'
import { type Connector, type FetchEnd, FetchError, type FetchedPart, type FetchRequest } from '../connector.ts'
import type { KnownArticle } from './articles.ts'
import { checkPages, type PageChecks } from './deleted-pages.ts'
import { readDocument, type Validators } from './document.ts'
import { historyOf, type Step } from './history.ts'
import type { FeedPage } from './page.ts'
import { createRecords } from './records.ts'

type FeedState = {
  readonly validators?: Validators | undefined
  readonly problem?: string | undefined
  /** The server asks for no request before this instant. */
  readonly until?: number | undefined
  /** The next document of its history; `null` after the last one. */
  readonly rest?: Step | null | undefined
}

/** For the next fetch, as JSON. Feeds by address. */
type State = {
  readonly feeds?: Readonly<Record<string, FeedState>>
  readonly articles?: readonly KnownArticle[]
  readonly pages?: PageChecks | undefined
}

/** Reads the feeds of a source, one per language. Entries that a feed no longer shows are not deleted by that. */
export function feedConnector(source: FeedSource): Connector {
  return { fetch: (request) => fetchFeeds(source, request) }
}

async function* fetchFeeds(source: FeedSource, request: FetchRequest): AsyncGenerator<FetchedPart, FetchEnd> {
  const { now, mode, signal, outbound } = request
  const { feeds, history, deadline } = source.fetch
  const state = (request.state ?? {}) as State
  const records = createRecords(source, request, state.articles ?? [])
  // A long history is read in several fetches.
  const until = now() + deadline * 500
  const waits: number[] = []

  const fetchFeed = async function* (feed: (typeof feeds)[number]): AsyncGenerator<FetchedPart, FeedState> {
    const before = state.feeds?.[feed.url] ?? {}
    if (before.until !== undefined && before.until > now()) return before
    const isHistoryDue = history && before.rest !== null
    const isConditional = mode === 'changes' && !(isHistoryDue && !before.rest)
    let [{ validators, rest }, place] = [before, feed.url]
    const read = async (step: Step): Promise<FeedPage | undefined> => {
      place = step.place
      if (step.number > 1) rest = step
      const conditions = step.number === 1 && isConditional ? validators : {}
      const options = { signal, now, validators: conditions, isGuess: step.isGuess }
      const document = await readDocument(place, outbound, options)
      if (step.number === 1) {
        validators = document.validators
        waits.push(document.freshMs)
      }
      return document.page
    }
    /** Returns the step with which the next fetch goes on. */
    const walk = async function* (from?: Step): AsyncGenerator<FetchedPart, FeedState['rest']> {
      for await (const { step, page, next } of historyOf(feed.url, history, read, from)) {
        const pageRecords = await records.of(page, feed, step.number > 1)
        if (pageRecords.length > 0) yield { records: pageRecords }
        if (!from && (!isHistoryDue || before.rest)) return before.rest
        // Some sites answer any number with the newest page.
        if (step.isGuess && pageRecords.length === 0) return null
        if (now() > until) return next ?? null
      }
      return from || isHistoryDue ? null : before.rest
    }
    try {
      const next = yield* walk()
      return { validators, rest: isHistoryDue && before.rest ? yield* walk(before.rest) : next }
    } catch (error) {
      signal.throwIfAborted()
      const { message, waitMs } = error as FetchError
      return { validators, rest, problem: `${place}: ${message}`, until: waitMs && now() + waitMs }
    }
  }

  const states: Record<string, FeedState> = {}
  for (const feed of feeds) states[feed.url] = yield* fetchFeed(feed)
  const problem = Object.values(states).flatMap((one) => one.problem ?? [])
  if (waits.length === 0) {
    const earliest = Math.min(...Object.values(states).map((one) => one.until ?? 0))
    throw new FetchError(problem.join('; '), Math.max(0, earliest - now()))
  }
  let { pages } = state
  if (mode === 'all' && request.state) {
    const { deleted, ...checks } = await checkPages(request, pages, records.isSeen, until)
    yield { records: deleted.map((key) => ({ key, body: null })) }
    pages = checks
  }
  return {
    state: { feeds: states, articles: records.remembered(), pages } satisfies State,
    ...{ isComplete: false, waitMs: Math.min(...waits), problem: problem.join('; ') || undefined },
  }
}
